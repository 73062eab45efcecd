//! The request's body: read once, within the limit, and parsed by the parser for its type.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use koroc_files::Storage;
use koroc_serial::{Form, Input, parse_json};
use koroc_spec::{Map, Parser, Settings, UploadedFile, Value};

use crate::ApiError;
use crate::charset::{Charset, latin1};
use crate::media::MediaType;
use crate::multipart;
use crate::negotiate::MAX_MEDIA_TYPE;
use crate::own::Own;
use crate::query::Query;
use crate::{whole_file, xml_body};

/// A parsed body.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// JSON; an absent body is an empty object.
    Json(Value),
    /// A form.
    Form(Form),
}

impl Data {
    /// What a serializer validates.
    pub fn input(&self) -> Input<'_> {
        match self {
            Data::Json(value) => Input::Json(value),
            Data::Form(form) => Input::Form(form),
        }
    }

    /// All of it; of a form, the last value for each name.
    pub fn to_value(&self) -> Value {
        match self {
            Data::Json(value) => value.clone(),
            Data::Form(form) => Value::Map(form.entries.iter().filter_map(|(name, values)| Some((name.clone(), values.last()?.clone()))).collect()),
        }
    }

    /// The member of an object, or what a form holds for a name; of several, the last.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Data::Json(value) => value.as_map()?.get(name),
            Data::Form(form) => form.last(name),
        }
    }

    /// The file that a form holds for a name; of several, the last.
    pub fn file(&self, name: &str) -> Option<&UploadedFile> {
        match self {
            Data::Form(form) => form.last(name).and_then(Value::as_file),
            Data::Json(_) => None,
        }
    }

    /// The text that a form holds for a name; of several, the last.
    pub(crate) fn form_text(&self, name: &str) -> Option<&str> {
        match self {
            Data::Form(form) => form.last(name).and_then(Value::as_str),
            Data::Json(_) => None,
        }
    }
}

/// How much of a body is read, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// All of it but files.
    pub(crate) body: usize,
    /// All of it.
    pub(crate) upload: u64,
    /// What is held in memory of its files.
    pub(crate) memory: usize,
}

impl Limits {
    pub(crate) fn of(settings: &Settings) -> Self {
        Limits { body: settings.body_limit, upload: settings.upload_limit, memory: settings.upload_memory }
    }

    /// Refuses a body with files of this length.
    ///
    /// # Errors
    /// 413.
    pub(crate) fn check_upload(&self, length: u64) -> Result<(), ApiError> {
        if length <= self.upload { Ok(()) } else { Err(ApiError::too_large(self.upload)) }
    }
}

/// What it takes to read a body.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'c> {
    pub(crate) headers: &'c HeaderMap,
    pub(crate) parsers: &'c [Parser],
    pub(crate) limits: Limits,
    pub(crate) storage: &'c Storage,
    /// The program's own parsers.
    pub(crate) own: &'c Own,
    /// The name that the path gives to a body that is a file.
    pub(crate) file_name: Option<&'c str>,
}

/// A body that is read at most once.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// Not read yet. (A body cannot be shared between threads, and a call must; the lock is never taken.)
    Waiting(Mutex<Body>),
    /// Read and parsed.
    Parsed(Data),
    /// Taken by a plain handler, or refused while it was read.
    Gone,
}

impl Incoming {
    pub(crate) fn new(body: Body) -> Self {
        Incoming::Waiting(Mutex::new(body))
    }

    /// The parsed body, read now unless it was before. After a refusal it is empty, so that nothing is refused twice.
    ///
    /// # Errors
    /// 415 for a type that no parser reads, 400 for a body that its parser cannot read, Django's page for one above the limit, 413 for files above theirs.
    pub(crate) async fn data(&mut self, reading: Reading<'_>) -> Result<&Data, ApiError> {
        if let Incoming::Waiting(body) = self {
            let body = std::mem::take(body.get_mut().unwrap_or_else(PoisonError::into_inner));
            *self = Incoming::Gone;
            *self = Incoming::Parsed(parse(body, reading).await?);
        }
        if matches!(self, Incoming::Gone) {
            *self = Incoming::Parsed(Data::Form(Form::default()));
        }
        match self {
            Incoming::Parsed(data) => Ok(data),
            Incoming::Waiting(_) | Incoming::Gone => Err(ApiError::internal("a body is parsed by now")),
        }
    }

    /// The body for a plain handler, which then answers with an error if it reads beyond the limit.
    pub(crate) fn take(&mut self, limit: usize) -> Body {
        match std::mem::replace(self, Incoming::Gone) {
            Incoming::Waiting(body) => Body::new(Limited::new(body.into_inner().unwrap_or_else(PoisonError::into_inner), limit)),
            Incoming::Parsed(_) | Incoming::Gone => Body::empty(),
        }
    }
}

async fn parse(body: Body, reading: Reading<'_>) -> Result<Data, ApiError> {
    let Reading { headers, parsers, limits, storage, own, file_name } = reading;
    let content_type = headers.get(CONTENT_TYPE).map_or_else(String::new, |value| latin1(value.as_bytes()));
    let media = (content_type.len() <= MAX_MEDIA_TYPE).then(|| MediaType::parse(&content_type));
    let empty = || match &media {
        Some(media) if media.is(Parser::Form.media_type()) || media.is(Parser::MultiPart.media_type()) => Data::Form(Form::default()),
        _ => Data::Json(Value::Map(Map::new())),
    };
    if body.is_end_stream() {
        return Ok(empty());
    }
    let reads = |parser: &&Parser| parser.media_type() == "*/*" || media.as_ref().is_some_and(|media| media.accepts(parser.media_type()));
    let (Some(parser), Some(media)) = (parsers.iter().find(reads), &media) else { return Err(ApiError::unsupported_media_type(&content_type)) };
    match parser {
        Parser::MultiPart => {
            let charset = Charset::named(media.parameter("charset"))?;
            let boundary = multipart::boundary(&content_type)?;
            limits.check_upload(body.size_hint().lower())?;
            return multipart::read(body, &boundary, charset, storage.spool(limits.memory), limits).await.map(Data::Form);
        }
        Parser::FileUpload => {
            let name = whole_file::name(headers, file_name)?;
            limits.check_upload(body.size_hint().lower())?;
            return whole_file::read(body, name, content_type, storage.spool(limits.memory), limits).await.map(Data::Form);
        }
        Parser::Json | Parser::Form | Parser::Xml | Parser::Custom { .. } => {}
    }
    let bytes = read(body, limits.body).await?;
    if bytes.is_empty() {
        return Ok(empty());
    }
    let charset = Charset::named(media.parameter("charset"))?;
    match parser {
        Parser::Json => {
            let text = charset.decode(&bytes).map_err(|reason| ApiError::parse(format!("JSON parse error - {reason}")))?;
            parse_json(&text).map(Data::Json).map_err(|error| ApiError::parse(error.to_string()))
        }
        Parser::Form => url_encoded(&bytes, charset).ok_or_else(|| ApiError::bad_request("too many form fields")),
        Parser::Xml => {
            let text = charset.decode(&bytes).map_err(|reason| ApiError::parse(format!("XML parse error - {reason}")))?;
            xml_body::parse(&text).map(Data::Json).map_err(|reason| ApiError::parse(format!("XML parse error - {reason}")))
        }
        Parser::Custom { name, .. } => {
            let parse = own.parsers.get(name).ok_or_else(|| ApiError::internal("a parser has behaviour"))?;
            parse(bytes, headers).map(Data::Json)
        }
        Parser::MultiPart | Parser::FileUpload => Err(ApiError::internal("a body with files is read as it arrives")),
    }
}

/// All of a body, never holding more than the limit.
async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ApiError::bad_request("the body is larger than the limit"));
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::bad_request("the body is larger than the limit")),
        Err(error) => Err(ApiError::bad_request(error)),
    }
}

fn url_encoded(bytes: &[u8], charset: Charset) -> Option<Data> {
    let mut form = Form::default();
    for (name, value) in Query::parse_in(bytes, charset)?.into_pairs() {
        form.entries.entry(name).or_default().push(Value::Str(value));
    }
    Some(Data::Form(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage() -> Storage {
        Storage::open("media").unwrap()
    }

    fn own() -> &'static Own {
        static OWN: std::sync::OnceLock<Own> = std::sync::OnceLock::new();
        OWN.get_or_init(Own::default)
    }

    fn reading<'c>(headers: &'c HeaderMap, storage: &'c Storage, limit: usize) -> Reading<'c> {
        Reading {
            headers,
            parsers: &[Parser::Json, Parser::Form, Parser::MultiPart],
            limits: Limits { body: limit, upload: 1000, memory: 1000 },
            storage,
            own: own(),
            file_name: None,
        }
    }

    async fn data(content_type: Option<&str>, body: &'static str, limit: usize) -> Result<Data, (u16, String)> {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        let mut incoming = Incoming::new(Body::from(body));
        let parsed = incoming.data(reading(&headers, &storage(), limit)).await;
        parsed.cloned().map_err(|error| (error.status().as_u16(), error.to_string()))
    }

    fn form(pairs: &[(&str, &str)]) -> Data {
        let mut form = Form::default();
        for (name, value) in pairs {
            form.entries.entry((*name).to_owned()).or_default().push(Value::from(*value));
        }
        Data::Form(form)
    }

    #[tokio::test]
    async fn the_type_chooses_the_parser() {
        let empty = Data::Json(Value::Map(Map::new()));
        let json = "application/json";
        for (content_type, body, expected) in [
            (Some(json), "{}", Ok(empty.clone())),
            (Some("APPLICATION/JSON; charset=klingon"), "{}", Ok(empty.clone())),
            (Some("*/*"), "{}", Ok(empty.clone())),
            (Some(json), "", Ok(empty.clone())),
            (None, "", Ok(empty)),
            (Some("text/plain"), "x", Err((415, "Unsupported media type \"text/plain\" in request.".to_owned()))),
            (None, "x", Err((415, "Unsupported media type \"\" in request.".to_owned()))),
            (Some("application/json; charset=hex"), "{}", Err((400, "Unsupported charset \"hex\" in request Content-Type header.".to_owned()))),
            (Some("application/x-www-form-urlencoded"), "a=1&a=2&b=%C3%A9+", Ok(form(&[("a", "1"), ("a", "2"), ("b", "é ")]))),
            (Some("application/x-www-form-urlencoded; charset=latin-1"), "b=%E9", Ok(form(&[("b", "é")]))),
            (Some("application/x-www-form-urlencoded"), "", Ok(form(&[]))),
            (Some("multipart/form-data"), "x", Err((400, "Multipart form parse error - Invalid boundary in multipart: None".to_owned()))),
            (Some(json), "{\"a\": \"more than twenty\"}", Err((400, "400 Bad Request (the body is larger than the limit)".to_owned()))),
        ] {
            assert_eq!(data(content_type, body, 20).await, expected, "{content_type:?} {body}");
        }
    }

    #[tokio::test]
    async fn a_body_that_does_not_say_its_length_is_cut_at_the_limit() {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        for (body, status) in [("[1, 2, 3, 4]", None), ("[1, 2, 3, 4, 5, 6, 7, 8]", Some(400))] {
            let mut incoming = Incoming::new(crate::render::without_length(Body::from(body)));
            let refused = incoming.data(reading(&headers, &storage(), 20)).await.err().map(|error| error.status().as_u16());
            assert_eq!(refused, status, "{body}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_not_repeated() {
        let mut incoming = Incoming::new(Body::from("{"));
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        assert!(incoming.data(reading(&headers, &storage(), 20)).await.is_err());
        assert_eq!(incoming.data(reading(&headers, &storage(), 20)).await.unwrap(), &form(&[]));
    }
}
