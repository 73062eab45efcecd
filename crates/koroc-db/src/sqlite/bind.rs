//! Binds values to a prepared statement, in the forms that Django stores.

use std::io::Write;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use rusqlite::{Result, Statement};
use uuid::Uuid;

use crate::bound::Bound;

/// Binds the values to the statement's parameters, in order. No text is allocated for it.
pub(super) fn bind(statement: &mut Statement<'_>, values: &[Bound<'_>]) -> Result<()> {
    for (at, value) in values.iter().enumerate() {
        let at = at + 1;
        match value {
            Bound::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
            Bound::Bool(truth) => statement.raw_bind_parameter(at, truth)?,
            Bound::Int(number) => statement.raw_bind_parameter(at, number)?,
            Bound::Float(number) => statement.raw_bind_parameter(at, number)?,
            Bound::Text(text) | Bound::Number(text) | Bound::Ip(text) | Bound::Json(text) => statement.raw_bind_parameter(at, text.as_ref())?,
            Bound::Decimal { mantissa, places } => statement.raw_bind_parameter(at, crate::decimal::plain(*mantissa, *places))?,
            Bound::Date(day) => statement.raw_bind_parameter(at, date(*day).as_str())?,
            Bound::Time(time) => statement.raw_bind_parameter(at, time_of_day(*time).as_str())?,
            Bound::Duration(span) => statement.raw_bind_parameter(at, span.num_microseconds())?,
            Bound::DateTime(instant) => statement.raw_bind_parameter(at, date_time(*instant).as_str())?,
            Bound::Uuid(uuid) => statement.raw_bind_parameter(at, &*uuid.simple().encode_lower(&mut Uuid::encode_buffer()))?,
        }
    }
    Ok(())
}

/// A short text on the stack.
struct Short {
    bytes: [u8; 32],
    len: usize,
}

impl Short {
    fn write(what: std::fmt::Arguments<'_>) -> Short {
        let mut bytes = [0; 32];
        let mut rest = bytes.as_mut_slice();
        rest.write_fmt(what).expect("a date and time has at most 26 characters");
        let len = 32 - rest.len();
        Short { bytes, len }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("only text was written")
    }
}

fn date(day: NaiveDate) -> Short {
    Short::write(format_args!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()))
}

/// Microseconds only where there are some.
fn time_of_day(time: NaiveTime) -> Short {
    let (hour, minute, second, micros) = (time.hour(), time.minute(), time.second(), time.nanosecond() / 1000);
    match micros {
        0 => Short::write(format_args!("{hour:02}:{minute:02}:{second:02}")),
        _ => Short::write(format_args!("{hour:02}:{minute:02}:{second:02}.{micros:06}")),
    }
}

/// In UTC; microseconds only where there are some, as Django writes it.
fn date_time(instant: DateTime<Utc>) -> Short {
    let (day, time) = (instant.date_naive(), instant.time());
    let (year, month, day) = (day.year(), day.month(), day.day());
    let (hour, minute, second, micros) = (time.hour(), time.minute(), time.second(), time.nanosecond() / 1000);
    match micros {
        0 => Short::write(format_args!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")),
        _ => Short::write(format_args!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}")),
    }
}
