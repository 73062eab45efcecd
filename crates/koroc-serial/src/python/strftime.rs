//! Dates and times by a pattern: Python's `strftime`.

use super::directive::{DAYS, MONTHS, Part, split};
use super::week::{iso_weekday, monday_week, sunday_week};
use chrono::{Datelike, NaiveDateTime, Timelike};
use std::fmt::{self, Write};

/// A pattern to write by.
pub(crate) struct Layout(Vec<Part>);

impl Layout {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A sentence about a directive that is unknown.
    pub fn new(format: &str) -> Result<Layout, String> {
        split(format).map(Layout)
    }

    /// Writes a moment; `zone`: whether `%z` and `%Z` show UTC or nothing.
    pub fn format(&self, out: &mut impl Write, moment: &NaiveDateTime, zone: bool) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.write_str(text)?,
                Part::Directive(letter) => write_directive(out, *letter, moment, zone)?,
            }
        }
        Ok(())
    }
}

fn write_directive(out: &mut impl Write, letter: char, moment: &NaiveDateTime, zone: bool) -> fmt::Result {
    let month = MONTHS[moment.month0() as usize];
    let day = DAYS[moment.weekday().num_days_from_monday() as usize];
    match letter {
        'Y' => write!(out, "{}", moment.year()),
        'y' => write!(out, "{:02}", moment.year() % 100),
        'm' => write!(out, "{:02}", moment.month()),
        'b' => out.write_str(&month[..3]),
        'B' => out.write_str(month),
        'd' => write!(out, "{:02}", moment.day()),
        'j' => write!(out, "{:03}", moment.ordinal()),
        'H' => write!(out, "{:02}", moment.hour()),
        'I' => write!(out, "{:02}", moment.hour12().1),
        'M' => write!(out, "{:02}", moment.minute()),
        'S' => write!(out, "{:02}", moment.second()),
        'f' => write!(out, "{:06}", moment.nanosecond() / 1000),
        'a' => out.write_str(&day[..3]),
        'A' => out.write_str(day),
        'p' => out.write_str(if moment.hour() < 12 { "AM" } else { "PM" }),
        'z' => out.write_str(if zone { "+0000" } else { "" }),
        'Z' => out.write_str(if zone { "UTC" } else { "" }),
        'w' => write!(out, "{}", moment.weekday().num_days_from_sunday()),
        'u' => write!(out, "{}", iso_weekday(moment)),
        'U' => write!(out, "{:02}", sunday_week(moment)),
        'W' => write!(out, "{:02}", monday_week(moment)),
        'G' => write!(out, "{}", moment.iso_week().year()),
        'V' => write!(out, "{:02}", moment.iso_week().week()),
        'c' => write!(out, "{} {} {:2} {} {}", &day[..3], &month[..3], moment.day(), moment.format("%H:%M:%S"), moment.year()),
        'x' => write!(out, "{:02}/{:02}/{:02}", moment.month(), moment.day(), moment.year() % 100),
        'X' => write!(out, "{}", moment.format("%H:%M:%S")),
        _ => out.write_char(letter),
    }
}
