//! Uploaded files.

use std::fmt::Write as _;

use crate::plan::Passed;
use crate::{Errors, Message};
use koroc_spec::{Problem, Settings, Value, ValueType};

/// A file kind; the length is that of the name.
pub(super) struct FilePlan {
    max_length: Option<u64>,
    allow_empty: bool,
    extensions: Vec<String>,
    max_size: Option<u64>,
    /// What the addresses of files begin with; `None`: files are shown by name.
    url: Option<String>,
}

impl FilePlan {
    pub fn new(ty: &ValueType, settings: &Settings) -> Result<Self, Problem> {
        let limits = &ty.limits;
        let url = match ty.wire.format.as_deref() {
            None | Some("url") => Some(settings.media_url.clone()),
            Some("name") => None,
            Some(other) => return Err(Problem::new("file field", format!("has the format `{other}`; expected url or name"))),
        };
        Ok(FilePlan { max_length: limits.max_length, allow_empty: ty.blank, extensions: limits.extensions.clone(), max_size: limits.max_size, url })
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let Value::File(file) = input else {
            return Err(Errors::one("The submitted data was not a file. Check the encoding type on the form.", "invalid"));
        };
        if file.name.is_empty() {
            return Err(Errors::one("No filename could be determined.", "no_name"));
        }
        if file.size == 0 && !self.allow_empty {
            return Err(Errors::one("The submitted file is empty.", "empty"));
        }
        let length = file.name.chars().count();
        match self.max_length {
            Some(max) if length as u64 > max => Err(too_long(max, length).into()),
            _ => Ok(Passed::checked(input.clone(), self.limits(&file.name, file.size))),
        }
    }

    /// What its validators say: of Django's `FileExtensionValidator`, and of the size, for which Django has none.
    fn limits(&self, name: &str, size: u64) -> Vec<Message> {
        let extension = extension(name).to_lowercase();
        let mut errors = Vec::new();
        if !self.extensions.is_empty() && !self.extensions.contains(&extension) {
            let allowed = self.extensions.join(", ");
            errors
                .push(Message::new(format!("File extension “{extension}” is not allowed. Allowed extensions are: {allowed}."), "invalid_extension").named(""));
        }
        if let Some(max) = self.max_size.filter(|max| size > *max) {
            errors
                .push(Message::new(format!("Ensure this file has at most {max} bytes (it has {size})."), "max_size").with("max_size", max).with("size", size));
        }
        errors
    }

    /// The address of a stored file, behind the server's `http://host` where this server has it, or its name; null for none.
    pub fn represent(&self, value: &Value, base: &str) -> Value {
        match value {
            Value::Str(name) if name.is_empty() => Value::Null,
            Value::Str(name) => Value::Str(match &self.url {
                Some(url) => format!("{}{url}{}", if url.starts_with('/') { base } else { "" }, encoded(name)),
                None => name.clone(),
            }),
            other => other.clone(),
        }
    }
}

fn too_long(max: u64, length: usize) -> Message {
    let message = Message::new(format!("Ensure this filename has at most {max} characters (it has {length})."), "max_length");
    message.with("max_length", max).with("length", length)
}

/// What stands behind the last dot, of a name that has more than that.
fn extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension,
        _ => "",
    }
}

/// A name in an address, encoded as Django's `filepath_to_uri` does.
fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'_' | b'.' | b'-' | b'~' | b'/' | b'!' | b'*' | b'(' | b')' | b'\'' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("a string takes any text"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_spec::{FieldKind, Limits, UploadedFile};

    fn plan(media_url: &str) -> FilePlan {
        let limits = Limits { max_length: Some(20), extensions: ["txt", "pdf"].map(str::to_owned).to_vec(), max_size: Some(5), ..Limits::default() };
        let settings = Settings { media_url: media_url.to_owned(), ..Settings::default() };
        FilePlan::new(&ValueType { limits, ..ValueType::of(FieldKind::File) }, &settings).unwrap()
    }

    #[test]
    fn files_are_judged_as_in_drf() {
        let file = |name: &str, content: &str| Value::File(UploadedFile::new(name, content.as_bytes()));
        let not_a_file = "The submitted data was not a file. Check the encoding type on the form.";
        let wrong = |extension: &str| format!("File extension “{extension}” is not allowed. Allowed extensions are: txt, pdf.");
        for (input, expected) in [
            (file("cv.txt", "hello"), vec![]),
            (file("CV.TXT", "x"), vec![]),
            (file("cv.txt", ""), vec!["The submitted file is empty.".to_owned()]),
            (file("", "x"), vec!["No filename could be determined.".to_owned()]),
            (file("run.exe", "MZ"), vec![wrong("exe")]),
            (file("a.tar.gz", "x"), vec![wrong("gz")]),
            (file(".txt", "x"), vec![wrong("")]),
            (file("none", "much too much"), vec![wrong(""), "Ensure this file has at most 5 bytes (it has 13).".to_owned()]),
            (file("a-name-of-21-characté.txt", "x"), vec!["Ensure this filename has at most 20 characters (it has 25).".to_owned()]),
            (Value::from("text"), vec![not_a_file.to_owned()]),
            (Value::from(5), vec![not_a_file.to_owned()]),
        ] {
            let found = plan("/media/").validate(&input).map(|passed| passed.errors).unwrap_or_else(|errors| match errors {
                Errors::List(messages) => messages,
                other => panic!("{other:?}"),
            });
            assert_eq!(found.into_iter().map(|message| message.text).collect::<Vec<_>>(), expected, "{input:?}");
        }
    }

    #[test]
    fn a_stored_file_is_an_address() {
        for (media_url, name, expected) in [
            ("/media/", "documents/cv.txt", Value::from("http://host/media/documents/cv.txt")),
            ("/media/", "documents/new_name_é.pdf", Value::from("http://host/media/documents/new_name_%C3%A9.pdf")),
            ("https://files.example.com/", "a b.txt", Value::from("https://files.example.com/a%20b.txt")),
            ("/media/", "", Value::Null),
        ] {
            assert_eq!(plan(media_url).represent(&Value::from(name), "http://host"), expected);
        }
    }
}
