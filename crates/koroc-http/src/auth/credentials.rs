//! What an Authorization header says, with DRF's words for malformed ones.

use base64::{
    Engine, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::NO_PAD},
};

/// A user name and password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NameAndPassword {
    pub username: String,
    pub password: String,
}

/// The user name and password of a Basic header; `None`: some other scheme, or no header.
pub(super) fn basic(header: &[u8]) -> Result<Option<NameAndPassword>, &'static str> {
    let Some(encoded) = argument(header, b"basic", &BASIC)? else { return Ok(None) };
    let decoded = decode(encoded).ok_or(NOT_BASE64)?;
    // Clients disagree about the encoding: UTF-8 if it can be, else Latin 1.
    let text = String::from_utf8(decoded).unwrap_or_else(|error| error.as_bytes().iter().map(|&byte| char::from(byte)).collect());
    let (username, password) = text.split_once(':').ok_or(NOT_BASE64)?;
    Ok(Some(NameAndPassword { username: username.to_owned(), password: password.to_owned() }))
}

/// The key of a Token header; `None`: some other scheme, or no header.
pub(super) fn token(header: &[u8]) -> Result<Option<&str>, &'static str> {
    let Some(key) = argument(header, b"token", &TOKEN)? else { return Ok(None) };
    std::str::from_utf8(key).map(Some).map_err(|_| "Invalid token header. Token string should not contain invalid characters.")
}

const NOT_BASE64: &str = "Invalid basic header. Credentials not correctly base64 encoded.";
/// For no argument, and for more than one.
const BASIC: [&str; 2] = ["Invalid basic header. No credentials provided.", "Invalid basic header. Credentials string should not contain spaces."];
const TOKEN: [&str; 2] = ["Invalid token header. No credentials provided.", "Invalid token header. Token string should not contain spaces."];

/// The one word behind the scheme.
fn argument<'a>(header: &'a [u8], scheme: &[u8], errors: &[&'static str; 2]) -> Result<Option<&'a [u8]>, &'static str> {
    let mut words = header.split(|byte| byte.is_ascii_whitespace() || *byte == 0x0b).filter(|word| !word.is_empty());
    if !words.next().is_some_and(|word| word.eq_ignore_ascii_case(scheme)) {
        return Ok(None);
    }
    let argument = words.next().ok_or(errors[0])?;
    if words.next().is_some() { Err(errors[1]) } else { Ok(Some(argument)) }
}

/// Base64 as Python reads it: characters of no meaning are skipped, and the first padding that completes a group ends it.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    const CONFIG: GeneralPurposeConfig = NO_PAD.with_decode_allow_trailing_bits(true);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
    let (mut digits, mut pads) = (Vec::with_capacity(text.len()), 0);
    for &byte in text {
        match byte {
            b'=' => pads += 1,
            b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                pads = 0;
                digits.push(byte);
            }
            _ => continue,
        }
        let group = digits.len() % 4;
        if group >= 2 && group + pads >= 4 {
            return ENGINE.decode(digits).ok();
        }
    }
    if digits.len() % 4 == 0 { ENGINE.decode(digits).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_headers_are_read_as_drf_does() {
        let pair = |username: &str, password: &str| Ok(Some(NameAndPassword { username: username.to_owned(), password: password.to_owned() }));
        let cases = [
            ("", Ok(None)),
            ("Token x", Ok(None)),
            ("Basically YTpi", Ok(None)),
            ("Basic", Err("Invalid basic header. No credentials provided.")),
            ("Basic ", Err("Invalid basic header. No credentials provided.")),
            ("Basic a b", Err("Invalid basic header. Credentials string should not contain spaces.")),
            ("Basic !!!!", Err(NOT_BASE64)),
            ("Basic bm9jb2xvbg==", Err(NOT_BASE64)),
            ("Basic YTp", Err(NOT_BASE64)),
            ("Basic YTpi", pair("a", "b")),
            ("bAsIc \t YTpi ", pair("a", "b")),
            ("Basic YWRtaW46d2l0aDpjb2xvbg==", pair("admin", "with:colon")),
            ("Basic Og==", pair("", "")),
            ("Basic w6Q6w7Y=", pair("ä", "ö")),
            ("Basic 5Dr2", pair("ä", "ö")),
            ("Basic Y!T-p_i", pair("a", "b")),
            ("Basic YTpiYw==YTpi", pair("a", "bc")),
        ];
        for (header, expected) in cases {
            assert_eq!(basic(header.as_bytes()), expected, "{header}");
        }
    }

    #[test]
    fn token_headers_are_read_as_drf_does() {
        let cases: [(&[u8], _); 9] = [
            (b"", Ok(None)),
            (b"Basic x", Ok(None)),
            (b"Bearer x", Ok(None)),
            (b"Token", Err("Invalid token header. No credentials provided.")),
            (b"Token a b", Err("Invalid token header. Token string should not contain spaces.")),
            (b"Token \xff", Err("Invalid token header. Token string should not contain invalid characters.")),
            (b"Token abc", Ok(Some("abc"))),
            (b"token abc", Ok(Some("abc"))),
            (b"TOKEN   abc", Ok(Some("abc"))),
        ];
        for (header, expected) in cases {
            assert_eq!(token(header), expected, "{header:?}");
        }
    }

    /// As Python's `base64.b64decode` does.
    #[test]
    fn base64_is_read_as_python_does() {
        let decoded = [
            ("YTpiYw==YTpi", "a:bc"),
            ("Y!T-p_i", "a:b"),
            ("!!!!", ""),
            ("YT=pi", "a:b"),
            ("YT==pi", "a"),
            ("YTpi=", "a:b"),
            ("=YTpi", "a:b"),
            ("YQ=x=", "a\x0c"),
            ("YTpi=YTpi", "a:ba:b"),
            ("YTpiYQ==YQ==", "a:ba"),
            ("YTpiYWI=YT", "a:bab"),
            ("YR==", "a"),
            ("YWJ=", "ab"),
        ];
        for (text, expected) in decoded {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(expected.as_bytes()), "{text}");
        }
        for text in ["YTp", "YQ=", "YQ=x", "YTpiYQ=", "Y", "Y=", "YTpiY", "YTpiYWI", "YQ=a"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
