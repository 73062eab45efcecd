//! Values as Python prints them, for messages that quote what was sent.

use crate::json::float_repr;
use koroc_spec::Value;
use regex::Regex;
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

/// The name of the Python type that a JSON value has.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Number(text) if is_integer(text) => "int",
        Value::Number(_) | Value::Float(_) => "float",
        Value::Str(_) | Value::Surrogate { .. } => "str",
        Value::List(_) => "list",
        Value::Map(_) => "dict",
        Value::Decimal(_) => "Decimal",
        Value::Date(_) => "date",
        Value::Time(_) => "time",
        Value::DateTime(_) | Value::NaiveDateTime(_) => "datetime",
        Value::Duration(_) => "timedelta",
        Value::Uuid(_) => "UUID",
        Value::File(_) => "InMemoryUploadedFile",
    }
}

fn is_integer(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// `str(value)`.
pub(crate) fn python_str(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Str(text) | Value::Surrogate { text, .. } | Value::Decimal(text) => Cow::Borrowed(text),
        Value::Number(text) if is_integer(text) => Cow::Borrowed(text),
        Value::File(file) => Cow::Borrowed(&file.name),
        other => {
            let mut out = String::new();
            repr(&mut out, other);
            Cow::Owned(out)
        }
    }
}

/// `repr(value)`.
fn repr(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(truth) => out.push_str(if *truth { "True" } else { "False" }),
        Value::Int(number) => write!(out, "{number}").expect("a string takes all"),
        Value::Number(text) if is_integer(text) => out.push_str(text),
        Value::Number(text) => out.push_str(&float_repr(text.parse().unwrap_or(f64::NAN))),
        Value::Float(number) => out.push_str(&float_repr(*number)),
        Value::Str(text) | Value::Surrogate { text, .. } => quoted(out, text),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                repr(out, item);
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                quoted(out, key);
                out.push_str(": ");
                repr(out, member);
            }
            out.push('}');
        }
        // No JSON body holds these; a caller that validates its own values is told what they are.
        Value::Decimal(_) | Value::Date(_) | Value::Time(_) | Value::DateTime(_) => write!(out, "{value:?}").expect("a string takes all"),
        Value::NaiveDateTime(_) | Value::Duration(_) | Value::Uuid(_) | Value::File(_) => write!(out, "{value:?}").expect("a string takes all"),
    }
}

fn quoted(out: &mut String, text: &str) {
    static UNPRINTABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{C}\p{Z}&&[^ ]]").expect("the class is well formed"));
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        let code = u32::from(c);
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if !UNPRINTABLE.is_match(c.encode_utf8(&mut [0; 4])) => out.push(c),
            _ => match code {
                ..0x100 => write!(out, "\\x{code:02x}"),
                0x100..0x10000 => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            }
            .expect("a string takes all"),
        }
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_json;

    #[test]
    fn values_print_as_in_python() {
        for (json, expected) in [
            (r#"["a", 1, 2.0, null, true]"#, "['a', 1, 2.0, None, True]"),
            (r#"{"a": {"b": []}}"#, "{'a': {'b': []}}"),
            (r#"["it's", "\"", "'\"", "\u0000\n\u007f\u00e9\u00a0\u200b\ud83d\ude00\u2028"]"#, r#"["it's", '"', '\'"', '\x00\n\x7fé\xa0\u200b😀\u2028']"#),
            (r"[1e300, -0.0, 1E2, 0.00001, 1e16, 123456789012345678901234567890]", "[1e+300, -0.0, 100.0, 1e-05, 1e+16, 123456789012345678901234567890]"),
            (r#""text""#, "text"),
        ] {
            assert_eq!(python_str(&parse_json(json.as_bytes()).unwrap()), expected);
        }
    }
}
