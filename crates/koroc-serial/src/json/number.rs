//! Numbers in text, as Python prints them.

use std::fmt::Write;

/// A float as Python's `repr` prints it: the shortest digits that read back as the same number, always with a point or an exponent.
pub(crate) fn float_repr(number: f64) -> String {
    if !number.is_finite() {
        return if number.is_nan() { "nan".to_owned() } else { format!("{}inf", if number < 0.0 { "-" } else { "" }) };
    }
    // Rust's `e` form holds the shortest digits; Python only places the point differently.
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the e form always has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a small number");
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let mut text = format!("{number}");
    if !text.contains('.') {
        text.push_str(".0");
    }
    text
}

/// The text of a JSON number as DRF writes it back: a float as Python prints it, unless that would be another number.
pub(super) fn write_number(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    match text.parse::<f64>().map(float_repr) {
        Ok(repr) if crate::python::same_number(&repr, text) => out.extend_from_slice(repr.as_bytes()),
        _ => out.extend_from_slice(text.as_bytes()),
    }
}

/// An integer, without an allocation.
pub(crate) fn write_int(out: &mut Vec<u8>, number: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// `fmt::Write` onto a byte buffer, so that formatting needs no string in between.
pub(crate) struct Text<'a>(pub &'a mut Vec<u8>);

impl Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// As [`Text`], into a JSON string.
pub(crate) struct Escaped<'a>(pub &'a mut Vec<u8>);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        super::write::escaped(self.0, text);
        Ok(())
    }
}
