//! How Python reads integers from text, which is what page numbers and indents are held to, and how it writes values, which is what cursors hold.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::Timelike;
use koroc_serial::{ascii_digits, strip, write_json};
use koroc_spec::Value;

/// The integer of a text as Python's `int` reads it, saturating beyond 64 bits; `None` where Python refuses it.
pub(crate) fn int(text: &str) -> Option<i64> {
    big_int(text).map(|number| i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX }))
}

/// As [`int`], saturating beyond 128 bits.
pub(crate) fn big_int(text: &str) -> Option<i128> {
    let text = ascii_digits(strip(text));
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, &*text),
    };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let mut number = 0_i128;
    for digit in digits.chars().filter(|&c| c != '_') {
        number = number.saturating_mul(10).saturating_add(i128::from(digit.to_digit(10)?));
    }
    Some(if negative { -number } else { number })
}

/// A value as Python's `str` writes it.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    Cow::Owned(match value {
        Value::Str(text) | Value::Decimal(text) | Value::Number(text) => return Cow::Borrowed(text),
        Value::Null => "None".to_owned(),
        Value::Bool(truth) => if *truth { "True" } else { "False" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(_) => {
            let mut out = Vec::new();
            write_json(&mut out, value, None);
            String::from_utf8(out).expect("JSON is UTF-8")
        }
        Value::Date(day) => day.to_string(),
        Value::Time(time) => clock(*time),
        Value::DateTime(instant) => format!("{} {}+00:00", instant.date_naive(), clock(instant.time())),
        Value::NaiveDateTime(moment) => format!("{} {}", moment.date(), clock(moment.time())),
        Value::Duration(span) => {
            let days = span.num_microseconds().unwrap_or(0).div_euclid(86_400_000_000);
            let rest = span.num_microseconds().unwrap_or(0).rem_euclid(86_400_000_000);
            let mut out = match days {
                0 => String::new(),
                1 | -1 => format!("{days} day, "),
                _ => format!("{days} days, "),
            };
            let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
            write!(out, "{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60).expect("a String takes all text");
            if micros != 0 {
                write!(out, ".{micros:06}").expect("a String takes all text");
            }
            out
        }
        Value::Uuid(uuid) => uuid.to_string(),
        // No column that a list is ordered by holds these.
        Value::Surrogate { text, .. } => return Cow::Borrowed(text),
        Value::List(_) | Value::Map(_) | Value::File(_) => String::new(),
    })
}

fn clock(time: chrono::NaiveTime) -> String {
    let form = if time.nanosecond() / 1000 == 0 { "%H:%M:%S" } else { "%H:%M:%S%.6f" };
    time.format(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::int;

    #[test]
    fn integers_are_pythons() {
        for (text, number) in [
            ("2", Some(2)),
            (" 2 ", Some(2)),
            ("+2", Some(2)),
            ("-1", Some(-1)),
            ("1_000", Some(1000)),
            ("007", Some(7)),
            ("\u{1c}１٢", Some(12)),
            ("99999999999999999999", Some(i64::MAX)),
            ("2.0", None),
            ("", None),
            ("-", None),
            ("_1", None),
            ("1__0", None),
            ("abc", None),
        ] {
            assert_eq!(int(text), number, "{text:?}");
        }
    }
}
