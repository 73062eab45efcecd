//! Decimals as SQLite stores them, carried exactly from one size to another.

use crate::decimal::{from_ordered, largest, ordered, plain, scaled};

/// The SQL function that carries a stored decimal over; see [`carry`].
pub(super) const FUNCTION: &str = "koroc_rescale";

/// Up to so many digits a decimal is stored as an integer, scaled by its places; above, as text that sorts like the number.
pub(super) const SCALED: u32 = 18;

/// A decimal as a column holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// The digits as an integer.
    Scaled(i64),
    /// `1` and all digits, or for a negative number `0` and their complements to nine.
    Ordered(String),
}

impl Stored {
    /// As SQL writes it.
    pub(super) fn literal(&self) -> String {
        match self {
            Stored::Scaled(number) => number.to_string(),
            Stored::Ordered(text) => format!("'{text}'"),
        }
    }
}

/// The digits of a number with so many places; `None` if it has more places than that.
pub(super) fn parse(text: &str, places: u32) -> Option<i128> {
    scaled(text, places).filter(|number| number.exact).map(|number| number.floor)
}

/// The stored form of digits in a column of that size; `None` if there are more digits.
pub(super) fn store(number: i128, digits: u32) -> Option<Stored> {
    if number.unsigned_abs() > largest(digits).unsigned_abs() {
        None
    } else if digits <= SCALED {
        i64::try_from(number).ok().map(Stored::Scaled)
    } else {
        Some(Stored::Ordered(ordered(number, digits)))
    }
}

/// The digits of a decimal stored in a column of that size.
fn load(stored: &Stored, digits: u32) -> Option<i128> {
    match stored {
        Stored::Scaled(number) => Some(i128::from(*number)),
        Stored::Ordered(text) => from_ordered(text.as_bytes(), digits),
    }
}

/// The digits with other places; `None` if that would lose some, unless `round` (half away from zero, as PostgreSQL does).
fn rescale(number: i128, from: u32, to: u32, round: bool) -> Option<i128> {
    let factor = 10_i128.checked_pow(from.abs_diff(to))?;
    if to >= from {
        return number.checked_mul(factor);
    }
    let (whole, rest) = (number / factor, number % factor);
    match (rest, round) {
        (0, _) => Some(whole),
        (_, false) => None,
        (_, true) => Some(whole + if rest.abs() >= factor - rest.abs() { rest.signum() } else { 0 }),
    }
}

/// A decimal stored with so many digits and places in a column of another size, or why it does not fit.
pub(super) fn carry(stored: &Stored, from: (u32, u32), (digits, places): (u32, u32), round: bool) -> Result<Stored, String> {
    let number = load(stored, from.0).ok_or_else(|| format!("{} is no stored decimal", stored.literal()))?;
    let carried = rescale(number, from.1, places, round).and_then(|number| store(number, digits));
    carried.ok_or_else(|| format!("{} does not fit {digits} digits with {places} decimal places", plain(number, from.1)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_becomes_digits() {
        let cases =
            [("1.5", 2, Some(150)), ("-0.01", 2, Some(-1)), ("3", 0, Some(3)), ("1.500", 1, Some(15)), ("1.25", 1, None), ("x", 1, None), ("", 0, None)];
        for (text, places, digits) in cases {
            assert_eq!(parse(text, places), digits, "{text}");
        }
    }

    #[test]
    fn digits_that_do_not_fit_are_refused() {
        let cases = [
            (Stored::Scaled(100), (3, 1), (2, 1), false, "10.0 does not fit 2 digits with 1 decimal places"),
            (Stored::Scaled(-125), (8, 2), (8, 1), false, "-1.25 does not fit 8 digits with 1 decimal places"),
            (Stored::Scaled(96), (2, 1), (1, 0), true, "9.6 does not fit 1 digits with 0 decimal places"),
            (Stored::Ordered("2".to_owned()), (20, 0), (8, 1), false, "'2' is no stored decimal"),
        ];
        for (stored, from, to, round, message) in cases {
            assert_eq!(carry(&stored, from, to, round), Err(message.to_owned()));
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (number, rounded) in [(125, 13), (-125, -13), (124, 12), (-124, -12), (120, 12)] {
            assert_eq!(rescale(number, 2, 1, true), Some(rounded));
        }
        assert_eq!(rescale(largest(38), 38, 0, true), Some(1), "the widest there is");
    }

    proptest! {
        #[test]
        fn what_is_carried_over_and_back_is_the_same(number in -999_999_i128..=999_999, from in 0_u32..6, places in 6_u32..20, digits in 26_u32..=38) {
            let stored = store(number, 6).expect("six digits fit six digits");
            let wide = carry(&stored, (6, from), (digits, places), false).expect("there is room for all digits");
            prop_assert_eq!(carry(&wide, (digits, places), (6, from), false), Ok(stored));
        }
    }
}
