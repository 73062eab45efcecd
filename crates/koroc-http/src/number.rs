//! A number in a query: Python's `Decimal` as Django's forms read it, of any size and without loss.

use koroc_serial::{ascii_digits, strip};
use koroc_spec::Value;

/// ±digits × 10^exponent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    /// ASCII digits without zeros in front; empty: zero.
    digits: String,
    exponent: i64,
}

/// More digits than any column holds: beyond them, only the size of a number matters.
const MAX_DIGITS: i64 = 60;

impl Number {
    /// Reads a finite number; infinities and NaN are none.
    pub(crate) fn parse(text: &str) -> Option<Number> {
        let plain: String = ascii_digits(strip(text)).chars().filter(|&c| c != '_').collect();
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

    /// The whole number that Python's `int` makes of it: its places are dropped.
    pub(crate) fn to_whole(&self) -> Value {
        let text = self.plain(0);
        let text = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
        text.parse().map_or_else(|_| Value::Number(text.to_owned()), Value::Int)
    }

    /// The exact number.
    pub(crate) fn to_decimal(&self) -> Value {
        Value::Decimal(self.plain(MAX_DIGITS))
    }

    /// It in plain notation with at most so many places. What is smaller than the last of them shows as a one there (so that it still compares as
    /// more than nothing), what is larger than any column as the largest number of [`MAX_DIGITS`].
    fn plain(&self, places: i64) -> String {
        let sign = if self.negative { "-" } else { "" };
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        if self.size() > MAX_DIGITS {
            return format!("{sign}{}", "9".repeat(MAX_DIGITS as usize));
        }
        if self.exponent >= 0 {
            return format!("{sign}{}{}", self.digits, "0".repeat(self.exponent as usize));
        }
        let kept = (self.size() + places).clamp(0, self.digits.len() as i64) as usize;
        let (digits, rest) = self.digits.split_at(kept);
        let shown = -self.exponent.max(-places);
        let mut digits = format!("{digits:0>width$}", width = shown as usize + 1);
        if places > 0 && rest.bytes().any(|digit| digit != b'0') && digits.ends_with('0') {
            digits.replace_range(digits.len() - 1.., "1");
        }
        let (whole, fraction) = digits.split_at(digits.len() - shown as usize);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
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
        let tiny = format!("0.{}1", "0".repeat(59));
        for (text, decimal, whole) in [
            ("286201000000", Some("286201000000"), Value::Int(286_201_000_000)),
            ("1.005", Some("1.005"), Value::Int(1)),
            ("-0.004", Some("-0.004"), Value::Int(0)),
            ("1e2", Some("100"), Value::Int(100)),
            ("12.50E1", Some("125.0"), Value::Int(125)),
            (".5", Some("0.5"), Value::Int(0)),
            (" -5.9 ", Some("-5.9"), Value::Int(-5)),
            ("1_0", Some("10"), Value::Int(10)),
            ("\u{1f}１.５", Some("1.5"), Value::Int(1)),
            ("0.00", Some("0"), Value::Int(0)),
            ("99999999999999999999", Some("99999999999999999999"), Value::Number("99999999999999999999".into())),
            ("1e-999999999999", Some(tiny.as_str()), Value::Int(0)),
            ("abc", None, Value::Null),
            ("", None, Value::Null),
            (".", None, Value::Null),
            ("NaN", None, Value::Null),
            ("1e", None, Value::Null),
            ("--1", None, Value::Null),
        ] {
            let number = Number::parse(text);
            assert_eq!(number.as_ref().map(Number::to_decimal), decimal.map(|text| Value::Decimal(text.into())), "{text}");
            assert!(number.is_none_or(|number| number.to_whole() == whole), "{text}");
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
