//! The media type of a file, guessed from its name as Python's `mimetypes` does.

/// What is known of a file by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// Its media type; of a packed file, that of what is packed.
    pub media_type: &'static str,
    /// How it is packed (`Content-Encoding`).
    pub encoding: Option<&'static str>,
}

/// Guesses from the ending, `application/octet-stream` where that says nothing.
///
/// Known are the endings that Python knows by itself, and common ones of its systems' lists.
pub fn media_type(name: &str) -> Guess {
    let name = name.rsplit('/').next().unwrap_or("");
    let lower = name.to_ascii_lowercase();
    let long = LONG.iter().find(|(short, _)| lower.ends_with(short)).map(|(short, long)| format!("{}{long}", &name[..name.len() - short.len()]));
    let name = long.as_deref().unwrap_or(name);
    let (stem, ending) = parts(name);
    let encoding = ENCODINGS.iter().find(|(known, _)| *known == ending).map(|(_, encoding)| *encoding);
    let ending = if encoding.is_some() { parts(stem).1 } else { ending };
    let media_type = of_ending(ending).or_else(|| of_ending(&ending.to_ascii_lowercase()));
    Guess { media_type: media_type.unwrap_or("application/octet-stream"), encoding }
}

/// A name and its last ending, without the dot; dots at the beginning begin no ending.
fn parts(name: &str) -> (&str, &str) {
    let visible = name.trim_start_matches('.');
    match visible.rsplit_once('.') {
        Some((stem, ending)) => (&name[..name.len() - visible.len() + stem.len()], ending),
        None => (name, ""),
    }
}

fn of_ending(ending: &str) -> Option<&'static str> {
    TYPES.iter().find(|(_, endings)| endings.split(' ').any(|known| known == ending && !ending.is_empty())).map(|(media_type, _)| *media_type)
}

/// Endings that stand for two.
const LONG: &[(&str, &str)] = &[(".svgz", ".svg.gz"), (".tgz", ".tar.gz"), (".taz", ".tar.gz"), (".tz", ".tar.gz"), (".tbz2", ".tar.bz2"), (".txz", ".tar.xz")];

const ENCODINGS: &[(&str, &str)] = &[("gz", "gzip"), ("Z", "compress"), ("bz2", "bzip2"), ("xz", "xz"), ("br", "br")];

/// Media types and the endings that have them.
const TYPES: &[(&str, &str)] = &[
    ("application/atom+xml", "atom"),
    ("application/epub+zip", "epub"),
    ("application/geo+json", "geojson"),
    ("application/java-archive", "jar"),
    ("application/javascript", "js mjs"),
    ("application/json", "json"),
    ("application/ld+json", "jsonld"),
    ("application/manifest+json", "webmanifest"),
    ("application/msword", "doc dot wiz"),
    ("application/n-quads", "nq"),
    ("application/n-triples", "nt"),
    ("application/octet-stream", "a bin dll exe o obj so"),
    ("application/oda", "oda"),
    ("application/pdf", "pdf"),
    ("application/pem-certificate-chain", "pem"),
    ("application/pgp-keys", "asc"),
    ("application/pgp-signature", "sig"),
    ("application/pkcs7-mime", "p7c p7m"),
    ("application/pkix-cert", "cer"),
    ("application/postscript", "ai eps ps"),
    ("application/rtf", "rtf"),
    ("application/sql", "sql"),
    ("application/trig", "trig"),
    ("application/vnd.android.package-archive", "apk"),
    ("application/vnd.apple.mpegurl", "m3u m3u8"),
    ("application/vnd.debian.binary-package", "deb"),
    ("application/vnd.google-earth.kml+xml", "kml"),
    ("application/vnd.ms-excel", "xlb xls"),
    ("application/vnd.ms-powerpoint", "pot ppa pps ppt pwz"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.rar", "rar"),
    ("application/vnd.sqlite3", "sqlite"),
    ("application/wasm", "wasm"),
    ("application/x-7z-compressed", "7z"),
    ("application/x-apple-diskimage", "dmg"),
    ("application/x-bcpio", "bcpio"),
    ("application/x-cpio", "cpio"),
    ("application/x-csh", "csh"),
    ("application/x-dvi", "dvi"),
    ("application/x-gtar", "gtar"),
    ("application/x-hdf", "hdf"),
    ("application/x-hdf5", "h5"),
    ("application/x-iso9660-image", "iso"),
    ("application/x-latex", "latex"),
    ("application/x-mif", "mif"),
    ("application/x-msi", "msi"),
    ("application/x-netcdf", "cdf nc"),
    ("application/x-pkcs12", "p12 pfx"),
    ("application/x-pn-realaudio", "ram"),
    ("application/x-python-code", "pyc pyo"),
    ("application/x-redhat-package-manager", "rpm"),
    ("application/x-rss+xml", "rss"),
    ("application/x-sh", "sh"),
    ("application/x-shar", "shar"),
    ("application/x-shockwave-flash", "swf"),
    ("application/x-sv4cpio", "sv4cpio"),
    ("application/x-sv4crc", "sv4crc"),
    ("application/x-tar", "tar"),
    ("application/x-tcl", "tcl"),
    ("application/x-tex", "tex"),
    ("application/x-texinfo", "texi texinfo"),
    ("application/x-troff", "roff t tr"),
    ("application/x-troff-man", "man"),
    ("application/x-troff-me", "me"),
    ("application/x-troff-ms", "ms"),
    ("application/x-ustar", "ustar"),
    ("application/x-wais-source", "src"),
    ("application/x-x509-ca-cert", "crt"),
    ("application/xml", "rdf wsdl xpdl xsl"),
    ("application/zip", "zip"),
    ("application/zstd", "zst"),
    ("audio/3gpp", "3gp 3gpp"),
    ("audio/3gpp2", "3g2 3gpp2"),
    ("audio/aac", "aac adts ass loas"),
    ("audio/basic", "au snd"),
    ("audio/flac", "flac"),
    ("audio/mp4", "m4a"),
    ("audio/mpeg", "mp2 mp3"),
    ("audio/ogg", "oga ogg"),
    ("audio/opus", "opus"),
    ("audio/x-aiff", "aif aifc aiff"),
    ("audio/x-pn-realaudio", "ra"),
    ("audio/x-wav", "wav"),
    ("font/otf", "otf"),
    ("font/ttf", "ttf"),
    ("font/woff", "woff"),
    ("font/woff2", "woff2"),
    ("image/avif", "avif"),
    ("image/bmp", "bmp"),
    ("image/gif", "gif"),
    ("image/heic", "heic"),
    ("image/heif", "heif"),
    ("image/ief", "ief"),
    ("image/jpeg", "jpe jpeg jpg"),
    ("image/jxl", "jxl"),
    ("image/png", "png"),
    ("image/svg+xml", "svg"),
    ("image/tiff", "tif tiff"),
    ("image/vnd.adobe.photoshop", "psd"),
    ("image/vnd.dwg", "dwg"),
    ("image/vnd.microsoft.icon", "ico"),
    ("image/webp", "webp"),
    ("image/x-cmu-raster", "ras"),
    ("image/x-portable-anymap", "pnm"),
    ("image/x-portable-bitmap", "pbm"),
    ("image/x-portable-graymap", "pgm"),
    ("image/x-portable-pixmap", "ppm"),
    ("image/x-rgb", "rgb"),
    ("image/x-xbitmap", "xbm"),
    ("image/x-xpixmap", "xpm"),
    ("image/x-xwindowdump", "xwd"),
    ("message/rfc822", "eml mht mhtml nws"),
    ("text/calendar", "ics"),
    ("text/css", "css"),
    ("text/csv", "csv"),
    ("text/html", "htm html"),
    ("text/markdown", "md"),
    ("text/n3", "n3"),
    ("text/plain", "bat c h ksh pl srt txt"),
    ("text/richtext", "rtx"),
    ("text/tab-separated-values", "tsv"),
    ("text/vtt", "vtt"),
    ("text/x-diff", "diff patch"),
    ("text/x-python", "py"),
    ("text/x-setext", "etx"),
    ("text/x-sgml", "sgm sgml"),
    ("text/x-vcard", "vcf"),
    ("text/xml", "xml"),
    ("video/mp4", "m4v mp4"),
    ("video/mpeg", "m1v mpa mpe mpeg mpg"),
    ("video/ogg", "ogv"),
    ("video/quicktime", "mov qt"),
    ("video/webm", "webm"),
    ("video/x-flv", "flv"),
    ("video/x-matroska", "mkv"),
    ("video/x-ms-wmv", "wmv"),
    ("video/x-msvideo", "avi"),
    ("video/x-sgi-movie", "movie"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_guessed_as_in_python() {
        for (name, expected, encoding) in [
            ("cv.txt", "text/plain", None),
            ("CV.PDF", "application/pdf", None),
            ("documents/new_name_é.csv", "text/csv", None),
            ("a.tar.gz", "application/x-tar", Some("gzip")),
            ("a.tgz", "application/x-tar", Some("gzip")),
            ("a.TGZ", "application/x-tar", Some("gzip")),
            ("a.svgz", "image/svg+xml", Some("gzip")),
            ("a.txt.Z", "text/plain", Some("compress")),
            ("a.gz", "application/octet-stream", Some("gzip")),
            ("page.html", "text/html", None),
            (".html", "application/octet-stream", None),
            ("none", "application/octet-stream", None),
            ("dot.", "application/octet-stream", None),
            ("x.unheard", "application/octet-stream", None),
        ] {
            assert_eq!(media_type(name), Guess { media_type: expected, encoding }, "{name}");
        }
    }
}
