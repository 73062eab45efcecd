//! Patterns of dates and times: Python's `strptime` and `strftime`.

use super::{Moment, ascii_digits};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use regex::{Captures, Regex};
use std::fmt::{self, Write};

/// What can stand behind a percent sign: what it matches, and what DRF's messages call it.
const DIRECTIVES: [(char, &str, &str); 17] = [
    ('Y', r"(?P<Y>\d\d\d\d)", "YYYY"),
    ('y', r"(?P<y>\d\d)", "YY"),
    ('m', r"(?P<m>1[0-2]|0[1-9]|[1-9])", "MM"),
    ('b', r"(?P<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", "[Jan-Dec]"),
    ('B', r"(?P<B>september|february|november|december|january|october|august|march|april|june|july|may)", "[January-December]"),
    ('d', r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])", "DD"),
    ('j', r"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])", "%j"),
    ('H', r"(?P<H>2[0-3]|[0-1]\d|\d)", "hh"),
    ('I', r"(?P<I>1[0-2]|0[1-9]|[1-9])", "hh"),
    ('M', r"(?P<M>[0-5]\d|\d)", "mm"),
    ('S', r"(?P<S>6[0-1]|[0-5]\d|\d)", "ss"),
    ('f', r"(?P<f>[0-9]{1,6})", "uuuuuu"),
    ('a', r"(?P<a>mon|tue|wed|thu|fri|sat|sun)", "[Mon-Sun]"),
    ('A', r"(?P<A>wednesday|thursday|saturday|tuesday|monday|friday|sunday)", "[Monday-Sunday]"),
    ('p', r"(?P<p>am|pm)", "[AM|PM]"),
    ('z', r"(?P<z>[+-]\d\d:?[0-5]\d(:?[0-5]\d(\.\d{1,6})?)?|(?-i:Z))", "[+HHMM|-HHMM]"),
    ('%', "%", "%%"),
];

/// A compiled pattern.
pub(crate) struct Pattern {
    parts: Vec<Part>,
    regex: Regex,
}

enum Part {
    Text(String),
    Directive(char),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A sentence about a directive that is unknown or given twice.
    pub fn new(format: &str) -> Result<Pattern, String> {
        let parts = split(format)?;
        let mut source = String::from("(?i)^");
        for part in &parts {
            match part {
                Part::Text(text) => source.push_str(&literal(text)),
                Part::Directive(letter) => source.push_str(directive(*letter).expect("split has looked it up").1),
            }
        }
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

    /// `strftime`; `zone` is whether `%z` shows UTC or nothing.
    pub fn format(&self, out: &mut impl Write, moment: &NaiveDateTime, zone: bool) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.write_str(text)?,
                Part::Directive(letter) => write_directive(out, *letter, moment, zone)?,
            }
        }
        Ok(())
    }
}

fn directive(letter: char) -> Option<&'static (char, &'static str, &'static str)> {
    DIRECTIVES.iter().find(|directive| directive.0 == letter)
}

fn split(format: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            let letter = chars.next().filter(|letter| directive(*letter).is_some());
            let letter = letter.ok_or_else(|| {
                format!("the format `{format}` has a % without one of {}", DIRECTIVES.map(|directive| directive.0).iter().collect::<String>())
            })?;
            parts.push(Part::Directive(letter));
        } else if let Some(Part::Text(text)) = parts.last_mut() {
            text.push(c);
        } else {
            parts.push(Part::Text(c.into()));
        }
    }
    Ok(parts)
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
    let day = match number(found, "j") {
        Some(day) => NaiveDate::from_ymd_opt(year, 1, 1)?.checked_add_signed(TimeDelta::days(i64::from(day) - 1)),
        None => NaiveDate::from_ymd_opt(year, number(found, "m").or(month).unwrap_or(1), number(found, "d").unwrap_or(1)),
    };
    day.filter(|day| (1..=9999).contains(&day.year()))
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

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

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
        _ => out.write_char(letter),
    }
}
