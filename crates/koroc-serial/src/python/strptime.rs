//! Dates and times by a pattern: Python's `strptime`.

use super::directive::{DAYS, MONTHS, Part, directive, several, split};
use super::week::{day_of_iso_week, day_of_week};
use super::{Moment, ascii_digits};
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use regex::{Captures, Regex};

/// A pattern to read by, compiled.
pub(crate) struct Pattern {
    parts: Vec<Part>,
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A sentence about a directive that is unknown or given twice.
    pub fn new(format: &str) -> Result<Pattern, String> {
        let parts = split(format)?;
        let mut source = String::from("(?i)^");
        write_source(&mut source, &parts)?;
        let regex = Regex::new(&source).map_err(|_| format!("the format `{format}` names the same part twice"))?;
        Ok(Pattern { parts, regex })
    }

    /// The pattern as DRF's messages write it.
    pub fn humanized(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Directive(letter) => directive(*letter).expect("split has looked it up").2.to_owned(),
        };
        self.parts.iter().map(part).collect()
    }

    /// `datetime.strptime`: parts that the pattern lacks are those of 1900-01-01 00:00.
    pub fn parse(&self, text: &str) -> Option<Moment> {
        let found = self.regex.captures(text).filter(|found| found[0].len() == text.len())?;
        let offset = found.name("z").map_or(Some(None), |zone| zone_offset(&ascii_digits(zone.as_str())).map(Some))?;
        Some(Moment { local: date(&found)?.and_time(time(&found)?), offset })
    }
}

/// The parts as a regular expression.
fn write_source(source: &mut String, parts: &[Part]) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => source.push_str(&literal(text)),
            Part::Directive(letter) => match several(*letter) {
                Some(format) => write_source(source, &split(format)?)?,
                None => source.push_str(directive(*letter).expect("split has looked it up").1),
            },
        }
    }
    Ok(())
}

/// Text between directives, as a regular expression: any white space matches any other.
fn literal(text: &str) -> String {
    let mut source = String::new();
    let mut spaces = false;
    for c in text.chars() {
        if !super::is_space(c) {
            source.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
        } else if !spaces {
            source.push_str(r"[\s\x1c-\x1f]+");
        }
        spaces = super::is_space(c);
    }
    source
}

fn number(found: &Captures<'_>, name: &str) -> Option<u32> {
    found.name(name).and_then(|part| ascii_digits(part.as_str()).trim().parse().ok())
}

fn date(found: &Captures<'_>) -> Option<NaiveDate> {
    let short = number(found, "y").map(|year| if year <= 68 { 2000 + year } else { 1900 + year });
    let year = number(found, "Y").or(short).unwrap_or(1900) as i32;
    let named = found.name("b").or(found.name("B")).map(|name| name.as_str()[..3].to_ascii_lowercase());
    let month = named.and_then(|name| MONTHS.iter().position(|month| month[..3].eq_ignore_ascii_case(&name))).map(|month| month as u32 + 1);
    let ordinal = number(found, "j").map(i64::from);
    let day = match (ordinal, weekday(found), number(found, "G"), number(found, "V")) {
        (None, Some(weekday), Some(year), Some(week)) => day_of_iso_week(year as i32, week, weekday),
        (_, _, None, None) => match ordinal.or_else(|| in_week(found, year)) {
            Some(day) => NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_signed(TimeDelta::days(day - 1)),
            None => NaiveDate::from_ymd_opt(year, number(found, "m").or(month).unwrap_or(1), number(found, "d").unwrap_or(1)),
        },
        // Years and weeks of ISO 8601 go together, with a weekday.
        _ => None,
    };
    day.filter(|day| (1..=9999).contains(&day.year()))
}

/// The weekday, Monday being 0.
fn weekday(found: &Captures<'_>) -> Option<u32> {
    let named = found.name("a").or(found.name("A")).map(|name| name.as_str()[..3].to_ascii_lowercase());
    let named = named.and_then(|name| DAYS.iter().position(|day| day[..3].eq_ignore_ascii_case(&name))).map(|day| day as u32);
    named.or(number(found, "w").map(|day| (day + 6) % 7)).or(number(found, "u").map(|day| day - 1))
}

/// The day of the year that a week and a weekday name.
fn in_week(found: &Captures<'_>, year: i32) -> Option<i64> {
    let weekday = weekday(found)?;
    let sundays = number(found, "U").and_then(|week| day_of_week(year, week, weekday, false));
    sundays.or_else(|| day_of_week(year, number(found, "W")?, weekday, true))
}

fn time(found: &Captures<'_>) -> Option<NaiveTime> {
    let afternoon = found.name("p").is_some_and(|half| half.as_str().eq_ignore_ascii_case("pm"));
    let twelve = number(found, "I").map(|hour| hour % 12 + if afternoon { 12 } else { 0 });
    let fraction = found.name("f").map_or(0, |part| part.as_str().parse::<u32>().map_or(0, |number| number * 10u32.pow(6 - part.len() as u32)));
    let hour = number(found, "H").or(twelve).unwrap_or(0);
    NaiveTime::from_hms_micro_opt(hour, number(found, "M").unwrap_or(0), number(found, "S").unwrap_or(0), fraction)
}

/// The microseconds of `Z`, `+hhmm`, `+hh:mm`, `+hh:mm:ss.ffffff`; colons all or none, less than a day.
fn zone_offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let colons = zone.as_bytes()[3] == b':';
    let (whole, fraction) = zone[1..].split_once('.').unwrap_or((&zone[1..], ""));
    if whole.matches(':').count() != if colons { (whole.len() - 2) / 3 } else { 0 } {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let offset = ((part(0) * 60 + part(2)) * 60 + part(4)) * 1_000_000 + fraction;
    (offset < 86_400_000_000).then_some(if zone.starts_with('-') { -offset } else { offset })
}
