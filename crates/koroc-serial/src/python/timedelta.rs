//! Spans of time, as Django reads and DRF writes them, with the range and rounding of Python's `timedelta`.

use super::ascii_digits;
use chrono::TimeDelta;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The most days of a `timedelta`, in either direction.
pub(crate) const MAX_DAYS: i64 = 999_999_999;

const SECOND: i128 = 1_000_000;
const DAY: i128 = 86_400 * SECOND;

/// A span beyond [`MAX_DAYS`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

/// `[days] [hh:[mm:]]ss[.ffffff]`, ISO 8601 without years and months, or PostgreSQL's day-time interval; `None` for anything else.
pub(crate) fn parse_duration(text: &str) -> Result<Option<TimeDelta>, Overflow> {
    static DJANGO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)^(?:(?P<days>-?\d+)\ (?:days?,\ )?)?(?P<sign>-?)
              (?:(?:(?P<hours>\d+):)?(?P<minutes>\d+):)?(?P<seconds>\d+)(?:[.,](?P<microseconds>\d{1,6})\d{0,6})?\n?\z",
        )
    });
    static ISO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)^(?P<sign>[-+]?)P(?:(?P<days>\d+(?:[.,]\d+)?)D)?
              (?:T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?\n?\z",
        )
    });
    static POSTGRES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)^(?:(?P<days>-?\d+)\ (?:days?\ ?))?
              (?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:\.(?P<microseconds>\d{1,6}))?)?\n?\z",
        )
    });
    if let Some(found) = DJANGO.captures(text).or_else(|| POSTGRES.captures(text)) {
        return span(&found, 1).map(Some);
    }
    let found = ISO.captures(text);
    found.map(|found| span(&found, if found["sign"] == *"-" { -1 } else { 1 })).transpose()
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("our own pattern is well formed")
}

/// The parts of a match together; `days_sign` is whether a sign in front of everything holds for the days, too.
fn span(found: &Captures<'_>, days_sign: i128) -> Result<TimeDelta, Overflow> {
    let part = |name: &str| {
        let text = found.name(name).map_or("", |part| part.as_str());
        let text = if name == "microseconds" && !text.is_empty() { format!("{text:0<6}") } else { text.replace(',', ".") };
        if text.is_empty() { Ok(0.0) } else { ascii_digits(&text).parse::<f64>().map_err(|_| Overflow) }
    };
    let sign = if found.name("sign").is_some_and(|sign| sign.as_str() == "-") { -1 } else { 1 };
    let days = microseconds(&[(part("days")?, DAY)])?;
    let rest = microseconds(&[(part("microseconds")?, 1), (part("seconds")?, SECOND), (part("minutes")?, 60 * SECOND), (part("hours")?, 3600 * SECOND)])?;
    let total = in_range(days_sign * days + sign * rest)?;
    let seconds = i64::try_from(total.div_euclid(SECOND)).map_err(|_| Overflow)?;
    TimeDelta::new(seconds, (total.rem_euclid(SECOND) * 1000) as u32).ok_or(Overflow)
}

/// The sum of some units, each given as a float: whole microseconds are exact, what is left over is rounded half to even, once.
fn microseconds(parts: &[(f64, i128)]) -> Result<i128, Overflow> {
    let mut total: i128 = 0;
    let mut left = 0.0;
    for (number, unit) in parts {
        if number.abs() > 1e18 {
            return Err(Overflow);
        }
        let fraction = number.fract() * *unit as f64;
        total += number.trunc() as i128 * unit + fraction.trunc() as i128;
        left += fraction.fract();
    }
    let mut rounded: f64 = f64::round(left);
    if (rounded - left).abs() == 0.5 {
        let odd = (total & 1) as f64;
        rounded = 2.0 * ((left + odd) * 0.5).round() - odd;
    }
    in_range(total + rounded as i128)
}

fn in_range(microseconds: i128) -> Result<i128, Overflow> {
    if microseconds.div_euclid(DAY).abs() > i128::from(MAX_DAYS) { Err(Overflow) } else { Ok(microseconds) }
}

/// Days (negative ones, too), hours, minutes, seconds and microseconds; all but the days count forwards.
fn parts(span: &TimeDelta) -> (i64, i64, i64, i64, i64) {
    let micros = i64::from(span.subsec_nanos()) / 1000;
    let seconds = span.num_seconds() - i64::from(micros < 0);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    (days, rest / 3600, rest / 60 % 60, rest % 60, micros.rem_euclid(1_000_000))
}

fn fraction(micros: i64) -> String {
    if micros == 0 { String::new() } else { format!(".{micros:06}") }
}

/// Django's form: `3 08:32:01.000123`.
pub(crate) fn duration_text(span: &TimeDelta) -> String {
    let (days, hours, minutes, seconds, micros) = parts(span);
    let days = if days == 0 { String::new() } else { format!("{days} ") };
    format!("{days}{hours:02}:{minutes:02}:{seconds:02}{}", fraction(micros))
}

/// ISO 8601: `P3DT08H32M01.000123S`.
pub(crate) fn duration_iso(span: &TimeDelta) -> String {
    let sign = if *span < TimeDelta::zero() { "-" } else { "" };
    let (days, hours, minutes, seconds, micros) = parts(&span.abs());
    format!("{sign}P{days}DT{hours:02}H{minutes:02}M{seconds:02}{}S", fraction(micros))
}

/// Python's form, in which messages quote limits: `3 days, 8:32:01.000123`.
pub(crate) fn timedelta_str(span: &TimeDelta) -> String {
    let (days, hours, minutes, seconds, micros) = parts(span);
    let plural = if days.abs() == 1 { "" } else { "s" };
    let days = if days == 0 { String::new() } else { format!("{days} day{plural}, ") };
    format!("{days}{hours}:{minutes:02}:{seconds:02}{}", fraction(micros))
}
