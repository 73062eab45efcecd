//! Decimal numbers of any size, as Python's `decimal` reads, rounds and prints them.

use std::cmp::Ordering;

/// Where Python's contexts end.
const MAX_EXPONENT: i64 = 999_999_999_999_999_999;

/// A finite decimal number: the digits `whole` and `places` as one integer, times ten to `exponent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal<'a> {
    /// Whether it is below zero, or minus zero.
    negative: bool,
    /// ASCII digits before the point, without leading zeros.
    whole: &'a str,
    /// ASCII digits behind the point; without leading zeros where `whole` is empty.
    places: &'a str,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl<'a> Decimal<'a> {
    /// Reads ASCII text without white space: `[+-] digits [. digits] [e [+-] digits]`.
    pub fn parse(text: &'a str) -> Option<Decimal<'a>> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], exponent(&text[at + 1..])?),
            None => (text, 0),
        };
        let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + places.len() == 0 || !digits(whole) || !digits(places) {
            return None;
        }
        let exponent = exponent - places.len() as i64;
        let whole = whole.trim_start_matches('0');
        let places = if whole.is_empty() { places.trim_start_matches('0') } else { places };
        Some(Decimal { negative, whole, places, exponent })
    }

    /// The power of ten of the last digit.
    pub fn exponent(&self) -> i64 {
        self.exponent
    }

    /// How many digits there are; zero has one.
    pub fn digit_count(&self) -> usize {
        self.significant().max(1)
    }

    /// Whether it is zero, of either sign.
    pub fn is_zero(&self) -> bool {
        self.significant() == 0
    }

    fn significant(&self) -> usize {
        self.whole.len() + self.places.len()
    }

    fn digits(&self) -> impl Iterator<Item = u8> + 'a {
        self.whole.bytes().chain(self.places.bytes())
    }

    /// The power of ten of the first digit.
    fn magnitude(&self) -> i64 {
        self.exponent + self.significant() as i64
    }

    /// Compares as numbers, exactly.
    pub fn compare(&self, other: &Decimal<'_>) -> Ordering {
        let sign = |number: &Decimal<'_>| if number.is_zero() { 0 } else { 1 - 2 * i8::from(number.negative) };
        let size = || {
            let length = self.significant().max(other.significant());
            self.magnitude().cmp(&other.magnitude()).then_with(|| padded(self.digits(), length).cmp(padded(other.digits(), length)))
        };
        match (sign(self), sign(other)) {
            (1, 1) => size(),
            (-1, -1) => size().reverse(),
            (a, b) => a.cmp(&b),
        }
    }

    /// In plain notation: with exactly so many places (rounded half to even), or with those that it has.
    pub fn plain(&self, places: Option<usize>) -> String {
        let places = places.unwrap_or_else(|| usize::try_from(-self.exponent).unwrap_or(0));
        let shift = self.exponent + places as i64;
        match usize::try_from(shift) {
            Ok(_) if self.is_zero() => plain(self.negative, std::iter::empty(), 0, places),
            Ok(zeros) => plain(self.negative, self.digits().chain(std::iter::repeat_n(b'0', zeros)), self.significant() + zeros, places),
            Err(_) => {
                let digits = self.rounded(shift.unsigned_abs());
                plain(self.negative, digits.iter().copied(), digits.len(), places)
            }
        }
    }

    /// The digits without the last ones, rounded half to even.
    fn rounded(&self, dropped: u64) -> Vec<u8> {
        let mut digits: Vec<u8> = self.digits().collect();
        let dropped = usize::try_from(dropped).unwrap_or(usize::MAX);
        let kept = digits.len().saturating_sub(dropped);
        let up = dropped <= digits.len() && rounds_up(&digits, kept);
        digits.truncate(kept);
        if up {
            increment(&mut digits);
        }
        digits
    }
}

/// So many digits with the point before the last `places` of them, and at least one digit before it.
fn plain(negative: bool, digits: impl Iterator<Item = u8>, count: usize, places: usize) -> String {
    let mut out = String::with_capacity(count.max(places + 1) + 2);
    out.push_str(if negative { "-" } else { "" });
    let zeros = (places + 1).saturating_sub(count);
    for (at, digit) in std::iter::repeat_n(b'0', zeros).chain(digits).enumerate() {
        if at + places == zeros + count {
            out.push('.');
        }
        out.push(char::from(digit));
    }
    out
}

fn padded(digits: impl Iterator<Item = u8>, length: usize) -> impl Iterator<Item = u8> {
    digits.chain(std::iter::repeat(b'0')).take(length)
}

/// Whether cutting behind `kept` digits rounds up: more than half, or half behind an odd digit.
fn rounds_up(digits: &[u8], kept: usize) -> bool {
    match digits[kept].cmp(&b'5') {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => digits[kept + 1..].iter().any(|digit| *digit != b'0') || kept.checked_sub(1).is_some_and(|last| digits[last] % 2 == 1),
    }
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

/// The number behind an `e`; one beyond Python's contexts is refused.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let size = if digits.is_empty() { 0 } else { digits.parse().ok().filter(|size| *size <= MAX_EXPONENT)? };
    Some(if text.starts_with('-') { -size } else { size })
}

/// Whether two texts say the same number.
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    match (Decimal::parse(a), Decimal::parse(b)) {
        (Some(a), Some(b)) => a.compare(&b).is_eq(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_notation_rounds_half_to_even() {
        for (text, places, expected) in [
            ("1.50", None, "1.50"),
            ("-0", Some(2), "-0.00"),
            ("1E+2", Some(1), "100.0"),
            ("1E+2", None, "100"),
            ("0E+2", None, "0"),
            (".5", None, "0.5"),
            ("5.", None, "5"),
            ("0.125", Some(2), "0.12"),
            ("0.135", Some(2), "0.14"),
            ("0.1251", Some(2), "0.13"),
            ("9.99", Some(1), "10.0"),
            ("0.5", Some(0), "0"),
            ("1.5", Some(0), "2"),
            ("0.004", Some(1), "0.0"),
            ("1e-30", Some(1), "0.0"),
            ("-1e-3", None, "-0.001"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().plain(places), expected, "{text} {places:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", ".", "-", "e5", "1e", "1e+", "1.2.3", "1,0", "0x1", "nan", "1e1000000000000000000"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn comparison_is_that_of_the_integers(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000, places in 0usize..6, zeros in 0usize..4) {
            let scaled = |number: i64, exponent: usize| format!("{number}{}e-{}", "0".repeat(if number == 0 { 0 } else { zeros }), exponent + zeros);
            let (left, right) = (scaled(a, places), format!("{b}e-{places}"));
            if a != 0 {
                prop_assert_eq!(Decimal::parse(&left).unwrap().compare(&Decimal::parse(&right).unwrap()), a.cmp(&b));
            }
        }

        #[test]
        fn plain_notation_says_the_same_number(text in "-?[0-9]{1,30}(\\.[0-9]{0,12})?(e-?[0-9]{1,2})?") {
            let number = Decimal::parse(&text).unwrap();
            prop_assert!(same_number(&number.plain(None), &text));
        }
    }
}
