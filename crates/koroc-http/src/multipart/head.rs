//! The head of a part: what it is called and what it holds.

use koroc_serial::strip;
use memchr::memmem::find;

use crate::charset::Charset;
use crate::media::MediaType;
use crate::percent::decode_bytes;

/// The head of a part of a multipart body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The field's name; a part without one is left out.
    pub(super) name: Option<String>,
    /// The file's name as it came; `None`: the part is no file.
    pub(super) file: Option<String>,
    /// The media type, without parameters.
    pub(super) content_type: Option<String>,
    /// Whether the content is in base64.
    pub(super) base64: bool,
}

impl Head {
    /// Reads the lines of a head; those that are none are left out.
    pub(super) fn parse(text: &[u8]) -> Head {
        let mut head = Head::default();
        let mut rest = text;
        loop {
            let end = find(rest, b"\r\n").unwrap_or(rest.len());
            if let Ok(line) = std::str::from_utf8(&rest[..end]) {
                head.line(strip(line));
            }
            match rest.get(end + 2..) {
                Some(lines) => rest = lines,
                None => return head,
            }
        }
    }

    fn line(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                self.name = MediaType::parse(value).parameter("name").map(|name| name.trim().to_owned());
                self.file = file_name(value).filter(|file| !file.is_empty());
            }
            "content-type" => self.content_type = Some(value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()),
            "content-transfer-encoding" => self.base64 = value.eq_ignore_ascii_case("base64"),
            _ => {}
        }
    }
}

/// The name of the file that a Content-Disposition tells of: `filename*=UTF-8''…` (RFC 6266) before `filename="…"`.
pub(crate) fn file_name(disposition: &str) -> Option<String> {
    let parameters = MediaType::parse(disposition);
    let extended = parameters.parameter("filename*").and_then(extended);
    extended.or_else(|| parameters.parameter("filename").map(str::to_owned))
}

/// The text of `charset'language'text`, percent-encoded.
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let (charset, _, text) = (parts.next()?, parts.next()?, parts.next()?);
    let charset = Charset::named(Some(charset).filter(|charset| !charset.is_empty())).ok()?;
    Some(charset.decode_lossy(decode_bytes(text.as_bytes(), false).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        let head = Head::parse(
            b"content-disposition: form-data; name=\" f \"; filename=\"a b.txt\"\r\nContent-Type: Text/Plain; charset=x\r\nContent-Transfer-Encoding: BASE64\r\n\xff: x\r\nno line",
        );
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(head, Head { name: text("f"), file: text("a b.txt"), content_type: text("text/plain"), base64: true });
        assert_eq!(Head::parse(b"Content-Disposition: form-data; name=f; filename=\"\""), Head { name: text("f"), ..Head::default() });
        assert_eq!(Head::parse(b""), Head::default());
        // Lines end with both characters; white space around one is nothing.
        assert_eq!(Head::parse(b"\r\rContent-Disposition: form-data; name=f\r\n").name, text("f"));
        assert_eq!(Head::parse(b"x\nContent-Disposition: form-data; name=f").name, None);
        assert_eq!(Head::parse(b"Content-Disposition : form-data; name=f").name, None);
    }

    #[test]
    fn file_names_may_be_encoded() {
        for (disposition, name) in [
            ("attachment; filename=\"real name.bin\"", Some("real name.bin")),
            ("attachment; filename=plain.txt", Some("plain.txt")),
            ("attachment; filename=\"a\\\"b.txt\"", Some("a\"b.txt")),
            ("attachment; filename=old.txt; filename*=UTF-8''na%C3%AFve%20file.txt", Some("naïve file.txt")),
            ("attachment; filename*=iso-8859-1'en'caf%E9.txt", Some("café.txt")),
            ("attachment; filename*=broken; filename=x.txt", Some("x.txt")),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), name, "{disposition}");
        }
    }
}
