//! Writes JSON byte for byte as DRF's renderer does.

use super::{float_repr, number};
use koroc_spec::Value;

/// Writes a wire value: compact, or with each member on a line of its own and `indent` spaces a level.
///
/// Validated values that a field would have given a form are written in DRF's default one.
pub fn write_json(out: &mut Vec<u8>, value: &Value, indent: Option<usize>) {
    Writer { out, indent, depth: 0 }.value(value);
}

/// Writes a text in quotes; U+2028 and U+2029 are escaped, since they end lines in JavaScript.
pub fn json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
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
    out.push(b'"');
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

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    indent: Option<usize>,
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
            Value::Float(number) => self.raw(&float_repr(*number)),
            Value::Decimal(text) | Value::Str(text) | Value::Surrogate { text, .. } => json_string(self.out, text),
            Value::List(items) => self.list(items),
            Value::Map(members) => self.map(members),
            Value::File(file) => json_string(self.out, &file.name),
            Value::Date(day) => self.text(day),
            Value::Time(time) => self.text(time),
            Value::DateTime(instant) => self.text(instant),
            Value::NaiveDateTime(instant) => self.text(instant),
            Value::Duration(span) => self.text(span),
            Value::Uuid(uuid) => self.text(uuid),
        }
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn text(&mut self, value: &impl ToString) {
        json_string(self.out, &value.to_string());
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
            json_string(self.out, key);
            self.raw(if self.indent.is_some() { ": " } else { ":" });
            self.value(value);
        }
        self.close(members.is_empty(), b'}');
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push(b',');
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
        if let Some(width) = self.indent {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + width * self.depth, b' ');
        }
    }
}
