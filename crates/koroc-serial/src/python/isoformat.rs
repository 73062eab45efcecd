//! Dates and times in ISO 8601, as Python's `fromisoformat` and then Django's patterns read them.

use super::ascii_digits;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A date and time as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    /// What a clock there shows.
    pub local: NaiveDateTime,
    /// How far that clock is ahead of UTC, in microseconds; `None`: no zone was written.
    pub offset: Option<i64>,
}

const DAY_MICROSECONDS: i64 = 86_400_000_000;

/// A day between the years 1 and 9999.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\n?\z"));
    let strict = matches!(text.len(), 7 | 8 | 10).then(|| date(text.as_bytes(), text.len())).flatten();
    strict.or_else(|| date_of(&LOOSE.captures(text)?))
}

/// A time of day; a zone is accepted and dropped.
pub(crate) fn iso_time(text: &str) -> Option<NaiveTime> {
    static LOOSE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<microsecond>\d{1,6})\d{0,6})?)?\n?\z"));
    let strict = time(text.strip_prefix('T').unwrap_or(text).as_bytes()).map(|(time, _)| time);
    strict.or_else(|| time_of(&LOOSE.captures(text)?))
}

/// A date and time, or a day alone.
pub(crate) fn iso_datetime(text: &str) -> Option<Moment> {
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[T\ ](?P<hour>\d{1,2}):(?P<minute>\d{1,2})
              (?::(?P<second>\d{1,2})(?:[.,](?P<microsecond>\d{1,6})\d{0,6})?)?
              [\s\x1c-\x1f]*(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?\n?\z",
        )
    });
    strict_datetime(text).or_else(|| {
        let found = LOOSE.captures(text)?;
        let offset = found.name("zone").map(|zone| zone_of(&ascii_digits(zone.as_str())));
        if offset.is_some_and(|offset| offset.abs() >= DAY_MICROSECONDS) {
            return None;
        }
        Some(Moment { local: date_of(&found)?.and_time(time_of(&found)?), offset })
    })
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("our own pattern is well formed")
}

fn number(found: &Captures<'_>, name: &str) -> Option<u32> {
    ascii_digits(found.name(name)?.as_str()).parse().ok()
}

fn date_of(found: &Captures<'_>) -> Option<NaiveDate> {
    day(number(found, "year")?, number(found, "month")?, number(found, "day")?)
}

fn time_of(found: &Captures<'_>) -> Option<NaiveTime> {
    let fraction = found.name("microsecond").map_or(0, |fraction| {
        let fraction = ascii_digits(fraction.as_str());
        fraction.parse::<u32>().map_or(0, |number| number * 10u32.pow(6 - fraction.len() as u32))
    });
    NaiveTime::from_hms_micro_opt(number(found, "hour")?, number(found, "minute")?, number(found, "second").unwrap_or(0), fraction)
}

/// The offset of `Z`, `+hh`, `+hhmm` or `+hh:mm`.
fn zone_of(zone: &str) -> i64 {
    let part = |range| zone.get(range).and_then(|digits: &str| digits.parse::<i64>().ok()).unwrap_or(0);
    let minutes = if zone.len() > 3 { part(zone.len() - 2..zone.len()) } else { 0 };
    let offset = (part(1..3) * 60 + minutes) * 60_000_000;
    if zone.starts_with('-') { -offset } else { offset }
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    (1..=9999).contains(&year).then(|| NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
}

/// The byte there; zero behind the end, as in the C string that Python walks.
fn at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or(0)
}

fn digits(bytes: &[u8], from: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(from..from + count)?;
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

/// `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www[-D]` or `YYYYWww[D]` at the start; `length` is where the date should end.
fn date(bytes: &[u8], length: usize) -> Option<NaiveDate> {
    let year = digits(bytes, 0, 4)?;
    let dashed = at(bytes, 4) == b'-';
    let mut place = 4 + usize::from(dashed);
    if at(bytes, place) == b'W' {
        return week_date(bytes, length, year, dashed, place + 1);
    }
    let month = digits(bytes, place, 2)?;
    place += 2;
    if dashed && at(bytes, place) != b'-' {
        return None;
    }
    day(year, month, digits(bytes, place + usize::from(dashed), 2)?)
}

fn week_date(bytes: &[u8], length: usize, year: u32, dashed: bool, place: usize) -> Option<NaiveDate> {
    let week = digits(bytes, place, 2)?;
    let mut place = place + 2;
    let weekday = if place < length {
        if dashed && at(bytes, place) != b'-' {
            return None;
        }
        place += usize::from(dashed);
        digits(bytes, place, 1)?
    } else {
        1
    };
    let weekday = Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?;
    let found = NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, weekday)?;
    (year >= 1 && (1..=9999).contains(&chrono::Datelike::year(&found))).then_some(found)
}

fn strict_datetime(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    if bytes.len() < 7 {
        return None;
    }
    let end = date_end(bytes)?;
    let date = date(bytes, end)?;
    // Any character may part date and time.
    let separator = text.get(end..)?.chars().next();
    let rest = &bytes[end + separator.map_or(0, char::len_utf8)..];
    let (time, offset) = if bytes.len() > end { time(rest)? } else { (NaiveTime::MIN, None) };
    Some(Moment { local: date.and_time(time), offset })
}

/// Where the date ends: the forms differ in their fifth to ninth characters.
fn date_end(bytes: &[u8]) -> Option<usize> {
    let dashed = at(bytes, 4) == b'-';
    if bytes.len() == 7 {
        return Some(7);
    }
    if at(bytes, 4 + usize::from(dashed)) != b'W' {
        return Some(if dashed { 10 } else { 8 });
    }
    if dashed {
        return match (bytes.len(), at(bytes, 8)) {
            (9, b'-') => None,
            (_, b'-') if !at(bytes, 10).is_ascii_digit() => Some(10),
            _ => Some(8),
        };
    }
    let end = (7..bytes.len()).find(|place| !bytes[*place].is_ascii_digit()).unwrap_or(bytes.len());
    Some(if end < 9 { end } else { 7 + end % 2 })
}

/// A time with its zone: `HH[:MM[:SS[.ffffff]]]`, colons all or none, and `Z` or a time behind `+` or `-`.
fn time(bytes: &[u8]) -> Option<(NaiveTime, Option<i64>)> {
    let zone = bytes.iter().position(|byte| matches!(byte, b'+' | b'-' | b'Z')).unwrap_or(bytes.len());
    let ([hour, minute, second, micro], more) = clock(bytes, 0, zone)?;
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, micro)?;
    match at(bytes, zone) {
        0 => (!more).then_some((time, None)),
        b'Z' => (zone + 1 == bytes.len()).then_some((time, Some(0))),
        sign => {
            let (parts, more) = clock(bytes, zone + 1, bytes.len())?;
            let [hours, minutes, seconds, micros] = parts.map(i64::from);
            let whole = (hours * 3600 + minutes * 60 + seconds) * 1_000_000;
            let offset = if whole == 0 { 0 } else { whole + micros };
            (!more && offset < DAY_MICROSECONDS).then_some((time, Some(if sign == b'-' { -offset } else { offset })))
        }
    }
}

/// Hour, minute, second and microsecond between two places, and whether something follows them. Step by step as Python walks the text, since what
/// it lets pass by accident (`12:34:56:78`) is what DRF accepts.
fn clock(bytes: &[u8], mut place: usize, end: usize) -> Option<([u32; 4], bool)> {
    let mut parts = [0; 4];
    let mut colons = true;
    for (which, part) in parts.iter_mut().take(3).enumerate() {
        *part = digits(bytes, place, 2)?;
        let next = at(bytes, place + 2);
        place += 3;
        if which == 0 {
            colons = next == b':';
        }
        if place >= end {
            return Some((parts, next != 0));
        }
        match next {
            b':' if colons => {}
            b'.' | b',' => break,
            _ if !colons => place -= 1,
            _ => return None,
        }
    }
    let count = (end - place).min(6);
    parts[3] = digits(bytes, place, count)? * 10u32.pow(6 - count as u32);
    place += count;
    while at(bytes, place).is_ascii_digit() {
        place += 1;
    }
    Some((parts, at(bytes, place) != 0))
}
