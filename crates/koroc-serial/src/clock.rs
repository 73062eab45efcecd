//! Dates and times written in ISO 8601, as Python's `isoformat` does.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

fn digits(out: &mut Vec<u8>, number: u32, width: u32) {
    for place in (0..width).rev() {
        out.push(b'0' + (number / 10u32.pow(place) % 10) as u8);
    }
}

/// `2001-01-31`.
pub(crate) fn write_date(out: &mut Vec<u8>, day: NaiveDate) {
    digits(out, day.year().unsigned_abs(), 4);
    out.push(b'-');
    digits(out, day.month(), 2);
    out.push(b'-');
    digits(out, day.day(), 2);
}

/// `13:00:00`, with microseconds where there are any.
pub(crate) fn write_time(out: &mut Vec<u8>, time: NaiveTime) {
    digits(out, time.hour(), 2);
    out.push(b':');
    digits(out, time.minute(), 2);
    out.push(b':');
    digits(out, time.second(), 2);
    let micros = time.nanosecond() / 1000 % 1_000_000;
    if micros > 0 {
        out.push(b'.');
        digits(out, micros, 6);
    }
}

/// `2001-01-31T13:00:00`.
pub(crate) fn write_naive(out: &mut Vec<u8>, moment: NaiveDateTime) {
    write_date(out, moment.date());
    out.push(b'T');
    write_time(out, moment.time());
}

/// `2001-01-31T13:00:00Z`.
pub(crate) fn write_instant(out: &mut Vec<u8>, instant: DateTime<Utc>) {
    write_naive(out, instant.naive_utc());
    out.push(b'Z');
}

/// What a writer writes, as a string.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::with_capacity(32);
    write(&mut out);
    String::from_utf8(out).expect("digits and signs are ASCII")
}
