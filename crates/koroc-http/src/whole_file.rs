//! A body that is one file (DRF's `FileUploadParser`).

use http::{HeaderMap, header};
use http_body_util::BodyExt;
use koroc_files::{FileError, Spool, Spooled, plain_name};
use koroc_serial::Form;
use koroc_spec::{UploadedFile, Value};

use crate::body::Limits;
use crate::charset::latin1;
use crate::multipart::file_name;
use crate::{ApiError, Body};

/// The file's name: the path's parameter `filename` before the Content-Disposition.
///
/// # Errors
/// DRF's 400 where neither names the file, Django's page where the name is none (`..`).
pub(crate) fn name(headers: &HeaderMap, parameter: Option<&str>) -> Result<String, ApiError> {
    let disposition = headers.get(header::CONTENT_DISPOSITION).map(|value| match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => latin1(value.as_bytes()),
    });
    let name = parameter.map(str::to_owned).or_else(|| file_name(&disposition?));
    match name.as_deref() {
        None | Some("") => Err(ApiError::parse("Missing filename. Request should include a Content-Disposition header with a filename parameter.")),
        Some(name) => plain_name(name).ok_or_else(|| FileError::Name(name.to_owned()).into()),
    }
}

/// The body as the form `file=…`; one that turns out to be empty is no file.
///
/// # Errors
/// 413 where it is too large, 500 and 503 where the disk fails.
pub(crate) async fn read(mut body: Body, name: String, content_type: String, mut spool: Spool, limits: Limits) -> Result<Form, ApiError> {
    let (mut content, mut length) = (Spooled::default(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(ApiError::bad_request)?;
        let Some(bytes) = frame.data_ref() else { continue };
        length += bytes.len() as u64;
        limits.check_upload(length)?;
        spool.write(&mut content, bytes).await?;
    }
    let mut form = Form::default();
    if length > 0 {
        let (size, content) = spool.finish(content).await?;
        let file = UploadedFile { name, content_type: Some(content_type).filter(|text| !text.is_empty()), size, content };
        form.entries.insert("file".to_owned(), vec![Value::File(file)]);
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_names_the_file_before_the_header() {
        let missing = "Missing filename. Request should include a Content-Disposition header with a filename parameter.";
        for (disposition, parameter, expected) in [
            (None, Some("report.csv"), Ok("report.csv")),
            (Some("attachment; filename=\"real name.bin\""), Some("x"), Ok("x")),
            (Some("attachment; filename=\"real name.bin\""), None, Ok("real name.bin")),
            (Some("attachment; filename*=UTF-8''%D1%81%D0%BB%D0%BE%D0%B2%D0%BE.txt"), None, Ok("слово.txt")),
            (Some("attachment; filename=\"../../etc/passwd\""), None, Ok("passwd")),
            (Some("attachment"), None, Err(missing)),
            (Some("attachment; filename=\"\""), None, Err(missing)),
            (Some("attachment; filename=\"..\""), None, Err("400 Bad Request (no file can be kept under the name \"..\")")),
            (None, None, Err(missing)),
        ] {
            let mut headers = HeaderMap::new();
            headers.extend(disposition.map(|text| (header::CONTENT_DISPOSITION, text.parse().unwrap())));
            let found = name(&headers, parameter);
            assert_eq!(found.as_deref().map_err(ToString::to_string), expected.map_err(str::to_owned), "{disposition:?} {parameter:?}");
        }
    }
}
