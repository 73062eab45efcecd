//! Numbers in text, as Python prints them.

use std::fmt::Write;

/// A float as Python's `repr` prints it: the shortest digits that read back as the same number, always with a point or an exponent.
pub(crate) fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let mut out = Vec::with_capacity(24);
    write_float(&mut out, number);
    String::from_utf8(out).expect("digits and signs are ASCII")
}

/// As [`float_repr`], for finite numbers, without an allocation. Rust finds the same digits; only where the exponent begins and its form differ.
pub(crate) fn write_float(out: &mut Vec<u8>, number: f64) {
    let start = out.len();
    if number == 0.0 || (1e-4..1e16).contains(&number.abs()) {
        write!(Text(out), "{number}").expect("a buffer takes all");
        if !out[start..].contains(&b'.') {
            out.extend_from_slice(b".0");
        }
        return;
    }
    write!(Text(out), "{number:e}").expect("a buffer takes all");
    let exponent = start + out[start..].iter().position(|byte| *byte == b'e').expect("the e form has an exponent") + 1;
    let digits = exponent + usize::from(out[exponent] == b'-');
    if digits == exponent {
        out.insert(exponent, b'+');
    }
    // Python writes at least two digits.
    if out.len() == exponent + 2 {
        out.insert(exponent + 1, b'0');
    }
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
