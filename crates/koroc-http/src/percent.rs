//! Percent-encoding, with the sets of safe characters that Python and Django use.

use std::borrow::Cow;

/// Bytes that `urlencode` leaves alone (a space becomes `+`).
pub(crate) const QUERY: &[u8] = b"_.-~";
/// Bytes that Django leaves alone in the path of a URL.
pub(crate) const PATH: &[u8] = b"/:@&+$,-_.!~*'()";
/// Bytes that Django leaves alone in a URL that may already be encoded.
pub(crate) const IRI: &[u8] = b"/#%[]=:;$&()+,!?*@'~_.-";

/// The bytes that a percent-encoded text stands for; a `%` without two hexadecimal digits stands for itself.
pub(crate) fn decode_bytes(text: &[u8], plus_is_space: bool) -> Cow<'_, [u8]> {
    if !text.iter().any(|&byte| byte == b'%' || (plus_is_space && byte == b'+')) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], text.get(at + 1).and_then(|&high| hex(high)), text.get(at + 2).and_then(|&low| hex(low))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
                continue;
            }
            (b'+', ..) if plus_is_space => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(out)
}

/// A path as Django sees it: decoded, with bytes that are no UTF-8 encoded again.
pub(crate) fn decode_path(path: &str) -> Cow<'_, str> {
    match decode_bytes(path.as_bytes(), false) {
        Cow::Borrowed(_) => Cow::Borrowed(path),
        Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => reencode_broken(error.as_bytes()),
        }),
    }
}

fn reencode_broken(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        encode_into(&mut out, chunk.invalid(), IRI);
    }
    out
}

/// Appends `bytes`, all but letters, digits and `safe` encoded.
pub(crate) fn encode_into(out: &mut String, bytes: &[u8], safe: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || safe.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]);
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_keeps_what_is_not_encoded() {
        for (text, decoded) in [("/a/b", "/a/b"), ("/%66unds", "/funds"), ("/%2", "/%2"), ("/%zz", "/%zz"), ("/%C3%A9", "/é"), ("/a%FFb", "/a%FFb")] {
            assert_eq!(decode_path(text), decoded, "{text}");
        }
        assert_eq!(&*decode_bytes(b"a+b%20c", true), b"a b c");
    }
}
