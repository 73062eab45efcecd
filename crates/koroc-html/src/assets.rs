//! The stylesheet, the script and the icon, held in the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The value of the `Content-Security-Policy` header of every page: nothing inline, nothing from elsewhere, no frames.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The value of the `Cache-Control` header of every [`StaticFile`]: its path changes with its content, so it never becomes stale.
pub const STATIC_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// A file that the pages refer to, to be served from memory to everyone, with `X-Content-Type-Options: nosniff` and [`STATIC_CACHE_CONTROL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Its path, `/static/koroc/<hash of the content>/page.css`.
    pub path: String,
    /// Its media type.
    pub content_type: &'static str,
    /// What it holds.
    pub content: &'static [u8],
}

/// The stylesheet, the script and the icon of the pages.
pub fn static_files() -> &'static [StaticFile] {
    static FILES: LazyLock<[StaticFile; 3]> = LazyLock::new(|| {
        [
            file("page.css", "text/css; charset=utf-8", include_bytes!("../assets/page.css")),
            file("page.js", "text/javascript; charset=utf-8", include_bytes!("../assets/page.js")),
            file("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
        ]
    });
    &*FILES
}

fn file(name: &str, content_type: &'static str, content: &'static [u8]) -> StaticFile {
    StaticFile { path: format!("/static/koroc/{:016x}/{name}", fnv1a(content)), content_type, content }
}

/// The paths by the names of the files, for the templates.
pub(crate) fn paths() -> BTreeMap<&'static str, &'static str> {
    static_files().iter().filter_map(|file| Some((file.path.rsplit_once('/')?.1, file.path.as_str()))).collect()
}

/// A hash that tells one version of a file from another; nobody gains by a collision in files of our own.
fn fnv1a(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_changes_with_the_content() {
        assert_ne!(file("a.css", "text/css", b"a{}").path, file("a.css", "text/css", b"b{}").path);
        assert!(static_files().iter().all(|file| file.path.starts_with("/static/koroc/") && !file.content.is_empty()));
    }
}
