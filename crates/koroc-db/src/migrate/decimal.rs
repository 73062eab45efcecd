//! Decimals as SQLite stores them, carried exactly from one size to another.

/// The SQL function that carries a stored decimal over; see [`carry`].
pub(super) const FUNCTION: &str = "koroc_decimal";

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

/// The digits of a number in plain notation with so many places; `None` if it has more places than that.
pub(super) fn parse(text: &str, places: u32) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let missing = (places as usize).checked_sub(fraction.len())?;
    format!("{whole}{fraction}{}", "0".repeat(missing)).parse().ok()
}

/// The stored form of digits in a column of that size; `None` if there are more digits.
pub(super) fn store(number: i128, digits: u32) -> Option<Stored> {
    let text = format!("{:0width$}", number.unsigned_abs(), width = digits as usize);
    if text.len() > digits as usize {
        None
    } else if digits <= SCALED {
        i64::try_from(number).ok().map(Stored::Scaled)
    } else if number < 0 {
        Some(Stored::Ordered(std::iter::once('0').chain(text.bytes().map(|digit| char::from(b'0' + b'9' - digit))).collect()))
    } else {
        Some(Stored::Ordered(format!("1{text}")))
    }
}

/// The digits of a stored decimal.
pub(super) fn load(stored: &Stored) -> Option<i128> {
    match stored {
        Stored::Scaled(number) => Some(i128::from(*number)),
        Stored::Ordered(text) if text.starts_with('0') => {
            let digits: String = text.bytes().skip(1).map(|digit| char::from(b'9'.wrapping_sub(digit).wrapping_add(b'0'))).collect();
            digits.parse::<i128>().ok().map(|number| -number)
        }
        Stored::Ordered(text) => text.strip_prefix('1')?.parse().ok(),
    }
}

/// The digits with other places; `None` if that would lose some, unless `round` (half away from zero, as PostgreSQL does).
pub(super) fn rescale(number: i128, from: u32, to: u32, round: bool) -> Option<i128> {
    let factor = 10_i128.checked_pow(from.abs_diff(to))?;
    if to >= from {
        return number.checked_mul(factor);
    }
    let (whole, rest) = (number / factor, number % factor);
    match (rest, round) {
        (0, _) => Some(whole),
        (_, false) => None,
        (_, true) => Some(whole + if rest.abs() * 2 >= factor { rest.signum() } else { 0 }),
    }
}

/// A stored decimal in a column of another size, or why it does not fit.
pub(super) fn carry(stored: &Stored, from: u32, (digits, places): (u32, u32), round: bool) -> Result<Stored, String> {
    let number = load(stored).ok_or_else(|| format!("{} is no stored decimal", stored.literal()))?;
    let carried = rescale(number, from, places, round).and_then(|number| store(number, digits));
    carried.ok_or_else(|| format!("{} does not fit {digits} digits with {places} decimal places", plain(number, from)))
}

fn plain(number: i128, places: u32) -> String {
    match (koroc_spec::ValueRef::Decimal { mantissa: number, scale: places }).to_value() {
        koroc_spec::Value::Decimal(text) => text,
        other => format!("{other:?}"),
    }
}
