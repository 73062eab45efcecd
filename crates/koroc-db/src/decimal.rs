//! Exact decimal numbers: from text to whole numbers at a scale, and to text whose order is their order.

/// A number at a scale, as far as whole numbers tell it: the largest whole number that is not above `number * 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scaled {
    /// The whole number; a number beyond 38 digits is the nearest that 128 bits hold.
    pub(crate) floor: i128,
    /// Whether it is the number itself, with nothing lost.
    pub(crate) exact: bool,
}

/// The number that `text` writes (`-7.01`, `1E2`, `Infinity`) at this scale; `None` if it is none (`NaN` above all).
///
/// Linear in the text's length, whatever its exponent.
pub(crate) fn scaled(text: &str, places: u32) -> Option<Scaled> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.eq_ignore_ascii_case("infinity") || digits.eq_ignore_ascii_case("inf") {
        return Some(beyond(negative));
    }
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, Some(0)), |(mantissa, exponent)| (mantissa, whole(exponent)));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if (before.is_empty() && behind.is_empty()) || !before.bytes().chain(behind.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // How many of the digits stand before the point, once it has moved.
    let point = exponent?.saturating_add(before.len() as i64).saturating_add(places.into());
    Some(floor(negative, before.bytes().chain(behind.bytes()), point))
}

/// A number too large for any column.
fn beyond(negative: bool) -> Scaled {
    Scaled { floor: if negative { i128::MIN } else { i128::MAX }, exact: false }
}

fn floor(negative: bool, digits: impl Iterator<Item = u8>, point: i64) -> Scaled {
    let (mut number, mut rest, mut seen) = (0_i128, false, 0_i64);
    for digit in digits.map(|byte| byte - b'0') {
        if seen < point {
            match number.checked_mul(10).and_then(|number| number.checked_add(digit.into())) {
                Some(next) => number = next,
                None => return beyond(negative),
            }
        } else {
            rest |= digit != 0;
        }
        seen += 1;
    }
    while number != 0 && seen < point {
        match number.checked_mul(10) {
            Some(next) => number = next,
            None => return beyond(negative),
        }
        seen += 1;
    }
    let number = if negative { -number - i128::from(rest) } else { number };
    Scaled { floor: number, exact: !rest }
}

/// An exponent; one that 64 bits do not hold is as far as they reach.
fn whole(exponent: &str) -> Option<i64> {
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let far = if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 };
    Some(exponent.parse().ok().filter(|exponent: &i64| exponent.unsigned_abs() < far.unsigned_abs()).unwrap_or(far))
}

/// The largest whole number of so many digits.
pub(crate) fn largest(digits: u32) -> i128 {
    10_i128.checked_pow(digits).map_or(i128::MAX, |power| power - 1)
}

/// `mantissa / 10^places` in plain notation with all its places.
pub(crate) fn plain(mantissa: i128, places: u32) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = places as usize + 1);
    let (whole, behind) = digits.split_at(digits.len() - places as usize);
    if behind.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{behind}") }
}

/// The text of a number whose byte order is number order: `1` and all digits, or `0` and each digit's complement to nine.
pub(crate) fn ordered(mantissa: i128, digits: u32) -> String {
    let mut text = format!("1{:0width$}", mantissa.unsigned_abs(), width = digits as usize);
    if mantissa < 0 {
        text = text.bytes().map(|byte| char::from(b'9' - byte + b'0')).collect();
        text.replace_range(..1, "0");
    }
    text
}

/// The number of an [`ordered`] text of so many digits.
pub(crate) fn from_ordered(text: &[u8], digits: u32) -> Option<i128> {
    let (sign, rest) = text.split_first()?;
    if rest.len() != digits as usize || !rest.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digit: fn(u8) -> u8| rest.iter().fold(0_i128, |number, byte| number * 10 + i128::from(digit(*byte)));
    match sign {
        b'1' => Some(number(|byte| byte - b'0')),
        b'0' => Some(-number(|byte| b'9' - byte)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_floored_at_a_scale() {
        let cases: [(&str, u32, i128, bool); 14] = [
            ("1.005", 2, 100, false),
            ("-1.005", 2, -101, false),
            ("1.00", 0, 1, true),
            ("1E2", 2, 10_000, true),
            ("12.5e-1", 2, 125, true),
            ("-0.0", 2, 0, true),
            ("0e999999999999999999999", 2, 0, true),
            ("1e-999999999999999999999", 2, 0, false),
            ("-1e-400", 2, -1, false),
            ("1e999999999999999999999", 2, i128::MAX, false),
            ("-1e400", 2, i128::MIN, false),
            ("Infinity", 2, i128::MAX, false),
            ("+.5", 1, 5, true),
            ("5.", 0, 5, true),
        ];
        for (text, places, floor, exact) in cases {
            assert_eq!(scaled(text, places), Some(Scaled { floor, exact }), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "NaN", "sNaN", "1e", "1e+", "1.2.3", "0x1", "1 ", "١"] {
            assert_eq!(scaled(text, 2), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn ordered_texts_sort_as_their_numbers(a in -largest(38)..=largest(38), b in -largest(38)..=largest(38), shift in 0_u32..38) {
            let (a, b) = (a / 10_i128.pow(shift), b);
            prop_assert_eq!(ordered(a, 38).cmp(&ordered(b, 38)), a.cmp(&b));
            prop_assert_eq!(from_ordered(ordered(a, 38).as_bytes(), 38), Some(a));
        }

        #[test]
        fn plain_text_comes_back_identical(number in -largest(38)..=largest(38), places in 0_u32..=38) {
            prop_assert_eq!(scaled(&plain(number, places), places), Some(Scaled { floor: number, exact: true }));
        }
    }
}
