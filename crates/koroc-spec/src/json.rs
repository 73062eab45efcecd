//! JSON documents in a column: read from their text, and written as Python's `json.dumps` writes them.

use std::fmt::Write;

use crate::{Map, Value};

/// The deepest nesting that is read; deeper documents are refused, long before the stack would end.
const MAX_DEPTH: usize = 500;

/// The value of a JSON document; `None` for a text that is none.
///
/// Integers of 64 bits become [`Value::Int`], longer ones keep their text ([`Value::Number`]), all other numbers are [`Value::Float`], as Python has them.
pub fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

/// Reads from `at` on.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether this byte comes next; it is then passed.
    fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'{' if depth < MAX_DEPTH => self.object(depth),
            b'[' if depth < MAX_DEPTH => self.list(depth),
            b'"' => self.string().map(Value::Str),
            b'-' | b'0'..=b'9' => self.number(),
            _ => [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))].into_iter().find_map(|(word, value)| {
                self.text[self.at..].starts_with(word).then(|| {
                    self.at += word.len();
                    value
                })
            }),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.takes(b']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.takes(b']') {
                return Some(Value::List(items));
            }
            self.takes(b',').then_some(())?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut members = Map::new();
        self.space();
        if self.takes(b'}') {
            return Some(Value::Map(members));
        }
        loop {
            self.space();
            let key = self.string()?;
            self.space();
            self.takes(b':').then_some(())?;
            let value = self.value(depth + 1)?;
            members.insert(key, value);
            self.space();
            if self.takes(b'}') {
                return Some(Value::Map(members));
            }
            self.takes(b',').then_some(())?;
        }
    }

    fn number(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')).count();
        let number = &rest[..length];
        self.at += length;
        if number.contains(['.', 'e', 'E']) {
            return number.parse().ok().map(|float: f64| if float.is_finite() { Value::Float(float) } else { Value::Number(number.to_owned()) });
        }
        let digits = number.strip_prefix('-').unwrap_or(number);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        whole.then(|| number.parse().map_or_else(|_| Value::Number(number.to_owned()), Value::Int))
    }

    fn string(&mut self) -> Option<String> {
        self.takes(b'"').then_some(())?;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(['"', '\\'])?;
            text.push_str(&rest[..plain]);
            self.at += plain + 1;
            if rest.as_bytes()[plain] == b'"' {
                return Some(text);
            }
            text.push(self.escape()?);
        }
    }

    /// What stands behind a backslash; half of a pair of surrogates is no character, and becomes U+FFFD.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let low = self.text[self.at..].strip_prefix("\\u").and_then(|rest| u32::from_str_radix(rest.get(..4)?, 16).ok());
                match (first, low) {
                    (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                        self.at += 6;
                        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00))?
                    }
                    _ => char::from_u32(first).unwrap_or('\u{fffd}'),
                }
            }
            _ => return None,
        })
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// The text of a value as Python's `json.dumps` writes it and Django stores it: a space behind commas and colons, ASCII only.
///
/// Days, instants and their like are written as text, in ISO 8601.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Number(text) => out.push_str(text),
        Value::Float(number) => write_float(out, *number),
        Value::Str(text) | Value::Decimal(text) | Value::Surrogate { text, .. } => write_string(out, text),
        Value::Date(day) => write_string(out, &day.to_string()),
        Value::Time(time) => write_string(out, &time.to_string()),
        Value::DateTime(instant) => write_string(out, &instant.to_rfc3339()),
        Value::NaiveDateTime(moment) => write_string(out, &format!("{moment:?}")),
        Value::Duration(span) => write_string(out, &span.to_string()),
        Value::Uuid(uuid) => write_string(out, &uuid.to_string()),
        Value::File(file) => write_string(out, &file.name),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_string(out, key);
                out.push_str(": ");
                write_value(out, member);
            }
            out.push('}');
        }
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(char),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("a string takes all");
                }
            }
        }
    }
    out.push('"');
}

/// The shortest digits that read back as the same number, with a point or an exponent of two digits at least; JSON has no other numbers.
fn write_float(out: &mut String, number: f64) {
    if !number.is_finite() {
        out.push_str("null");
    } else if number == 0.0 || (1e-4..1e16).contains(&number.abs()) {
        write!(out, "{number:?}").expect("a string takes all");
    } else {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').expect("the e form has an exponent");
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
        write!(out, "{digits}e{sign}{exponent:0>2}").expect("a string takes all");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_back_identical() {
        let texts = [
            "null",
            "true",
            "-7",
            "1.5",
            "1e+16",
            "1.5e-05",
            "12345678901234567890123",
            "[]",
            "{}",
            r#""""#,
            r#"{"a": [1, 2.0, {"b": null}], "\u00e4\ud83d\ude00": "\"\\\n\u0000"}"#,
        ];
        for text in texts {
            assert_eq!(read(text).map(|value| write(&value)).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", " ", "{", "[1,]", "{\"a\"}", "{a: 1}", "1 2", "nul", "\"a", "\"\\x\"", "\"\\u12\"", "-", "1-", "--1", "é"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None, "too deep");
        assert_eq!(read(r#" {"a":1,"a":2} "#), read(r#"{"a": 2}"#), "the last of a key counts, spaces do not");
        assert_eq!(read(r#""\ud800x""#), Some(Value::from("\u{fffd}x")));
    }
}
