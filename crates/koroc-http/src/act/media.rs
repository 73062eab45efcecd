//! An uploaded file, by the path under `media_url`.

use crate::call::Call;
use crate::download::{Asked, download};
use crate::reply::ReplyBody;
use crate::routes::parameters;
use crate::{ApiError, Reply};

pub(super) async fn media(call: &Call<'_>) -> Result<Reply, ApiError> {
    let rest = parameters(call.route(), &call.path, &call.found).pop().map_or("", |(_, rest)| rest);
    let name = normal(rest).ok_or_else(|| ApiError::bad_request("the path leads out of the folder of files"))?;
    let file = download(call.service.files(), &name, &Asked::of(call.method(), call.headers())).await?.ok_or_else(ApiError::no_route)?;
    Ok(Reply { headers: file.headers, ..Reply::bare(file.status, ReplyBody::Raw(file.body)) })
}

/// The path without detours (Python's `normpath`), from the folder on; `None`: it leads out.
fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.is_empty() && !path.starts_with('/') => return None,
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_detours() {
        for (path, name) in [
            ("documents/cv.txt", Some("documents/cv.txt")),
            ("documents//./x/../cv.txt/", Some("documents/cv.txt")),
            ("", Some("")),
            ("a/..", Some("")),
            ("..", None),
            ("a/../../b", None),
            ("/../etc/passwd", Some("etc/passwd")),
        ] {
            assert_eq!(normal(path).as_deref(), name, "{path}");
        }
    }
}
