//! The bytes of JSON: compact as it was written, or with the spaces and escapes that the client or the settings ask for.

use koroc_serial::{parse_json, write_json};
use koroc_spec::Settings;

/// JSON as the client asked for it, and the settings where it did not.
pub(super) fn formatted(json: Vec<u8>, indent: Option<usize>, settings: &Settings) -> Vec<u8> {
    let json = match indent {
        Some(_) => indented(json, indent),
        None if settings.compact_json => json,
        None => spaced(&json),
    };
    if settings.unicode_json { json } else { ascii(json) }
}

/// Compact JSON, indented where that was asked for.
pub(crate) fn indented(json: Vec<u8>, indent: Option<usize>) -> Vec<u8> {
    let Some(indent) = indent else { return json };
    let Ok(value) = parse_json(&json) else { return json };
    let mut out = Vec::with_capacity(json.len() * 2);
    write_json(&mut out, &value, Some(indent));
    out
}

/// Compact JSON with a space behind each comma and colon that is not inside a text.
fn spaced(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() + json.len() / 8);
    let (mut in_text, mut escaped) = (false, false);
    for &byte in json {
        out.push(byte);
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b':' if !in_text => out.push(b' '),
            _ => {}
        }
    }
    out
}

/// JSON whose characters beyond ASCII, which stand in texts only, are written as escapes.
fn ascii(json: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&json) else { return json };
    if text.bytes().all(|byte| byte < 0x7f) {
        return json;
    }
    let mut out = String::with_capacity(json.len() * 2);
    for character in text.chars() {
        if character <= '~' {
            out.push(character);
        } else {
            out.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What DRF's `JSONRenderer` makes of the same data.
    #[test]
    fn json_has_the_spaces_and_escapes_of_the_settings() {
        let json = "{\"a\":[1,\"x, \\\"y:z\"],\"б😀\u{7f}\":{}}";
        for (unicode_json, compact_json, indent, expected) in [
            (true, true, None, json.to_owned()),
            (true, false, None, "{\"a\": [1, \"x, \\\"y:z\"], \"б😀\u{7f}\": {}}".to_owned()),
            (false, true, None, r#"{"a":[1,"x, \"y:z"],"\u0431\ud83d\ude00\u007f":{}}"#.to_owned()),
            (false, false, None, r#"{"a": [1, "x, \"y:z"], "\u0431\ud83d\ude00\u007f": {}}"#.to_owned()),
            (false, false, Some(1), "{\n \"a\": [\n  1,\n  \"x, \\\"y:z\"\n ],\n \"\\u0431\\ud83d\\ude00\\u007f\": {}\n}".to_owned()),
        ] {
            let settings = Settings { unicode_json, compact_json, ..Settings::default() };
            let written = formatted(json.as_bytes().to_vec(), indent, &settings);
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
    }
}
