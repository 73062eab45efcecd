//! Multipart forms, read as leniently as Django reads them: a body that is cut off, or that has no parts, is an (incomplete) form.

use bytes::Bytes;
use indexmap::IndexMap;
use koroc_serial::Form;
use koroc_spec::{UploadedFile, Value};
use memchr::memmem::find;

use crate::auth::python_base64;
use crate::charset::Charset;
use crate::media::MediaType;
use crate::query::MAX_FIELDS;

/// The longest header of a part (Django's `MAX_TOTAL_HEADER_SIZE`).
const MAX_HEADER: usize = 1024;
/// The most files (Django's `DATA_UPLOAD_MAX_NUMBER_FILES`).
const MAX_FILES: usize = 100;

/// Why a body is no multipart form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum MultipartError {
    /// The client is told this.
    Broken(String),
    /// It has too many parts: refused before any view sees it.
    TooMany,
}

/// The boundary that a Content-Type names.
pub(crate) fn boundary(content_type: &str) -> Result<String, MultipartError> {
    let broken = |text: String| Err(MultipartError::Broken(text));
    if !content_type.starts_with("multipart/") {
        return broken(format!("Invalid Content-Type: {content_type}"));
    }
    if !content_type.is_ascii() {
        return broken(format!("Invalid non-ASCII Content-Type in multipart: {content_type}"));
    }
    let media = MediaType::parse(content_type);
    let Some(boundary) = media.parameter("boundary") else { return broken("Invalid boundary in multipart: None".to_owned()) };
    let valid = boundary.len() <= 201 && boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !boundary.ends_with(' ') && !boundary.is_empty();
    if valid { Ok(boundary.to_owned()) } else { broken(format!("Invalid boundary in multipart: {boundary}")) }
}

/// The form of a body.
pub(crate) fn parse(body: &Bytes, boundary: &str, charset: Charset) -> Result<Form, MultipartError> {
    let separator = format!("--{boundary}").into_bytes();
    let (mut form, mut fields, mut files) = (Form::default(), 0, 0);
    let mut uploads: IndexMap<String, Vec<Value>> = IndexMap::new();
    for part in parts(body, &separator) {
        let Some(part) = Part::read(part)? else { continue };
        let Some(name) = part.name.as_deref().map(str::trim) else { continue };
        match &part.file {
            None => {
                fields += 1;
                if fields > MAX_FIELDS {
                    return Err(MultipartError::TooMany);
                }
                let text = charset.decode_lossy(part.decoded().unwrap_or_else(|| part.content.to_vec()));
                form.entries.entry(name.to_owned()).or_default().push(Value::Str(text));
            }
            Some(file) => {
                files += 1;
                if files > MAX_FILES {
                    return Err(MultipartError::TooMany);
                }
                let Some(file) = plain_file_name(file) else { continue };
                let content = part.decoded().ok_or_else(|| MultipartError::Broken("Could not decode base64 data.".to_owned()))?;
                let content_type = part.content_type.clone();
                uploads.entry(name.to_owned()).or_default().push(Value::File(UploadedFile { content_type, ..UploadedFile::new(&file, content) }));
            }
        }
    }
    // DRF joins the files to the fields after all fields.
    for (name, mut values) in uploads {
        form.entries.entry(name).or_default().append(&mut values);
    }
    Ok(form)
}

/// What stands between the separators, without the line end before each.
fn parts<'b>(body: &'b [u8], separator: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let here = rest?;
        let Some(at) = find(here, separator) else {
            rest = None;
            return Some(here);
        };
        rest = Some(&here[at + separator.len()..]);
        let part = &here[..at];
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    })
}

/// One part, its header taken apart.
struct Part<'b> {
    name: Option<String>,
    file: Option<String>,
    content_type: Option<String>,
    base64: bool,
    content: &'b [u8],
}

impl<'b> Part<'b> {
    /// `None`: what stands here has no header.
    fn read(part: &'b [u8]) -> Result<Option<Part<'b>>, MultipartError> {
        let Some(end) = find(&part[..part.len().min(MAX_HEADER)], b"\r\n\r\n") else {
            let too_long = part.len() >= MAX_HEADER;
            return if too_long { Err(MultipartError::Broken("Request max total header size exceeded.".to_owned())) } else { Ok(None) };
        };
        let mut out = Part { name: None, file: None, content_type: None, base64: false, content: &part[end + 4..] };
        for line in part[..end].split(|&byte| byte == b'\n') {
            let Ok(line) = std::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)) else { continue };
            out.header(line);
        }
        Ok(Some(out))
    }

    fn header(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                let parameters = MediaType::parse(value);
                self.name = parameters.parameter("name").map(str::to_owned);
                self.file = parameters.parameter("filename").filter(|file| !file.is_empty()).map(str::to_owned);
            }
            "content-type" => self.content_type = Some(value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()),
            "content-transfer-encoding" => self.base64 = value.eq_ignore_ascii_case("base64"),
            _ => {}
        }
    }

    /// The content with its transfer encoding undone; `None` where that fails.
    fn decoded(&self) -> Option<Vec<u8>> {
        if !self.base64 {
            return Some(self.content.to_vec());
        }
        python_base64(self.content)
    }
}

/// A client's file name without its folders; `None` where nothing is left.
fn plain_file_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Vec<(String, Vec<String>)> {
        let form = parse(&Bytes::copy_from_slice(body.as_bytes()), "xyz", Charset::Utf8).unwrap();
        let text = |value: Value| match value {
            Value::File(file) => format!("{}:{}", file.name, std::io::read_to_string(file.open().unwrap()).unwrap()),
            other => other.as_str().unwrap().to_owned(),
        };
        form.entries.into_iter().map(|(name, values)| (name, values.into_iter().map(text).collect())).collect()
    }

    fn pairs(pairs: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        pairs.iter().map(|(name, values)| ((*name).to_owned(), values.iter().map(|value| (*value).to_owned()).collect())).collect()
    }

    #[test]
    fn forms_are_read_leniently() {
        let field = |name: &str, value: &str| format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        assert_eq!(form(&format!("{}{}{}--xyz--\r\n", field("a", "1"), field("b", ""), field("a", "2\r\n"))), pairs(&[("a", &["1", "2\r\n"]), ("b", &[""])]));
        assert_eq!(form("--xyz\r\nContent-Disposition: form-data; name=\"symbol\"\r\n\r\nCUT"), pairs(&[("symbol", &["CUT"])]));
        assert_eq!(form("abc"), pairs(&[]));
        assert_eq!(
            form("--xyz\r\ncontent-disposition: form-data; name=f; filename=\"../a b.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--xyz--"),
            pairs(&[("f", &["a b.txt:hi"])])
        );
    }

    #[test]
    fn boundaries_are_checked() {
        for (content_type, result) in [
            ("multipart/form-data; boundary=xyz", Ok("xyz")),
            ("multipart/form-data", Err("Invalid boundary in multipart: None")),
            ("multipart/form-data; boundary=", Err("Invalid boundary in multipart: ")),
            ("MULTIPART/form-data; boundary=x", Err("Invalid Content-Type: MULTIPART/form-data; boundary=x")),
        ] {
            let expected = result.map(str::to_owned).map_err(|text| MultipartError::Broken(text.to_owned()));
            assert_eq!(boundary(content_type), expected);
        }
    }

    #[test]
    fn a_part_has_a_header_of_bounded_size() {
        let body = Bytes::from(format!("--xyz\r\nX: {}\r\n\r\n", "x".repeat(2000)));
        assert!(matches!(parse(&body, "xyz", Charset::Utf8), Err(MultipartError::Broken(_))));
    }
}
