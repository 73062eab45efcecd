//! Multipart forms, read as they arrive and as leniently as Django reads them: a body that is cut off, or that has no parts, is an (incomplete) form.

mod base64;
mod head;
mod splitter;

use http_body_util::BodyExt;
use indexmap::IndexMap;
use koroc_files::{Spool, Spooled, client_name};
use koroc_serial::Form;
use koroc_spec::{UploadedFile, Value};

use crate::auth::python_base64;
use crate::body::Limits;
use crate::charset::Charset;
use crate::media::MediaType;
use crate::query::MAX_FIELDS;
use crate::{ApiError, Body};
use base64::Decoder;
use head::Head;
use splitter::{Piece, Splitter};

pub(crate) use head::file_name;

/// The most files (Django's `DATA_UPLOAD_MAX_NUMBER_FILES`).
const MAX_FILES: usize = 100;

/// The boundary that a Content-Type names.
///
/// # Errors
/// DRF's 400; for the log there is advice.
pub(crate) fn boundary(content_type: &str) -> Result<String, ApiError> {
    if !content_type.starts_with("multipart/") {
        return Err(broken(&format!("Invalid Content-Type: {content_type}")));
    }
    if !content_type.is_ascii() {
        return Err(broken(&format!("Invalid non-ASCII Content-Type in multipart: {content_type}")));
    }
    let media = MediaType::parse(content_type);
    let Some(boundary) = media.parameter("boundary") else {
        tracing::warn!(
            content_type,
            "a multipart body came without the boundary in its Content-Type: leave that header to the client's library, which writes it with the boundary \
             (requests: files=…, curl: -F, fetch: a FormData body)"
        );
        return Err(broken("Invalid boundary in multipart: None"));
    };
    let valid = boundary.len() <= 201 && boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !boundary.ends_with(' ') && !boundary.is_empty();
    if valid { Ok(boundary.to_owned()) } else { Err(broken(&format!("Invalid boundary in multipart: {boundary}"))) }
}

fn broken(reason: &str) -> ApiError {
    ApiError::parse(format!("Multipart form parse error - {reason}"))
}

/// The form of a body. Its fields are held in memory, up to the limit for all of them; its files go to the spool.
///
/// # Errors
/// 400 where the body is no form, Django's page where it has too much of anything, 413 where its files are too large, 500 and 503 where the disk fails.
pub(crate) async fn read(mut body: Body, boundary: &str, charset: Charset, spool: Spool, limits: Limits) -> Result<Form, ApiError> {
    let mut splitter = Splitter::new(boundary);
    let mut reader = Reader { charset, spool, left: limits.body, fields: 0, files: 0, part: Part::Skipped, form: Form::default(), uploads: IndexMap::new() };
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(ApiError::bad_request)?;
        let Some(bytes) = frame.data_ref() else { continue };
        length += bytes.len() as u64;
        limits.check_upload(length)?;
        splitter.push(bytes);
        reader.take(&mut splitter).await?;
    }
    splitter.end();
    reader.take(&mut splitter).await?;
    Ok(reader.finish())
}

/// The form so far.
struct Reader {
    charset: Charset,
    spool: Spool,
    /// How many bytes fields may still have.
    left: usize,
    fields: usize,
    files: usize,
    part: Part,
    form: Form,
    uploads: IndexMap<String, Vec<Value>>,
}

/// The part that is being read.
enum Part {
    Skipped,
    Field { name: String, base64: bool, content: Vec<u8> },
    File { name: String, file: UploadedFile, content: Spooled, base64: Option<Decoder> },
}

impl Reader {
    /// Takes what has arrived.
    async fn take(&mut self, splitter: &mut Splitter) -> Result<(), ApiError> {
        while let Some(piece) = splitter.next().map_err(|_| broken("Request max total header size exceeded."))? {
            match piece {
                Piece::Head(head) => self.part = self.begin(head)?,
                Piece::Content { bytes, last } => {
                    self.content(&bytes).await?;
                    if last {
                        self.end().await?;
                    }
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, head: Head) -> Result<Part, ApiError> {
        let Some(name) = head.name else { return Ok(Part::Skipped) };
        let count = if head.file.is_some() { (&mut self.files, MAX_FILES) } else { (&mut self.fields, MAX_FIELDS) };
        *count.0 += 1;
        if *count.0 > count.1 {
            return Err(ApiError::bad_request("too many form parts"));
        }
        Ok(match head.file {
            None => {
                self.spend(name.len() + 2)?;
                Part::Field { name, base64: head.base64, content: Vec::new() }
            }
            Some(file) => match client_name(&file) {
                Some(file) => {
                    let file = UploadedFile { content_type: head.content_type, ..UploadedFile::new(&file, []) };
                    Part::File { name, file, content: Spooled::default(), base64: head.base64.then(Decoder::default) }
                }
                None => Part::Skipped,
            },
        })
    }

    /// Counts what a field takes; Django counts two bytes more for each.
    fn spend(&mut self, bytes: usize) -> Result<(), ApiError> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| ApiError::bad_request("the form's fields are larger than the limit"))?;
        Ok(())
    }

    async fn content(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        if matches!(self.part, Part::Field { .. }) {
            self.spend(bytes.len())?;
        }
        match &mut self.part {
            Part::Skipped => Ok(()),
            Part::Field { content, .. } => {
                content.extend_from_slice(bytes);
                Ok(())
            }
            Part::File { content, base64: None, .. } => Ok(self.spool.write(content, bytes).await?),
            Part::File { content, base64: Some(decoder), .. } => {
                let bytes = decoder.decode(bytes).ok_or_else(|| broken("Could not decode base64 data."))?;
                Ok(self.spool.write(content, &bytes).await?)
            }
        }
    }

    async fn end(&mut self) -> Result<(), ApiError> {
        match std::mem::replace(&mut self.part, Part::Skipped) {
            Part::Skipped => {}
            Part::Field { name, base64, content } => {
                let content = if base64 { python_base64(&content).unwrap_or(content) } else { content };
                self.form.entries.entry(name).or_default().push(Value::Str(self.charset.decode_lossy(content)));
            }
            Part::File { base64: Some(decoder), .. } if !decoder.is_done() => return Err(broken("Could not decode base64 data.")),
            Part::File { name, file, content, .. } => {
                let (size, content) = self.spool.finish(content).await?;
                self.uploads.entry(name).or_default().push(Value::File(UploadedFile { size, content, ..file }));
            }
        }
        Ok(())
    }

    /// The form: as in DRF, files behind all fields.
    fn finish(mut self) -> Form {
        for (name, mut values) in self.uploads {
            self.form.entries.entry(name).or_default().append(&mut values);
        }
        self.form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_files::Storage;

    const LIMITS: Limits = Limits { body: 1000, upload: 20_000, memory: 5 };

    async fn read_from(folder: &std::path::Path, body: &str) -> Result<Vec<(String, Vec<String>)>, (u16, String)> {
        let spool = Storage::open(folder.to_str().unwrap()).unwrap().spool(LIMITS.memory);
        let form = read(Body::from(body.to_owned()), "xyz", Charset::Utf8, spool, LIMITS).await;
        let text = |value: Value| match value {
            Value::File(file) => format!("{}:{}", file.name, std::io::read_to_string(file.open().unwrap()).unwrap()),
            other => other.as_str().unwrap().to_owned(),
        };
        let entries = form.map_err(|error| (error.status().as_u16(), error.to_string()))?.entries;
        Ok(entries.into_iter().map(|(name, values)| (name, values.into_iter().map(text).collect())).collect())
    }

    fn pairs(pairs: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        pairs.iter().map(|(name, values)| ((*name).to_owned(), values.iter().map(|value| (*value).to_owned()).collect())).collect()
    }

    fn part(parameters: &str, content: &str) -> String {
        format!("--xyz\r\nContent-Disposition: form-data; {parameters}\r\n\r\n{content}\r\n")
    }

    #[tokio::test]
    async fn forms_are_read_leniently() {
        let folder = tempfile::tempdir().unwrap();
        let fields = format!("{}{}{}--xyz--\r\n", part("name=\"a\"", "1"), part("name=\"b\"", ""), part("name=\"a\"", "2\r\n"));
        let file =
            "--xyz\r\ncontent-disposition: form-data; name=f; filename=\"../a b.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8gd29ybGQ=\r\n--xyz--";
        for (body, form) in [
            (fields.as_str(), pairs(&[("a", &["1", "2\r\n"]), ("b", &[""])])),
            ("--xyz\r\nContent-Disposition: form-data; name=\"symbol\"\r\n\r\nCUT", pairs(&[("symbol", &["CUT"])])),
            ("abc", pairs(&[])),
            (file, pairs(&[("f", &["a b.txt:hello world"])])),
            (&(part("name=f; filename=a", "1") + &part("name=f", "2") + &part("name=x; filename=..", "3")), pairs(&[("f", &["2", "a:1"])])),
        ] {
            assert_eq!(read_from(folder.path(), body).await, Ok(form), "{body}");
        }
    }

    #[tokio::test]
    async fn what_is_too_much_is_refused_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = part("name=f; filename=a", &"x".repeat(15_000));
        for (body, status) in [
            (part("name=abc", &"x".repeat(993)) + "--xyz--", 0),
            (part("name=abc", &"x".repeat(996)) + "--xyz--", 400),
            (file.clone() + "--xyz--", 0),
            (file.clone() + &file, 413),
            (file.clone() + &part("name=abc", &"x".repeat(996)), 400),
            (part("name=f; filename=a", "x").repeat(101), 400),
            (format!("--xyz\r\nX: {}\r\n\r\n", "x".repeat(1500)), 400),
            (
                "--xyz\r\nContent-Disposition: form-data; name=f; filename=a\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8gd29ybG\r\n--xyz--".to_owned(),
                400,
            ),
        ] {
            let refused = read_from(folder.path(), &body).await.err().map_or(0, |(status, _)| status);
            assert_eq!(refused, status, "{}", &body[..80]);
            let waiting = std::fs::read_dir(folder.path().join(".uploads")).map_or(0, Iterator::count);
            assert_eq!(waiting, 0, "{}", &body[..80]);
        }
    }

    #[test]
    fn boundaries_are_checked() {
        for (content_type, result) in [
            ("multipart/form-data; boundary=xyz", Ok("xyz")),
            ("multipart/form-data", Err("Invalid boundary in multipart: None")),
            ("multipart/form-data; boundary=", Err("Invalid boundary in multipart: ")),
            ("MULTIPART/form-data; boundary=x", Err("Invalid Content-Type: MULTIPART/form-data; boundary=x")),
        ] {
            let expected = result.map(str::to_owned).map_err(|text| format!("Multipart form parse error - {text}"));
            assert_eq!(boundary(content_type).map_err(|error| error.to_string()), expected);
        }
    }
}
