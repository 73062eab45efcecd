//! Writes JSON byte for byte as DRF's renderer does.

use super::number;
use crate::clock::{write_date, write_instant, write_naive, write_time, written};
use crate::python::duration_text;
use koroc_spec::Value;

/// Writes a wire value: compact, or with each member on a line of its own and `indent` spaces a level.
///
/// Validated values that a field would have given a form are written in DRF's default one.
pub fn write_json(out: &mut Vec<u8>, value: &Value, indent: Option<usize>) {
    let style = indent.map_or(Style::Compact, Style::Indented);
    Writer { out, style, depth: 0 }.value(value);
}

/// Writes as Python's `json.dumps` does by itself: a space behind commas and colons, ASCII only.
pub(crate) fn write_python(out: &mut Vec<u8>, value: &Value) {
    Writer { out, style: Style::Python, depth: 0 }.value(value);
}

/// Writes a text in quotes; U+2028 and U+2029 are escaped, since they end lines in JavaScript.
pub fn json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// The text between the quotes.
pub(super) fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' && byte != 0xE2 {
            continue;
        }
        let Some((escape, length)) = escape(bytes, at) else { continue };
        out.extend_from_slice(&bytes[plain..at]);
        out.extend_from_slice(&escape.0[..escape.1]);
        plain = at + length;
    }
    out.extend_from_slice(&bytes[plain..]);
}

/// As [`json_string`], with everything beyond ASCII as UTF-16 escapes.
fn ascii_string(out: &mut Vec<u8>, text: &str) {
    let start = out.len();
    json_string(out, text);
    if text.is_ascii() {
        return;
    }
    let written = String::from_utf8(out.split_off(start)).expect("the writer writes UTF-8");
    for c in written.chars() {
        if c.is_ascii() {
            out.push(c as u8);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        }
    }
}

/// An escape sequence, and how many of its bytes are used.
type Escape = ([u8; 6], usize);

/// The escape of what stands at `at`, and how many bytes it replaces.
fn escape(bytes: &[u8], at: usize) -> Option<(Escape, usize)> {
    let short = |letter: u8| Some((([b'\\', letter, 0, 0, 0, 0], 2), 1));
    let hex = |digit: u8| b"0123456789abcdef"[usize::from(digit)];
    match bytes[at] {
        b'"' => short(b'"'),
        b'\\' => short(b'\\'),
        b'\n' => short(b'n'),
        b'\r' => short(b'r'),
        b'\t' => short(b't'),
        0x8 => short(b'b'),
        0xC => short(b'f'),
        control @ 0..0x20 => Some((([b'\\', b'u', b'0', b'0', hex(control >> 4), hex(control & 15)], 6), 1)),
        _ => match bytes.get(at..at + 3) {
            Some(&[0xE2, 0x80, last @ (0xA8 | 0xA9)]) => Some((([b'\\', b'u', b'2', b'0', b'2', b'0' + (last & 15)], 6), 3)),
            _ => None,
        },
    }
}

/// How members are parted.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Compact,
    /// So many spaces a level.
    Indented(usize),
    Python,
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    style: Style,
    depth: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.raw("null"),
            Value::Bool(truth) => self.raw(if *truth { "true" } else { "false" }),
            Value::Int(number) => number::write_int(self.out, *number),
            Value::Number(text) => number::write_number(self.out, text),
            // A field never lets one in; JSON has no word for it.
            Value::Float(number) if !number.is_finite() => self.raw("null"),
            Value::Float(number) => number::write_float(self.out, *number),
            Value::Decimal(text) | Value::Str(text) | Value::Surrogate { text, .. } => self.string(text),
            Value::List(items) => self.list(items),
            Value::Map(members) => self.map(members),
            Value::File(file) => self.string(&file.name),
            Value::Date(day) => self.string(&written(|out| write_date(out, *day))),
            Value::Time(time) => self.string(&written(|out| write_time(out, *time))),
            Value::DateTime(instant) => self.string(&written(|out| write_instant(out, *instant))),
            Value::NaiveDateTime(moment) => self.string(&written(|out| write_naive(out, *moment))),
            Value::Duration(span) => self.string(&duration_text(span)),
            Value::Uuid(uuid) => self.string(&uuid.to_string()),
        }
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn string(&mut self, text: &str) {
        if self.style == Style::Python { ascii_string(self.out, text) } else { json_string(self.out, text) }
    }

    fn list(&mut self, items: &[Value]) {
        self.out.push(b'[');
        self.depth += 1;
        for (at, item) in items.iter().enumerate() {
            self.separate(at);
            self.value(item);
        }
        self.close(items.is_empty(), b']');
    }

    fn map(&mut self, members: &koroc_spec::Map) {
        self.out.push(b'{');
        self.depth += 1;
        for (at, (key, value)) in members.iter().enumerate() {
            self.separate(at);
            self.string(key);
            self.raw(if self.style == Style::Compact { ":" } else { ": " });
            self.value(value);
        }
        self.close(members.is_empty(), b'}');
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.raw(if self.style == Style::Python { ", " } else { "," });
        }
        self.line();
    }

    fn close(&mut self, empty: bool, bracket: u8) {
        self.depth -= 1;
        if !empty {
            self.line();
        }
        self.out.push(bracket);
    }

    fn line(&mut self) {
        if let Style::Indented(width) = self.style {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + width * self.depth, b' ');
        }
    }
}
