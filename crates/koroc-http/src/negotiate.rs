//! Chooses the form of the answer: format suffix or `?format=`, then Accept.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::ACCEPT;
use koroc_spec::Renderer;

use crate::call::Call;
use crate::charset::latin1;
use crate::media::MediaType;
use crate::{ApiError, Negotiation, python};

/// Of a longer Accept header, only this much is read.
const MAX_HEADER: usize = 8192;
/// The most media types that are read.
const MAX_TYPES: usize = 64;
/// The longest media type that is read.
pub(crate) const MAX_MEDIA_TYPE: usize = 256;

/// The chosen form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accepted<'r> {
    pub(crate) renderer: &'r Renderer,
    /// What the client said that led to it; `None`: nothing that has parameters.
    media: Option<MediaType>,
}

impl<'r> Accepted<'r> {
    /// A renderer without options.
    pub(crate) fn plain(renderer: &'r Renderer) -> Self {
        Accepted { renderer, media: None }
    }

    /// A parameter of the media type that was accepted.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.media.as_ref()?.parameter(name)
    }

    /// By how many spaces JSON is indented; `None`: compact.
    pub(crate) fn indent(&self) -> Option<usize> {
        let wanted = python::int(self.parameter("indent")?)?.clamp(0, 8);
        usize::try_from(wanted).ok().filter(|&indent| indent > 0)
    }
}

/// The first renderer that the most specific of the accepted types takes.
///
/// # Errors
/// 404 for a format that no renderer has, 406 where no type is acceptable.
pub(crate) fn renderer<'r>(renderers: &'r [Renderer], headers: &HeaderMap, format: Option<&str>) -> Result<Accepted<'r>, ApiError> {
    let format = format.filter(|format| !format.is_empty());
    let header = accept_header(headers);
    if let (Some(Renderer::Json), None, "*/*" | "application/json") = (renderers.first(), format, &*header) {
        return Ok(Accepted::plain(&renderers[0]));
    }
    let offered: Vec<&Renderer> = renderers.iter().filter(|renderer| format.is_none_or(|format| renderer.format() == format)).collect();
    if offered.is_empty() {
        return Err(ApiError::not_found());
    }
    let types: Vec<MediaType> = tokens(&header).map(MediaType::parse).collect();
    for precedence in (0..=3).rev() {
        for &renderer in &offered {
            let same = types.iter().filter(|media| media.precedence() == precedence);
            if let Some(media) = same.into_iter().find(|media| media.accepts(renderer.media_type())) {
                return Ok(Accepted { renderer, media: Some(media.clone()) });
            }
        }
    }
    Err(ApiError::not_acceptable())
}

/// As [`renderer`]; where that finds none, the first.
pub(crate) fn or_first<'r>(renderers: &'r [Renderer], headers: &HeaderMap, format: Option<&str>) -> Accepted<'r> {
    renderer(renderers, headers, format).unwrap_or_else(|_| Accepted::plain(renderers.first().unwrap_or(&Renderer::Json)))
}

/// The renderer that the program's function chooses.
///
/// # Errors
/// What the function answers; 500 for a place where there is no renderer.
pub(crate) fn by_hand<'r>(call: &Call<'r>, name: &str) -> Result<Accepted<'r>, ApiError> {
    let choose = call.service.own().negotiations.get(name).ok_or_else(|| ApiError::internal("a negotiation has behaviour"))?;
    let renderers: &'r [Renderer] = &call.policy().renderers;
    let place = choose(&Negotiation { renderers, format: call.format(), headers: call.headers() })?;
    renderers.get(place).map(Accepted::plain).ok_or_else(|| ApiError::internal("a negotiation chooses one of the renderers"))
}

fn accept_header(headers: &HeaderMap) -> Cow<'_, str> {
    let mut values = headers.get_all(ACCEPT).iter().map(|value| match value.to_str() {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(latin1(value.as_bytes())),
    });
    let Some(first) = values.next() else { return Cow::Borrowed("*/*") };
    values.fold(first, |joined, value| Cow::Owned(format!("{joined},{value}")))
}

fn tokens(header: &str) -> impl Iterator<Item = &str> {
    let bounded = if header.len() > MAX_HEADER {
        let comma = header.as_bytes()[..MAX_HEADER].iter().rposition(|&byte| byte == b',');
        comma.map_or("", |comma| &header[..comma])
    } else {
        header
    };
    bounded.split(',').map(str::trim).filter(|token| !token.is_empty() && token.len() <= MAX_MEDIA_TYPE).take(MAX_TYPES)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use Renderer::{Browsable, Json};

    #[test]
    fn the_most_specific_type_wins_then_the_first_renderer() {
        let long = format!("{}, text/html", "a".repeat(300));
        let html = |accept: &'static str| (Some(accept), None, Ok((Browsable, None)));
        let json = |accept: &'static str| (Some(accept), None, Ok((Json, None)));
        for (accept, format, result) in [
            (None, None, Ok((Json, None))),
            json("*/*"),
            json("application/*"),
            html("text/*"),
            html("text/html,application/xhtml+xml,*/*;q=0.8"),
            json("image/png, application/json;q=0.1"),
            json("text/html;q=0.9, application/json;q=0.8"),
            (Some("application/json; indent=4"), None, Ok((Json, Some(4)))),
            (Some("*/*; indent=40"), None, Ok((Json, Some(8)))),
            (Some("application/json; indent=0"), None, Ok((Json, None))),
            (Some("application/json; indent=x"), None, Ok((Json, None))),
            // Headers are Latin-1, in which this digit is two letters.
            (Some("application/json; indent=٢"), None, Ok((Json, None))),
            (Some(long.as_str()), None, Ok((Browsable, None))),
            (Some("image/png"), None, Err(406)),
            (Some("garbage"), None, Err(406)),
            (Some(""), None, Err(406)),
            (None, Some("api"), Ok((Browsable, None))),
            (None, Some(""), Ok((Json, None))),
            (None, Some("xml"), Err(404)),
            (Some("text/html"), Some("json"), Err(406)),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, HeaderValue::from_bytes(accept.as_bytes()).unwrap());
            }
            let chosen = renderer(&[Json, Browsable], &headers, format).map(|a| (a.renderer.clone(), a.indent())).map_err(|error| error.status().as_u16());
            assert_eq!(chosen, result, "{accept:?} {format:?}");
        }
    }

    #[test]
    fn a_long_header_is_cut_at_a_comma() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, format!("text/html,{}application/json", "x/y,".repeat(3000)).parse().unwrap());
        assert_eq!(renderer(&[Json, Browsable], &headers, None).unwrap().renderer, &Browsable);
    }
}
