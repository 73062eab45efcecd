//! Numbers in text, as Python's `int`, `float` and `Decimal` read them.

use super::{ascii_digits, strip};
use koroc_spec::Value;
use std::borrow::Cow;

/// `int(text)`: an integer of any size; `None` where Python raises ValueError. White space around it is Unicode's: unlike `str.strip`, numbers keep the
/// separators U+001C to U+001F, and so does `str::trim`.
pub(crate) fn parse_int(text: &str) -> Option<Value> {
    let text = grouped(ascii_digits(text.trim()))?;
    let (negative, digits) = unsigned(&text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let number = match (negative, digits) {
        (_, "") => Cow::Borrowed("0"),
        (true, digits) => Cow::Owned(format!("-{digits}")),
        (false, digits) => Cow::Borrowed(digits),
    };
    Some(number.parse().map_or_else(|_| Value::Number(number.into_owned()), Value::Int))
}

/// `int(text, 16)`, for numbers from 0 to 128 bits.
pub(crate) fn parse_hex(text: &str) -> Option<u128> {
    let text = grouped(ascii_digits(text.trim()))?;
    let (negative, digits) = unsigned(&text);
    let digits = digits.strip_prefix("0x").or(digits.strip_prefix("0X")).unwrap_or(digits);
    // Rust would read a sign of its own here.
    let number = u128::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
    (!negative || number == 0).then_some(number)
}

/// `float(text)` for finite numbers; `None` for NaN, the infinities, what overflows to them and where Python raises ValueError.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = grouped(ascii_digits(text.trim()))?;
    // Rust reads Python's grammar, and words ("nan", "infinity") that are not finite.
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What `Decimal(text)` sees: no white space around it, no underscores, digits of any script as ASCII.
pub(crate) fn decimal_text(text: &str) -> Cow<'_, str> {
    let text = ascii_digits(strip(text));
    if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { text }
}

/// The text without underscores, each of which must stand between two digits (letters count as such here: base 16).
fn grouped(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(text);
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let between = |(at, byte): (usize, &u8)| *byte != b'_' || (digit(at.checked_sub(1)) && digit(Some(at + 1)));
    bytes.iter().enumerate().all(between).then(|| Cow::Owned(text.replace('_', "")))
}

fn unsigned(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_pythons() {
        let big = "9223372036854775808";
        for (text, expected) in [
            (" 12 ", Some(Value::Int(12))),
            ("+1_000", Some(Value::Int(1000))),
            ("-0", Some(Value::Int(0))),
            ("٣", Some(Value::Int(3))),
            ("-9223372036854775808", Some(Value::Int(i64::MIN))),
            (big, Some(Value::Number(big.into()))),
            ("00000000000000000000000000000001", Some(Value::Int(1))),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("- 1", None),
            ("--1", None),
            ("", None),
            ("1.0", None),
            ("0x10", None),
            ("\u{1f}1", None),
            ("\u{a0}1\n", Some(Value::Int(1))),
        ] {
            assert_eq!(parse_int(text), expected, "{text:?}");
        }
    }

    #[test]
    fn floats_are_pythons() {
        for (text, expected) in [
            (" 1.5 ", Some(1.5)),
            ("5.", Some(5.0)),
            (".5e1", Some(5.0)),
            ("1_0.5", Some(10.5)),
            ("1e400", None),
            ("nan", None),
            ("-Infinity", None),
            ("1_.5", None),
            ("0x10", None),
            (".", None),
            ("e5", None),
        ] {
            assert_eq!(parse_float(text), expected, "{text:?}");
        }
    }
}
