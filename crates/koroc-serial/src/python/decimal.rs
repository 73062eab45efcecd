//! Decimal numbers of any size in text, as Python's `decimal` reads and prints them.

/// A finite decimal number: `digits / 10^-exponent`, digits without leading zeros (zero is one zero).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// Whether it is below zero, or minus zero.
    pub negative: bool,
    /// ASCII digits.
    pub digits: String,
    /// The power of ten that the digits are multiplied with.
    pub exponent: i64,
}

impl Decimal {
    /// Reads ASCII text without white space: `[+-] digits [. digits] [e [+-] digits]`.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{places}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_start_matches('0');
        let digits = if significant.is_empty() { "0".to_owned() } else { significant.to_owned() };
        Some(Decimal { negative, digits, exponent: exponent - places.len() as i64 })
    }

    /// Whether it is zero, of either sign.
    pub fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    /// Without trailing zeros: equal numbers have equal forms, but for the sign of zero.
    pub fn normalized(mut self) -> Decimal {
        let kept = self.digits.trim_end_matches('0').len();
        if kept == 0 {
            return Decimal { exponent: 0, ..self };
        }
        self.exponent += (self.digits.len() - kept) as i64;
        self.digits.truncate(kept);
        self
    }
}

/// The digits of an exponent; one beyond any memory is refused.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size: i64 = digits.trim_start_matches('0').parse().unwrap_or(if digits.trim_matches('0').is_empty() { 0 } else { i64::MAX / 2 });
    Some(if text.starts_with('-') { -size } else { size }).filter(|size| size.abs() < 1_000_000_000_000_000_000)
}

/// Whether two texts say the same number.
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    match (Decimal::parse(a), Decimal::parse(b)) {
        (Some(a), Some(b)) => (a.is_zero() && b.is_zero()) || a.normalized() == b.normalized(),
        _ => false,
    }
}
