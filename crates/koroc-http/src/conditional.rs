//! Conditional requests: an answer that the client has already is not sent again (Django's `ConditionalGetMiddleware`).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::download::parse_date;

/// The headers that say what an answer without its body is about.
const KEPT: [HeaderName; 6] = [header::CACHE_CONTROL, header::CONTENT_LOCATION, header::ETAG, header::EXPIRES, header::LAST_MODIFIED, header::VARY];

/// What becomes of an answer to a GET: its own status and body, or 304 or 412 without a body. The answer gets an `ETag` unless it has one, or says `no-store`.
pub(crate) fn answer(asked: &HeaderMap, status: StatusCode, headers: &mut HeaderMap, body: Bytes) -> (StatusCode, Bytes) {
    let stored = !text(headers, header::CACHE_CONTROL).split(',').any(|part| part.trim().eq_ignore_ascii_case("no-store"));
    if stored && !body.is_empty() {
        headers.entry(header::ETAG).or_insert_with(|| tag(&body));
    }
    if !status.is_success() {
        return (status, body);
    }
    match verdict(asked, headers) {
        None => (status, body),
        Some(StatusCode::NOT_MODIFIED) => {
            *headers = KEPT.into_iter().filter_map(|name| Some((name.clone(), headers.get(&name)?.clone()))).collect();
            (StatusCode::NOT_MODIFIED, Bytes::new())
        }
        Some(refused) => {
            headers.clear();
            (refused, Bytes::new())
        }
    }
}

/// The status in place of the answer's own, by RFC 9110's order of conditions.
fn verdict(asked: &HeaderMap, headers: &HeaderMap) -> Option<StatusCode> {
    let (tag, modified) = (text(headers, header::ETAG), parse_date(text(headers, header::LAST_MODIFIED)));
    let (matches, none) = (tags(text(asked, header::IF_MATCH)), tags(text(asked, header::IF_NONE_MATCH)));
    let (unmodified, since) = (parse_date(text(asked, header::IF_UNMODIFIED_SINCE)), parse_date(text(asked, header::IF_MODIFIED_SINCE)));
    let plain = |tag: &str| tag.trim_start_matches("W/").to_owned();
    if !matches.is_empty() && !(!tag.is_empty() && (matches == ["*"] || (!tag.starts_with("W/") && matches.contains(&tag)))) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    if matches.is_empty() && unmodified.is_some_and(|date| modified.is_none_or(|modified| modified > date)) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    if !none.is_empty() {
        let has = !tag.is_empty() && (none == ["*"] || none.iter().any(|known| plain(known) == plain(tag)));
        return has.then_some(StatusCode::NOT_MODIFIED);
    }
    let unchanged = since.is_some_and(|since| modified.is_some_and(|modified| modified <= since));
    unchanged.then_some(StatusCode::NOT_MODIFIED)
}

/// The tags of a list, `"a", W/"b"`, or `*`.
fn tags(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).filter(|tag| *tag == "*" || (tag.ends_with('"') && (tag.starts_with('"') || tag.starts_with("W/\"")))).collect()
}

fn tag(body: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(body);
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("\"{digits}\"")).expect("digits are ASCII")
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_decide() {
        let (early, late) = ("Wed, 01 Jan 2020 00:00:00 GMT", "Thu, 02 Jan 2020 00:00:00 GMT");
        for (condition, status) in [
            (vec![], 200),
            (vec![("if-none-match", "\"a\"")], 304),
            (vec![("if-none-match", "W/\"a\", \"b\"")], 304),
            (vec![("if-none-match", "*")], 304),
            (vec![("if-none-match", "\"b\""), ("if-modified-since", late)], 200),
            (vec![("if-modified-since", early)], 304),
            (vec![("if-modified-since", "Tue, 31 Dec 2019 00:00:00 GMT")], 200),
            (vec![("if-match", "\"a\"")], 200),
            (vec![("if-match", "\"b\"")], 412),
            (vec![("if-match", "W/\"a\"")], 412),
            (vec![("if-unmodified-since", late)], 200),
            (vec![("if-unmodified-since", "Tue, 31 Dec 2019 00:00:00 GMT")], 412),
        ] {
            let asked = condition.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            let mut headers =
                HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"a\"")), (header::LAST_MODIFIED, HeaderValue::from_static(early))]);
            let (answered, body) = answer(&asked, StatusCode::OK, &mut headers, Bytes::from_static(b"x"));
            assert_eq!((answered.as_u16(), body.is_empty()), (status, status != 200), "{condition:?}");
        }
    }

    #[test]
    fn a_tag_is_the_bodys() {
        let tag_of = |body: &'static str, cache: &'static str| {
            let mut headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static(cache))]);
            answer(&HeaderMap::new(), StatusCode::OK, &mut headers, Bytes::from_static(body.as_bytes()));
            headers.get(header::ETAG).cloned()
        };
        assert!(tag_of("a", "max-age=1").is_some() && tag_of("a", "") == tag_of("a", "max-age=1") && tag_of("a", "") != tag_of("b", ""));
        assert_eq!((tag_of("a", "no-store"), tag_of("", "")), (None, None));
    }
}
