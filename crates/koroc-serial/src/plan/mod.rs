//! One value's type, compiled: validates what a client sent and represents what was stored.

mod boolean;
mod bounds;
mod choice;
mod date;
mod decimal;
mod dict;
mod domain;
mod duration;
mod email;
mod file;
mod float;
mod integer;
mod ip;
mod json;
mod key;
mod list;
mod pattern;
mod text;
mod url;
mod uuid;

pub(crate) use duration::overflow;
pub(crate) use key::KeyPlan;
pub(crate) use list::not_a_list;
pub use pattern::translate as python_pattern;

use crate::{Errors, Message};
use koroc_spec::{FieldKind, IntegerWidth, Model, Problem, Settings, Value, ValueRef, ValueType};

/// A [`ValueType`] compiled: patterns, formats and messages are made once.
///
/// Choose it over a [`Serializer`](crate::Serializer) to read a single value, such as a key in a path.
pub struct FieldPlan {
    null: bool,
    kind: Kind,
}

enum Kind {
    Boolean { null: bool },
    Text(text::TextPlan),
    Uuid(uuid::UuidPlan),
    Integer(integer::IntegerPlan),
    Float(float::FloatPlan),
    Decimal(decimal::DecimalPlan),
    Date(date::DatePlan),
    Time(date::TimePlan),
    DateTime(date::DateTimePlan),
    Duration(duration::DurationPlan),
    Choice(choice::ChoicePlan),
    MultipleChoice(choice::MultipleChoicePlan),
    List(list::ListPlan),
    Dict(dict::DictPlan),
    Json(json::JsonPlan),
    File(file::FilePlan),
    Key(key::KeyPlan),
}

/// A value that could be read.
pub(crate) struct Passed {
    /// It.
    pub value: Value,
    /// Whether it is null or empty text, on which DRF runs no validators.
    pub empty: bool,
    /// What its limits and rules say against it.
    pub errors: Vec<Message>,
}

impl Passed {
    fn full(value: Value) -> Passed {
        Passed { value, empty: false, errors: Vec::new() }
    }

    fn empty(value: Value) -> Passed {
        Passed { value, empty: true, errors: Vec::new() }
    }

    fn checked(value: Value, errors: Vec<Message>) -> Passed {
        Passed { value, empty: false, errors }
    }
}

impl FieldPlan {
    /// Compiles a type; `models` are those that relations point into ([`Resolved::models`](koroc_spec::Resolved)).
    ///
    /// # Errors
    /// A regular expression or format that cannot be honoured, a many-to-many relation.
    pub fn new(ty: &ValueType, settings: &Settings, models: &[Model]) -> Result<FieldPlan, Problem> {
        let child = |child: &Option<Box<ValueType>>| child.as_ref().map(|ty| FieldPlan::new(ty, settings, models).map(Box::new)).transpose();
        let kind = match &ty.kind {
            FieldKind::Boolean => Kind::Boolean { null: ty.null },
            FieldKind::Char { trim } => Kind::Text(text::TextPlan::new(ty, *trim, text::Rule::Any)),
            FieldKind::Text => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Any)),
            FieldKind::Email => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Email)),
            FieldKind::Url => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Url)),
            FieldKind::Slug { allow_unicode } => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Slug { unicode: *allow_unicode })),
            FieldKind::Regex { pattern } => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Regex(pattern::compile(pattern)?))),
            FieldKind::Ip { protocol } => Kind::Text(text::TextPlan::new(ty, true, text::Rule::Ip(*protocol))),
            FieldKind::Integer { width, .. } => Kind::Integer(integer::IntegerPlan::new(ty, *width == IntegerWidth::Big)),
            FieldKind::Float => Kind::Float(float::FloatPlan::new(ty)),
            FieldKind::Decimal { max_digits, decimal_places } => Kind::Decimal(decimal::DecimalPlan::new(ty, *max_digits, *decimal_places)),
            FieldKind::Date => Kind::Date(date::DatePlan::new(ty)?),
            FieldKind::Time => Kind::Time(date::TimePlan::new(ty)?),
            FieldKind::DateTime => Kind::DateTime(date::DateTimePlan::new(ty)?),
            FieldKind::Duration => Kind::Duration(duration::DurationPlan::new(ty)?),
            FieldKind::Uuid => Kind::Uuid(uuid::UuidPlan::new(ty)?),
            FieldKind::Json => Kind::Json(json::JsonPlan { binary: ty.wire.binary }),
            FieldKind::Choice { choices } => Kind::Choice(choice::ChoicePlan::new(choices, ty.blank)),
            FieldKind::MultipleChoice { choices, allow_empty } => Kind::MultipleChoice(choice::MultipleChoicePlan::new(choices, ty.blank, *allow_empty)),
            FieldKind::List { child: item, allow_empty } => Kind::List(list::ListPlan::new(ty, child(item)?, *allow_empty)),
            FieldKind::Dict { child: item, allow_empty } => Kind::Dict(dict::DictPlan { child: child(item)?, allow_empty: *allow_empty }),
            FieldKind::File => Kind::File(file::FilePlan::new(ty, settings)?),
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => Kind::Key(key::KeyPlan::new(relation, settings, models)?),
            FieldKind::ManyToMany(relation) => {
                return Err(Problem::new(&relation.to, "a serializer cannot show a many-to-many relation yet; leave the field out of it"));
            }
            FieldKind::Nested { .. } => return Err(Problem::new("serializer", "a nested serializer cannot be shown yet")),
            FieldKind::Custom { base, .. } => return FieldPlan::new(&ValueType { kind: (**base).clone(), ..ty.clone() }, settings, models),
        };
        Ok(FieldPlan { null: ty.null, kind })
    }

    /// The validated value of a JSON value, or of a form's text as [`Value::Str`].
    ///
    /// # Errors
    /// DRF's messages.
    pub fn validate(&self, input: &Value) -> Result<Value, Errors> {
        let passed = self.run(input)?;
        if passed.errors.is_empty() { Ok(passed.value) } else { Err(Errors::List(passed.errors)) }
    }

    /// As [`validate`](Self::validate), in the order of DRF's `run_validation`.
    pub(crate) fn run(&self, input: &Value) -> Result<Passed, Errors> {
        match (&self.kind, input) {
            // Texts look for blanks before they look for null.
            (Kind::Text(plan), input) if !input.is_null() => plan.run(input),
            (Kind::Decimal(_), Value::Str(text)) if self.null && crate::python::strip(text).is_empty() => Ok(Passed::empty(Value::Null)),
            (Kind::Key(_), Value::Str(text)) if text.is_empty() => self.run(&Value::Null),
            (_, Value::Null) if self.null => Ok(Passed::empty(Value::Null)),
            (_, Value::Null) => Err(Errors::one("This field may not be null.", "null")),
            (kind, input) => kind.validate(input),
        }
    }

    /// The wire form of a validated or stored value.
    pub fn represent(&self, value: &Value) -> Value {
        if value.is_null() { Value::Null } else { self.kind.represent(value) }
    }

    /// As [`represent`](Self::represent), addresses beginning with the scheme and host.
    pub(crate) fn represent_at(&self, value: &Value, base: &str) -> Value {
        match &self.kind {
            Kind::File(plan) => plan.represent(value, base),
            _ => self.represent(value),
        }
    }

    /// Whether values are files.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File(_))
    }

    /// Writes the wire form of a stored value as JSON; what [`represent`](Self::represent) answers, without the step between.
    pub(crate) fn write(&self, out: &mut Vec<u8>, value: ValueRef<'_>) {
        if !self.kind.write(out, value) {
            crate::write_json(out, &self.represent(&value.to_value()), None);
        }
    }

    /// As [`run`](Self::run), for the text of a form that holds JSON.
    pub(crate) fn run_json_text(text: &str) -> Result<Passed, Errors> {
        json::validate_text(text).map(Passed::full)
    }

    /// Whether it holds text of any form but an address.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text(_))
    }

    /// What a full input without this field is told.
    pub(crate) fn required(&self) -> Message {
        let text = if matches!(self.kind, Kind::File(_)) { "No file was submitted." } else { "This field is required." };
        Message::new(text, "required")
    }
}

impl Kind {
    fn validate(&self, input: &Value) -> Result<Passed, Errors> {
        let value = match self {
            Kind::Text(plan) => return plan.run(input),
            Kind::Integer(plan) => return plan.validate(input),
            Kind::Float(plan) => return plan.validate(input),
            Kind::Decimal(plan) => return plan.validate(input),
            Kind::Duration(plan) => return plan.validate(input),
            Kind::List(plan) => return plan.validate(input),
            Kind::Boolean { null } => boolean::validate(input, *null),
            Kind::Uuid(_) => uuid::validate(input),
            Kind::Date(plan) => plan.validate(input),
            Kind::Time(plan) => plan.validate(input),
            Kind::DateTime(plan) => plan.validate(input),
            Kind::Choice(plan) => plan.validate(input),
            Kind::MultipleChoice(plan) => plan.validate(input),
            Kind::Dict(plan) => plan.validate(input),
            Kind::Json(plan) => plan.validate(input),
            Kind::File(plan) => return plan.validate(input),
            Kind::Key(plan) => plan.validate(input),
        };
        value.map(Passed::full)
    }

    fn represent(&self, value: &Value) -> Value {
        match self {
            Kind::Boolean { null } => boolean::represent(value, *null),
            Kind::Text(_) => Value::Str(crate::python::python_str(value).into_owned()),
            Kind::Uuid(plan) => plan.represent(value),
            Kind::Integer(plan) => plan.represent(value),
            Kind::Float(_) => float::represent(value),
            Kind::Decimal(plan) => plan.represent(value),
            Kind::Date(plan) => plan.represent(value),
            Kind::Time(plan) => plan.represent(value),
            Kind::DateTime(plan) => plan.represent(value),
            Kind::Duration(plan) => plan.represent(value),
            Kind::Choice(plan) => plan.represent(value),
            Kind::MultipleChoice(plan) => plan.represent(value),
            Kind::List(plan) => plan.represent(value),
            Kind::Dict(plan) => plan.represent(value),
            Kind::Json(plan) => plan.represent(value),
            Kind::File(plan) => plan.represent(value, ""),
            Kind::Key(plan) => plan.represent(value),
        }
    }

    /// Whether the value could be written straight from the row; the rest takes the general path.
    fn write(&self, out: &mut Vec<u8>, value: ValueRef<'_>) -> bool {
        match (self, value) {
            (_, ValueRef::Null) => out.extend_from_slice(b"null"),
            (Kind::Boolean { .. }, ValueRef::Bool(truth)) => out.extend_from_slice(if truth { b"true" } else { b"false" }),
            (Kind::Text(_) | Kind::Choice(_), ValueRef::Str(text)) => crate::json_string(out, text),
            (Kind::Integer(plan), ValueRef::Int(number)) => plan.write(out, number),
            (Kind::Choice(_), ValueRef::Int(number)) => crate::json::write_int(out, number),
            (Kind::Float(_), ValueRef::Float(number)) if number.is_finite() => crate::json::write_float(out, number),
            (Kind::Decimal(plan), ValueRef::Decimal { mantissa, scale }) => return plan.write(out, mantissa, scale),
            (Kind::Date(plan), ValueRef::Date(day)) => plan.write(out, day),
            (Kind::DateTime(plan), ValueRef::DateTime(instant)) => plan.write(out, instant),
            (Kind::Uuid(plan), ValueRef::Uuid(uuid)) => return plan.write(out, uuid),
            (Kind::Key(plan), value) => plan.write(out, value),
            _ => return false,
        }
        true
    }
}
