//! A stored file as an answer: whole or a range of it, or that it has not changed.

use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::SystemTime;

use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body::{Body as HttpBody, Frame, SizeHint};
use koroc_files::{Chunks, Found, Storage, media_type};

use crate::percent::{self, encode_into};
use crate::reply::ReplyBody;
use crate::{ApiError, Body, Reply};

/// The answer, whose body is read as it is sent.
pub(crate) struct Download {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// What a request says about the file that it wants.
pub(crate) struct Asked<'c> {
    headers: &'c HeaderMap,
    /// A HEAD reads nothing.
    head: bool,
}

impl<'c> Asked<'c> {
    pub(crate) fn of(method: &Method, headers: &'c HeaderMap) -> Self {
        Asked { headers, head: *method == Method::HEAD }
    }

    fn text(&self, name: HeaderName) -> Option<&'c str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the client has the file as it is.
    fn has(&self, modified: DateTime<Utc>) -> bool {
        let since = self.text(header::IF_MODIFIED_SINCE).and_then(parse_date);
        since.is_some_and(|since| modified.timestamp() <= since.and_utc().timestamp())
    }

    /// The range that the client wants; `None`: all. Several ranges, and those of a file that has changed since, are answered with all.
    fn range(&self, size: u64, modified: DateTime<Utc>) -> Option<Asking> {
        let text = self.text(header::RANGE).filter(|_| !self.head)?;
        let unchanged = self.text(header::IF_RANGE).is_none_or(|date| date == http_date(modified));
        if unchanged { range(text, size) } else { None }
    }
}

/// A range that was asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asking {
    Bytes(Range<u64>),
    /// It begins behind the end.
    Beyond,
}

/// Reads `bytes=first-last`, `bytes=first-` or `bytes=-length`; `None` for anything else, which is then not asked for.
fn range(text: &str, size: u64) -> Option<Asking> {
    let (first, last) = text.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<u64>().ok() } else { None };
    let range = match (first, last) {
        ("", length) => size.saturating_sub(number(length)?)..size,
        (first, "") => number(first)?..size,
        (first, last) if number(first)? <= number(last)? => number(first)?..number(last)?.saturating_add(1).min(size),
        _ => return None,
    };
    Some(if range.is_empty() { Asking::Beyond } else { Asking::Bytes(range) })
}

impl crate::Context {
    /// Answers a file of the storage, by the name that a row has, the way the media route does: with ranges and conditions. It is for actions that decide
    /// by the row who may have it.
    ///
    /// # Errors
    /// 404 where there is no such file; a fault of the storage.
    pub async fn file(&self, name: &str) -> Result<Reply, ApiError> {
        let asked = Asked::of(self.method(), self.headers());
        let file = download(self.files(), name, &asked).await?.ok_or_else(ApiError::not_found)?;
        Ok(Reply { headers: file.headers, ..Reply::bare(file.status, ReplyBody::Finished(file.body)) })
    }
}

/// The file of a name, as the request asks for it; `None`: there is none.
///
/// # Errors
/// A fault of the storage.
pub(crate) async fn download(storage: &Storage, name: &str, asked: &Asked<'_>) -> Result<Option<Download>, ApiError> {
    let Some(Found { size, modified }) = storage.find(name).await? else { return Ok(None) };
    let modified = whole_second(modified);
    if asked.has(modified) {
        return Ok(Some(Download { status: StatusCode::NOT_MODIFIED, headers: HeaderMap::new(), body: Body::empty() }));
    }
    let mut headers = describe(name, modified);
    let (status, range) = match asked.range(size, modified) {
        None => (StatusCode::OK, 0..size),
        Some(Asking::Bytes(range)) => {
            headers.insert(header::CONTENT_RANGE, ascii(format!("bytes {}-{}/{size}", range.start, range.end - 1)));
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Some(Asking::Beyond) => {
            let headers = HeaderMap::from_iter([(header::CONTENT_RANGE, ascii(format!("bytes */{size}")))]);
            return Ok(Some(Download { status: StatusCode::RANGE_NOT_SATISFIABLE, headers, body: Body::empty() }));
        }
    };
    let left = range.end - range.start;
    let chunks = if asked.head || left == 0 { None } else { Some(storage.read(name, range).await?) };
    Ok(Some(Download { status, headers, body: Body::new(Content { chunks, left }) }))
}

/// What the headers say of a file.
fn describe(name: &str, modified: DateTime<Utc>) -> HeaderMap {
    let guess = media_type(name);
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(guess.media_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name, is_active(guess.media_type)));
    headers.insert(header::LAST_MODIFIED, ascii(http_date(modified)));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(encoding) = guess.encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    headers
}

/// Whether a browser that shows it would run what stands in it, as this server.
fn is_active(media_type: &str) -> bool {
    matches!(media_type, "text/html" | "text/xml" | "application/xml") || media_type.ends_with("+xml")
}

/// Whether a browser is to show or to save a file, and its name.
fn disposition(name: &str, save: bool) -> HeaderValue {
    let name = name.rsplit('/').next().unwrap_or("");
    let what = if save { "attachment" } else { "inline" };
    if name.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
        return ascii(format!("{what}; filename=\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")));
    }
    let mut text = format!("{what}; filename*=utf-8''");
    encode_into(&mut text, name.as_bytes(), percent::QUERY);
    ascii(text)
}

fn ascii(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("it was made of ASCII")
}

/// An instant as HTTP knows it: without parts of a second.
fn whole_second(instant: SystemTime) -> DateTime<Utc> {
    let instant = DateTime::<Utc>::from(instant);
    DateTime::from_timestamp(instant.timestamp(), 0).unwrap_or(instant)
}

pub(crate) fn http_date(instant: DateTime<Utc>) -> String {
    instant.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads a date in one of HTTP's three forms.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDateTime> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// A body whose length is known and whose pieces are read as they are sent.
struct Content {
    chunks: Option<Chunks>,
    left: u64,
}

impl HttpBody for Content {
    type Data = Bytes;
    type Error = ApiError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ApiError>>> {
        let Some(chunks) = &mut self.chunks else { return Poll::Ready(None) };
        chunks.poll_next(context).map(|piece| {
            let piece = piece?.map_err(|error| {
                tracing::error!(%error, "a file could not be read to its end");
                ApiError::from(error)
            });
            Some(piece.map(|piece| {
                self.left = self.left.saturating_sub(piece.len() as u64);
                Frame::data(piece)
            }))
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use koroc_spec::UploadedFile;

    #[test]
    fn ranges_are_read() {
        let bytes = |range| Some(Asking::Bytes(range));
        for (text, expected) in [
            ("bytes=0-4", bytes(0..5)),
            ("bytes=6-", bytes(6..11)),
            ("bytes=-5", bytes(6..11)),
            ("bytes=-50", bytes(0..11)),
            ("bytes=5-50", bytes(5..11)),
            ("bytes=10-10", bytes(10..11)),
            ("bytes=0-18446744073709551615", bytes(0..11)),
            ("bytes=11-", Some(Asking::Beyond)),
            ("bytes=-0", Some(Asking::Beyond)),
            ("bytes=50-60", Some(Asking::Beyond)),
            ("bytes=4-2", None),
            ("bytes=0-1,3-4", None),
            ("bytes=a-b", None),
            ("bytes=+1-2", None),
            ("bytes=99999999999999999999-", None),
            ("bytes=-", None),
            ("lines=0-4", None),
        ] {
            assert_eq!(range(text, 11), expected, "{text}");
        }
    }

    #[test]
    fn names_stand_in_the_disposition() {
        for (name, save, expected) in [
            ("documents/cv.txt", false, "inline; filename=\"cv.txt\""),
            ("a\"b\\c.txt", false, "inline; filename=\"a\\\"b\\\\c.txt\""),
            ("documents/é x.pdf", false, "inline; filename*=utf-8''%C3%A9%20x.pdf"),
            ("page.html", true, "attachment; filename=\"page.html\""),
        ] {
            assert_eq!(disposition(name, save), expected);
        }
        for (name, active) in [("a.html", true), ("a.svg", true), ("a.svgz", true), ("a.xml", true), ("a.xhtml", false), ("a.txt", false), ("a.pdf", false)] {
            assert_eq!(is_active(media_type(name).media_type), active, "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_is_answered_as_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().to_str().unwrap()).unwrap();
        storage.save(&UploadedFile::new("cv.txt", *b"hello world"), "", None).await.unwrap().keep();
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(1_704_164_645_900);
        std::fs::File::options().write(true).open(folder.path().join("cv.txt")).unwrap().set_modified(at).unwrap();
        let date = "Tue, 02 Jan 2024 03:04:05 GMT";
        for (headers, status, content_range, text) in [
            (vec![], 200, "", "hello world"),
            (vec![("range", "bytes=6-")], 206, "bytes 6-10/11", "world"),
            (vec![("range", "bytes=6-"), ("if-range", date)], 206, "bytes 6-10/11", "world"),
            (vec![("range", "bytes=6-"), ("if-range", "Tue, 02 Jan 2024 03:04:04 GMT")], 200, "", "hello world"),
            (vec![("range", "bytes=6-"), ("if-range", "\"etag\"")], 200, "", "hello world"),
            (vec![("range", "bytes=11-")], 416, "bytes */11", ""),
            (vec![("if-modified-since", date)], 304, "", ""),
            (vec![("if-modified-since", "Tuesday, 02-Jan-24 03:04:05 GMT")], 304, "", ""),
            (vec![("if-modified-since", "Tue Jan  2 03:04:05 2024")], 304, "", ""),
            (vec![("if-modified-since", "Tue, 02 Jan 2024 03:04:04 GMT")], 200, "", "hello world"),
            (vec![("if-modified-since", "yesterday")], 200, "", "hello world"),
        ] {
            let map: HeaderMap = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            let file = download(&storage, "cv.txt", &Asked::of(&Method::GET, &map)).await.unwrap().unwrap();
            let range = file.headers.get(header::CONTENT_RANGE).map_or("", |value| value.to_str().unwrap());
            let body = file.body.collect().await.unwrap().to_bytes();
            assert_eq!((file.status.as_u16(), range, &body[..]), (status, content_range, text.as_bytes()), "{headers:?}");
        }
        let range = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=6-"))]);
        let head = download(&storage, "cv.txt", &Asked::of(&Method::HEAD, &range)).await.unwrap().unwrap();
        assert_eq!((head.status.as_u16(), head.body.size_hint().exact()), (200, Some(11)));
        assert!(download(&storage, "none.txt", &Asked::of(&Method::GET, &range)).await.unwrap().is_none());
    }
}
