//! A number in a query: Python's `Decimal` as Django's forms read it, of any size and without loss.

use koroc_spec::{Value, ValueRef};

/// ±digits × 10^exponent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    /// ASCII digits without zeros in front; empty: zero.
    digits: String,
    exponent: i64,
}

/// What happens to places that a column does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// They are dropped: integers.
    Truncate,
    /// They are rounded, halves to the even neighbour: decimals.
    HalfEven,
}

/// More digits than any column holds.
const MAX_DIGITS: i64 = 60;

impl Number {
    /// Reads a finite number; infinities and NaN are none.
    pub(crate) fn parse(text: &str) -> Option<Number> {
        let plain: String = text.trim().chars().filter(|&c| c != '_').collect();
        let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
            Some((mantissa, exponent)) if !exponent.contains('_') => (mantissa, crate::python::int(exponent)?),
            _ => (plain.as_str(), 0),
        };
        let (negative, mantissa) = match mantissa.as_bytes().first()? {
            b'-' => (true, &mantissa[1..]),
            b'+' => (false, &mantissa[1..]),
            _ => (false, mantissa),
        };
        let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{places}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.saturating_sub(i64::try_from(places.len()).ok()?);
        Some(Number { negative, digits: digits.trim_start_matches('0').to_owned(), exponent })
    }

    /// Whether it is above 10^50, which django-filter refuses.
    pub(crate) fn is_huge(&self) -> bool {
        let size = self.size();
        let power = self.digits.trim_end_matches('0') == "1";
        !self.negative && !self.digits.is_empty() && (size > 51 || (size == 51 && !power))
    }

    /// How many digits stand before the point.
    fn size(&self) -> i64 {
        self.exponent.saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    /// The number with so many places; beyond what any column holds, a number that is as large as that.
    pub(crate) fn to_value(&self, places: u32, rounding: Places) -> Value {
        let size = self.size().saturating_add(i64::from(places));
        let magnitude = if self.digits.is_empty() || size < 0 {
            0
        } else if size > 38 {
            10_i128.pow(38) - 1
        } else {
            self.scaled(usize::try_from(size).expect("it is between 0 and 38"), rounding)
        };
        let mantissa = if self.negative { -magnitude } else { magnitude };
        match (rounding, i64::try_from(mantissa)) {
            (Places::Truncate, Ok(whole)) => Value::Int(whole),
            (Places::Truncate, Err(_)) => Value::Number(mantissa.to_string()),
            (Places::HalfEven, _) => ValueRef::Decimal { mantissa, scale: places }.to_value(),
        }
    }

    /// The first `kept` digits (zeros where it has fewer) as an integer, rounded by the rest.
    fn scaled(&self, kept: usize, rounding: Places) -> i128 {
        let digit = |at: usize| self.digits.as_bytes().get(at).map_or(0, |byte| i128::from(byte - b'0'));
        let whole = (0..kept).fold(0, |number, at| number * 10 + digit(at));
        let rest = self.digits.get(kept.min(self.digits.len())..).unwrap_or("");
        let above_half = rest > "5" && rest.trim_end_matches('0') != "5";
        let half = rest.trim_end_matches('0') == "5";
        let up = rounding == Places::HalfEven && (above_half || (half && whole % 2 == 1));
        whole + i128::from(up)
    }

    /// The nearest binary number.
    pub(crate) fn to_float(&self) -> f64 {
        let digits = if self.digits.is_empty() { "0" } else { &self.digits };
        let sign = if self.negative { "-" } else { "" };
        let exponent = self.exponent.clamp(-MAX_DIGITS * 20, MAX_DIGITS * 20);
        format!("{sign}{digits}e{exponent}").parse().unwrap_or(f64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_python_reads_decimals() {
        for (text, places, rounding, value) in [
            ("286201000000", 2, Places::HalfEven, Some(Value::Decimal("286201000000.00".into()))),
            ("1.005", 2, Places::HalfEven, Some(Value::Decimal("1.00".into()))),
            ("1.015", 2, Places::HalfEven, Some(Value::Decimal("1.02".into()))),
            ("1.0051", 2, Places::HalfEven, Some(Value::Decimal("1.01".into()))),
            ("-0.004", 2, Places::HalfEven, Some(Value::Decimal("0.00".into()))),
            ("1e2", 2, Places::HalfEven, Some(Value::Decimal("100.00".into()))),
            (".5", 0, Places::HalfEven, Some(Value::Decimal("0".into()))),
            ("1.5", 0, Places::HalfEven, Some(Value::Decimal("2".into()))),
            (" 5.9 ", 0, Places::Truncate, Some(Value::Int(5))),
            ("-5.9", 0, Places::Truncate, Some(Value::Int(-5))),
            ("1_0", 0, Places::Truncate, Some(Value::Int(10))),
            ("99999999999999999999", 0, Places::Truncate, Some(Value::Number("99999999999999999999".into()))),
            ("1e-999999999999", 2, Places::HalfEven, Some(Value::Decimal("0.00".into()))),
            ("abc", 0, Places::Truncate, None),
            ("", 0, Places::Truncate, None),
            (".", 0, Places::Truncate, None),
            ("NaN", 0, Places::Truncate, None),
            ("1e", 0, Places::Truncate, None),
            ("--1", 0, Places::Truncate, None),
        ] {
            assert_eq!(Number::parse(text).map(|number| number.to_value(places, rounding)), value, "{text}");
        }
    }

    #[test]
    fn huge_numbers_are_known() {
        for (text, huge) in [("1e50", false), ("1.1e50", true), ("1e51", true), ("-1e99", false), ("9e49", false), ("1e99999999999999999999", true)] {
            assert_eq!(Number::parse(text).unwrap().is_huge(), huge, "{text}");
        }
        assert_eq!(Number::parse("-12.5").unwrap().to_float(), -12.5);
    }
}
