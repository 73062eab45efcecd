//! Exact decimal numbers.

use super::Passed;
use super::bounds::Bounds;
use super::integer::MAX_LENGTH;
use crate::json::float_repr;
use crate::python::{Decimal, decimal_text, python_str, same_number};
use crate::{Errors, Message};
use koroc_spec::{Value, ValueType};
use std::borrow::Cow;

/// The longest plain notation of a number without limits: an exponent must not fill the memory.
const MAX_PLAIN: i64 = 4300;

/// A decimal kind.
pub(super) struct DecimalPlan {
    max_digits: Option<u32>,
    places: Option<u32>,
    bounds: Bounds,
    as_text: bool,
    normalize: bool,
}

impl DecimalPlan {
    pub fn new(ty: &ValueType, max_digits: Option<u32>, places: Option<u32>) -> DecimalPlan {
        DecimalPlan { max_digits, places, bounds: Bounds::new(&ty.limits), as_text: ty.wire.as_string != Some(false), normalize: ty.wire.normalize }
    }

    pub fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let text = match input {
            Value::Str(text) | Value::Decimal(text) => Cow::Borrowed(crate::python::strip(text)),
            Value::Int(_) => python_str(input),
            Value::Number(text) => json_number(text),
            Value::Float(number) => Cow::Owned(float_repr(*number)),
            _ => return Err(invalid()),
        };
        if text.chars().count() > MAX_LENGTH {
            return Err(Errors::one("String value too large.", "max_string_length"));
        }
        let text = decimal_text(&text);
        let number = Decimal::parse(&text).ok_or_else(invalid)?;
        self.check_digits(&number)?;
        Ok(self.bounds.check(Value::Decimal(number.plain(self.places.map(|places| places as usize)))))
    }

    fn check_digits(&self, number: &Decimal<'_>) -> Result<(), Errors> {
        let (digits, exponent) = (number.digit_count() as i64, number.exponent());
        let (total, whole, places) = match exponent {
            0.. => (digits + exponent, digits + exponent, 0),
            _ if digits > -exponent => (digits, digits + exponent, -exponent),
            _ => (-exponent, 0, -exponent),
        };
        let too_many = |have: i64, most: Option<u32>| most.filter(|most| have > i64::from(*most));
        if let Some(most) = too_many(total, self.max_digits) {
            return Err(Message::new(format!("Ensure that there are no more than {most} digits in total."), "max_digits").with("max_digits", most).into());
        }
        if let Some(most) = too_many(places, self.places) {
            return Err(Message::new(format!("Ensure that there are no more than {most} decimal places."), "max_decimal_places")
                .with("max_decimal_places", most)
                .into());
        }
        if let Some(most) = too_many(whole, self.max_digits.zip(self.places).map(|(digits, places)| digits.saturating_sub(places))) {
            return Err(Message::new(format!("Ensure that there are no more than {most} digits before the decimal point."), "max_whole_digits")
                .with("max_whole_digits", most)
                .into());
        }
        if total > MAX_PLAIN && !(number.is_zero() && exponent >= 0) {
            return Err(Errors::one("String value too large.", "max_string_length"));
        }
        Ok(())
    }

    pub fn represent(&self, value: &Value) -> Value {
        let text = decimal_text(&python_str(value)).into_owned();
        let Some(number) = Decimal::parse(&text).filter(|number| number.exponent().abs() <= MAX_PLAIN) else { return value.clone() };
        let mut plain = number.plain(self.places.map(|places| places as usize));
        if self.normalize && plain.contains('.') {
            plain.truncate(plain.trim_end_matches('0').trim_end_matches('.').len());
        }
        match self.as_text {
            true => Value::Str(plain),
            // It is a float on the wire.
            false if !plain.contains('.') => Value::Number(plain + ".0"),
            false => Value::Number(plain),
        }
    }

    /// Writes a decimal that has its declared places already.
    pub fn write(&self, out: &mut Vec<u8>, mantissa: i128, scale: u32) -> bool {
        if !self.as_text || self.normalize || self.places != Some(scale) || scale > 38 {
            return false;
        }
        let mut digits = [b'0'; 40];
        let mut at = digits.len();
        let mut rest = mantissa.unsigned_abs();
        let least = digits.len() - (scale as usize + 1).min(digits.len());
        while rest > 0 || at > least {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let (whole, places) = digits[at..].split_at(digits.len() - at - scale as usize);
        out.extend_from_slice(if mantissa < 0 { b"\"-" } else { b"\"" });
        out.extend_from_slice(whole);
        if scale > 0 {
            out.push(b'.');
            out.extend_from_slice(places);
        }
        out.push(b'"');
        true
    }
}

/// The text of a JSON number with a point or exponent. DRF reads it as a float first: so do we where that loses nothing, and keep all digits otherwise.
fn json_number(text: &str) -> Cow<'_, str> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            let repr = float_repr(number);
            if same_number(&repr, text) { Cow::Owned(repr) } else { Cow::Borrowed(text) }
        }
        // Python's integers have no end, its floats do.
        _ if text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) => Cow::Borrowed(text),
        _ => Cow::Borrowed("infinity"),
    }
}

fn invalid() -> Errors {
    Errors::one("A valid number is required.", "invalid")
}

#[cfg(test)]
mod tests {
    use super::json_number;

    #[test]
    fn integers_keep_all_digits_where_floats_overflow() {
        let long = "9".repeat(400);
        assert_eq!(json_number(&long), long.as_str());
        assert_eq!(json_number(&format!("{long}.5")), "infinity");
        assert_eq!(json_number("-1e400"), "infinity");
    }
}
