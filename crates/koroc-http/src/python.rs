//! How Python reads integers from text, which is what page numbers and indents are held to.

use koroc_serial::{ascii_digits, strip};

/// The integer of a text as Python's `int` reads it, saturating beyond 64 bits; `None` where Python refuses it.
pub(crate) fn int(text: &str) -> Option<i64> {
    let text = ascii_digits(strip(text));
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, &*text),
    };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let mut number = 0_i64;
    for digit in digits.chars().filter(|&c| c != '_') {
        number = number.saturating_mul(10).saturating_add(i64::from(digit.to_digit(10)?));
    }
    Some(if negative { -number } else { number })
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
