//! The charset that a Content-Type names.

use std::borrow::Cow;

use crate::ApiError;

/// A charset that bodies are decoded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    /// UTF-8 behind an optional byte order mark.
    Utf8Signed,
    Ascii,
    Latin1,
    Windows1252,
    Utf16 {
        big_endian: Option<bool>,
    },
}

impl Charset {
    /// The charset with this name. One that Python does not know is ignored, as Django does; one that it knows and that is not decoded here is refused,
    /// among them its codecs that are no charsets (`bz2`, `hex`), which DRF refuses too.
    ///
    /// # Errors
    /// DRF's sentence.
    pub(crate) fn named(name: Option<&str>) -> Result<Charset, ApiError> {
        let Some(name) = name else { return Ok(Charset::Utf8) };
        let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        Ok(match plain.as_str() {
            "utf8" | "u8" | "utf" | "utf8ucs2" | "utf8ucs4" | "cp65001" => Charset::Utf8,
            "utf8sig" => Charset::Utf8Signed,
            "ascii" | "usascii" | "646" | "ansix341968" | "iso646us" | "us" | "cp367" | "ibm367" => Charset::Ascii,
            "latin1" | "latin" | "l1" | "iso88591" | "8859" | "cp819" | "ibm819" => Charset::Latin1,
            "cp1252" | "windows1252" | "1252" => Charset::Windows1252,
            "utf16" | "u16" => Charset::Utf16 { big_endian: None },
            "utf16le" | "unicodelittleunmarked" => Charset::Utf16 { big_endian: Some(false) },
            "utf16be" | "unicodebigunmarked" => Charset::Utf16 { big_endian: Some(true) },
            other if is_known_to_python(other) => {
                return Err(ApiError::parse(format!("Unsupported charset \"{name}\" in request Content-Type header.")));
            }
            _ => Charset::Utf8,
        })
    }

    /// The text of some bytes as UTF-8.
    ///
    /// # Errors
    /// Python's sentence for the first byte that is not of this charset.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
        match self {
            Charset::Utf8 => Ok(Cow::Borrowed(bytes)),
            Charset::Utf8Signed => Ok(Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))),
            Charset::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => Err(format!("'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)", bytes[at])),
                None => Ok(Cow::Borrowed(bytes)),
            },
            Charset::Latin1 => Ok(Cow::Owned(latin1(bytes).into_bytes())),
            Charset::Windows1252 => match bytes.iter().position(|&byte| windows1252(byte).is_none()) {
                Some(at) => Err(format!("'charmap' codec can't decode byte 0x{:02x} in position {at}: character maps to <undefined>", bytes[at])),
                None => Ok(Cow::Owned(bytes.iter().filter_map(|&byte| windows1252(byte)).collect::<String>().into_bytes())),
            },
            Charset::Utf16 { big_endian: None } if bytes.len() > 1 && !matches!(bytes, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]) => {
                Err("UTF-16 stream does not start with BOM".to_owned())
            }
            Charset::Utf16 { big_endian } => utf16(bytes, big_endian).map(|text| Cow::Owned(text.into_bytes())),
        }
    }

    /// A text in this charset; a character that it lacks becomes `?`.
    pub(crate) fn encode(self, text: String) -> Vec<u8> {
        let single = |byte: &dyn Fn(char) -> Option<u8>| text.chars().map(|c| byte(c).unwrap_or(b'?')).collect();
        let units = |big: bool| text.encode_utf16().flat_map(move |unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        match self {
            Charset::Utf8 => text.into_bytes(),
            Charset::Utf8Signed => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Charset::Ascii => single(&|c| u8::try_from(c).ok().filter(u8::is_ascii)),
            Charset::Latin1 => single(&|c| u8::try_from(c).ok()),
            Charset::Windows1252 => single(&|c| (0..=u8::MAX).find(|&byte| windows1252(byte) == Some(c))),
            Charset::Utf16 { big_endian: Some(big) } => units(big).collect(),
            Charset::Utf16 { big_endian: None } => [0xFF, 0xFE].into_iter().chain(units(false)).collect(),
        }
    }

    /// The text of some bytes, with U+FFFD for what is not of this charset.
    pub(crate) fn decode_lossy(self, bytes: Vec<u8>) -> String {
        match self {
            Charset::Utf8 | Charset::Utf8Signed | Charset::Ascii => {
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
            }
            Charset::Latin1 => latin1(&bytes),
            Charset::Windows1252 => bytes.iter().map(|&byte| windows1252(byte).unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
            Charset::Utf16 { big_endian } => utf16(&bytes, big_endian).unwrap_or_else(|_| char::REPLACEMENT_CHARACTER.to_string()),
        }
    }
}

/// Bytes as Latin-1, in which every byte is a character: how Python's servers hand over headers.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// Latin-1 with printed characters in place of the control characters from 0x80; five bytes stand for nothing.
fn windows1252(byte: u8) -> Option<char> {
    const FROM_80: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => Some(FROM_80[usize::from(byte - 0x80)]).filter(|&c| c != '\0'),
        _ => Some(char::from(byte)),
    }
}

fn utf16(bytes: &[u8], big_endian: Option<bool>) -> Result<String, String> {
    let marked = match bytes {
        [0xFE, 0xFF, ..] if big_endian.is_none() => Some(true),
        [0xFF, 0xFE, ..] if big_endian.is_none() => Some(false),
        _ => None,
    };
    let big = marked.or(big_endian).unwrap_or(false);
    let (units, rest) = bytes[if marked.is_some() { 2 } else { 0 }..].as_chunks::<2>();
    let units = units.iter().map(|&unit| if big { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) });
    match char::decode_utf16(units).collect::<Result<String, _>>() {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err("'utf-16' codec can't decode bytes: illegal encoding".to_owned()),
    }
}

/// Whether Python has a codec of this name (letters and digits only).
fn is_known_to_python(name: &str) -> bool {
    const FAMILIES: [&str; 17] =
        ["cp", "ibm", "windows", "iso8859", "iso2022", "koi8", "mac", "euc", "gb", "big5", "shiftjis", "sjis", "utf", "johab", "hz", "ptcp", "tis620"];
    const CODECS: [&str; 22] = [
        "bz2",
        "bz2codec",
        "hex",
        "hexcodec",
        "base64",
        "base64codec",
        "zlib",
        "zlibcodec",
        "zip",
        "quopri",
        "quopricodec",
        "quotedprintable",
        "qp",
        "uu",
        "uucodec",
        "rot13",
        "idna",
        "punycode",
        "rawunicodeescape",
        "unicodeescape",
        "undefined",
        "palmos",
    ];
    CODECS.contains(&name)
        || FAMILIES.iter().any(|family| name.strip_prefix(family).is_some_and(|rest| rest.len() <= 12 && rest.bytes().any(|b| b.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_known_ignored_or_refused() {
        for (name, charset) in [
            ("utf-8", Some(Charset::Utf8)),
            ("UTF8", Some(Charset::Utf8)),
            ("utf-8-sig", Some(Charset::Utf8Signed)),
            ("latin-1", Some(Charset::Latin1)),
            ("iso-8859-1", Some(Charset::Latin1)),
            ("us-ascii", Some(Charset::Ascii)),
            ("utf-16", Some(Charset::Utf16 { big_endian: None })),
            ("klingon", Some(Charset::Utf8)),
            ("bz2_codec", None),
            ("windows-1252", Some(Charset::Windows1252)),
            ("windows-1251", None),
            ("rot13", None),
        ] {
            assert_eq!(Charset::named(Some(name)).ok(), charset, "{name}");
        }
        assert_eq!(Charset::named(Some("hex")).unwrap_err().to_string(), "Unsupported charset \"hex\" in request Content-Type header.");
    }

    #[test]
    fn bytes_are_decoded() {
        assert_eq!(&*Charset::Latin1.decode(b"caf\xe9").unwrap(), "café".as_bytes());
        assert_eq!(&*Charset::Utf16 { big_endian: None }.decode(b"\xff\xfeA\0").unwrap(), b"A");
        assert!(Charset::Utf16 { big_endian: None }.decode(b"\xff\xfeA").is_err());
        assert_eq!(Charset::Utf16 { big_endian: None }.decode(b"{}").unwrap_err(), "UTF-16 stream does not start with BOM");
        assert_eq!(&*Charset::Windows1252.decode(b"\x80\xe9\x9f").unwrap(), "€éŸ".as_bytes());
        assert_eq!(Charset::Windows1252.decode(b"a\x81").unwrap_err(), "'charmap' codec can't decode byte 0x81 in position 1: character maps to <undefined>");
        assert!(Charset::Ascii.decode(b"\xe9").is_err());
    }

    #[test]
    fn text_is_encoded_with_marks_for_what_is_missing() {
        for (charset, bytes) in [
            ("utf-8", "é€\u{4e00}".as_bytes()),
            ("latin-1", b"\xe9??"),
            ("us-ascii", b"???"),
            ("windows-1252", b"\xe9\x80?"),
            ("utf-16", b"\xff\xfe\xe9\0\xac\x20\0\x4e"),
            ("utf-16-be", b"\0\xe9\x20\xac\x4e\0"),
        ] {
            assert_eq!(Charset::named(Some(charset)).unwrap().encode("é€\u{4e00}".to_owned()), bytes, "{charset}");
        }
    }
}
