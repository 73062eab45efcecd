//! Days, times of day and instants, read and written by formats.

use crate::clock::{write_date, write_instant, write_naive, write_time, written};
use crate::json::Escaped;
use crate::python::{Layout, Moment, Pattern, iso_date, iso_datetime, iso_time};
use crate::{Errors, Message};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use koroc_spec::{Problem, Value, ValueType};

const ISO: &str = "iso-8601";

/// A way to read or write.
enum Format<P> {
    Iso,
    Pattern(P),
}

/// The ways that are tried, and what is said when none fits.
struct Inputs {
    formats: Vec<Format<Pattern>>,
    message: Message,
}

fn format<P>(text: &str, pattern: impl Fn(&str) -> Result<P, String>) -> Result<Format<P>, Problem> {
    if text.eq_ignore_ascii_case(ISO) {
        return Ok(Format::Iso);
    }
    pattern(text).map(Format::Pattern).map_err(|message| Problem::new("date or time field", message))
}

impl Inputs {
    fn new(what: &str, iso: &str, texts: &[String]) -> Result<Inputs, Problem> {
        let formats = if texts.is_empty() { vec![Format::Iso] } else { texts.iter().map(|text| format(text, Pattern::new)).collect::<Result<_, _>>()? };
        let shown = |format: &Format<Pattern>| match format {
            Format::Iso => iso.to_owned(),
            Format::Pattern(pattern) => pattern.humanized(),
        };
        let shown = formats.iter().map(shown).collect::<Vec<_>>().join(", ");
        let message = Message::new(format!("{what} has wrong format. Use one of these formats instead: {shown}."), "invalid").with("format", shown);
        Ok(Inputs { formats, message })
    }

    fn read<T>(&self, input: &Value, iso: impl Fn(&str) -> Option<T>, part: impl Fn(Moment) -> T) -> Result<T, Errors> {
        let read = |text: &str| {
            self.formats.iter().find_map(|format| match format {
                Format::Iso => iso(text),
                Format::Pattern(pattern) => pattern.parse(text).map(&part),
            })
        };
        input.as_str().and_then(read).ok_or_else(|| self.message.clone().into())
    }
}

fn output(ty: &ValueType) -> Result<Format<Layout>, Problem> {
    ty.wire.format.as_deref().map_or(Ok(Format::Iso), |text| format(text, Layout::new))
}

/// Writes in quotes: as ISO 8601, or by the pattern.
fn write(out: &mut Vec<u8>, format: &Format<Layout>, moment: NaiveDateTime, zone: bool, iso: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    match format {
        Format::Iso => iso(out),
        Format::Pattern(layout) => layout.format(&mut Escaped(out), &moment, zone).expect("a buffer takes all"),
    }
    out.push(b'"');
}

fn represent(format: &Format<Layout>, moment: NaiveDateTime, zone: bool, iso: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut text = String::new();
    match format {
        Format::Iso => text = written(iso),
        Format::Pattern(layout) => layout.format(&mut text, &moment, zone).expect("a string takes all"),
    }
    Value::Str(text)
}

/// A day.
pub(super) struct DatePlan {
    inputs: Inputs,
    output: Format<Layout>,
}

impl DatePlan {
    pub fn new(ty: &ValueType) -> Result<DatePlan, Problem> {
        Ok(DatePlan { inputs: Inputs::new("Date", "YYYY-MM-DD", &ty.wire.input_formats)?, output: output(ty)? })
    }

    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        match input {
            Value::Date(_) => Ok(input.clone()),
            Value::DateTime(_) | Value::NaiveDateTime(_) => Err(Errors::one("Expected a date but got a datetime.", "datetime")),
            _ => self.inputs.read(input, iso_date, |moment| moment.local.date()).map(Value::Date),
        }
    }

    pub fn represent(&self, value: &Value) -> Value {
        let Value::Date(day) = value else { return value.clone() };
        represent(&self.output, day.and_time(NaiveTime::MIN), false, |out| write_date(out, *day))
    }

    pub fn write(&self, out: &mut Vec<u8>, day: NaiveDate) {
        write(out, &self.output, day.and_time(NaiveTime::MIN), false, |out| write_date(out, day));
    }
}

/// A time of day.
pub(super) struct TimePlan {
    inputs: Inputs,
    output: Format<Layout>,
}

impl TimePlan {
    pub fn new(ty: &ValueType) -> Result<TimePlan, Problem> {
        Ok(TimePlan { inputs: Inputs::new("Time", "hh:mm[:ss[.uuuuuu]]", &ty.wire.input_formats)?, output: output(ty)? })
    }

    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        if let Value::Time(_) = input {
            return Ok(input.clone());
        }
        self.inputs.read(input, iso_time, |moment| moment.local.time()).map(Value::Time)
    }

    pub fn represent(&self, value: &Value) -> Value {
        let Value::Time(time) = value else { return value.clone() };
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).expect("the day exists");
        represent(&self.output, day.and_time(*time), false, |out| write_time(out, *time))
    }
}

/// An instant; without zone where the field is declared so.
pub(super) struct DateTimePlan {
    inputs: Inputs,
    output: Format<Layout>,
    naive: bool,
}

impl DateTimePlan {
    pub fn new(ty: &ValueType) -> Result<DateTimePlan, Problem> {
        let inputs = Inputs::new("Datetime", "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]", &ty.wire.input_formats)?;
        Ok(DateTimePlan { inputs, output: output(ty)?, naive: ty.wire.naive })
    }

    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        match input {
            Value::Date(_) => Err(Errors::one("Expected a datetime but got a date.", "date")),
            Value::DateTime(instant) => Ok(self.zoned(instant.naive_utc())),
            Value::NaiveDateTime(moment) => Ok(self.zoned(*moment)),
            _ => {
                let moment = self.inputs.read(input, iso_datetime, |moment| moment)?;
                let utc = moment.local.checked_sub_signed(TimeDelta::microseconds(moment.offset.unwrap_or(0)));
                let utc = utc.filter(|utc| (1..=9999).contains(&utc.year()));
                utc.map(|utc| self.zoned(utc)).ok_or_else(|| Errors::one("Datetime value out of range.", "overflow"))
            }
        }
    }

    fn zoned(&self, utc: NaiveDateTime) -> Value {
        if self.naive { Value::NaiveDateTime(utc) } else { Value::DateTime(utc.and_utc()) }
    }

    pub fn represent(&self, value: &Value) -> Value {
        match value {
            Value::DateTime(instant) if !self.naive => represent(&self.output, instant.naive_utc(), true, |out| write_instant(out, *instant)),
            Value::DateTime(instant) => represent(&self.output, instant.naive_utc(), false, |out| write_naive(out, instant.naive_utc())),
            Value::NaiveDateTime(moment) if !self.naive => self.represent(&Value::DateTime(moment.and_utc())),
            Value::NaiveDateTime(moment) => represent(&self.output, *moment, false, |out| write_naive(out, *moment)),
            other => other.clone(),
        }
    }

    pub fn write(&self, out: &mut Vec<u8>, instant: DateTime<Utc>) {
        write(out, &self.output, instant.naive_utc(), !self.naive, |out| {
            if self.naive { write_naive(out, instant.naive_utc()) } else { write_instant(out, instant) }
        });
    }
}
