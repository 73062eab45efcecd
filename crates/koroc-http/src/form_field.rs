//! The form field behind a filter: how django-filter's forms read a query's text.

use std::borrow::Cow;

use koroc_serial::FieldPlan;
use koroc_spec::{Choice, FieldKind, FilterForms, Limits, Lookup, Resolved, Value, ValueType, Wire};

use crate::number::Number;
use crate::python;

/// Why a form refuses a text.
pub(crate) type Refusal = Cow<'static, str>;

/// The form field behind a filter, by the kind of its field.
pub(crate) enum FormField {
    Text,
    Whole,
    /// A whole number that names a row.
    Key,
    Decimal,
    Float,
    Boolean(FilterForms),
    Uuid(FieldPlan),
    Date(FieldPlan),
    DateTime(FieldPlan),
    Time(FieldPlan),
    Duration(FieldPlan),
    Choice(Vec<Value>),
    Related {
        model: usize,
        key: usize,
        form: Box<FormField>,
    },
}

impl FormField {
    /// The form field for a field and a comparison.
    ///
    /// # Errors
    /// A comparison that a field of this kind does not have.
    pub(crate) fn new(ty: &ValueType, lookup: Lookup, forms: FilterForms, resolved: &Resolved) -> Result<FormField, &'static str> {
        if let FieldKind::Custom { base, .. } = &ty.kind {
            return FormField::new(&ValueType { kind: (**base).clone(), ..ty.clone() }, lookup, forms, resolved);
        }
        match Compares::of(lookup) {
            Compares::Null => Ok(boolean(forms)),
            Compares::Part(part) => part_of(&ty.kind, part, resolved),
            Compares::Text => match plain(ty, false, forms, resolved)? {
                form @ (FormField::Text | FormField::Choice(_)) => Ok(form),
                _ => Err("this comparison is of text, and this field holds none"),
            },
            Compares::Equal => match plain(ty, lookup == Lookup::Exact, forms, resolved)? {
                FormField::Boolean(_) if lookup == Lookup::In => Err("a boolean is compared with `exact` only"),
                form => Ok(form),
            },
            Compares::Order => match plain(ty, false, forms, resolved)? {
                FormField::Related { .. } => Err("a relation is compared with `exact` and `in` only"),
                FormField::Boolean(_) => Err("a boolean is compared with `exact` only"),
                form => Ok(form),
            },
        }
    }

    /// What stands for an empty part between commas: empty text for text, which no other kind has.
    pub(crate) fn empty(&self) -> Value {
        match self {
            FormField::Text | FormField::Choice(_) => Value::from(""),
            FormField::Whole
            | FormField::Key
            | FormField::Decimal
            | FormField::Float
            | FormField::Boolean(_)
            | FormField::Uuid(_)
            | FormField::Date(_)
            | FormField::DateTime(_)
            | FormField::Time(_)
            | FormField::Duration(_)
            | FormField::Related { .. } => Value::Null,
        }
    }

    /// The value of a text; `None`: it is empty, which filters nothing.
    pub(crate) fn clean(&self, text: &str) -> Result<Option<Value>, Refusal> {
        let trimmed = koroc_serial::strip(text);
        // Text is trimmed before it counts as empty; white space is no number and no day.
        if text.is_empty() || (trimmed.is_empty() && matches!(self, FormField::Text | FormField::Uuid(_))) {
            return Ok(None);
        }
        let planned = |plan: &FieldPlan, message: &'static str| plan.validate(&Value::from(trimmed)).map(Some).map_err(|_| Cow::Borrowed(message));
        match self {
            FormField::Text | FormField::Related { .. } if trimmed.contains('\0') => Err(Cow::Borrowed(NULL_CHARACTER)),
            FormField::Text => Ok(Some(Value::from(trimmed))),
            FormField::Whole => Ok(Some(number(text)?.to_whole())),
            FormField::Decimal => Ok(Some(number(text)?.to_decimal())),
            FormField::Float => Ok(Some(Value::Float(number(text)?.to_float()))),
            FormField::Key => Ok(Some(Value::Int(python::int(text).ok_or(NO_SUCH_ROW)?))),
            FormField::Boolean(FilterForms::Rest) => Ok(match text.to_lowercase().as_str() {
                "true" | "1" => Some(Value::Bool(true)),
                "false" | "0" => Some(Value::Bool(false)),
                _ => None,
            }),
            FormField::Boolean(FilterForms::Django) => Ok(match text {
                "true" | "True" | "2" => Some(Value::Bool(true)),
                "false" | "False" | "3" => Some(Value::Bool(false)),
                _ => None,
            }),
            FormField::Uuid(plan) => planned(plan, "Enter a valid UUID."),
            FormField::Date(plan) => planned(plan, "Enter a valid date."),
            FormField::DateTime(plan) => planned(plan, "Enter a valid date/time."),
            FormField::Time(plan) => planned(plan, "Enter a valid time."),
            FormField::Duration(plan) => planned(plan, "Enter a valid duration."),
            FormField::Choice(choices) => match choices.iter().find(|choice| is_choice(choice, text)) {
                Some(choice) => Ok(Some(choice.clone())),
                None => Err(no_choice(text)),
            },
            FormField::Related { form, .. } => form.clean(text).map_err(|_| no_such_row(form, text)),
        }
    }
}

/// What a form says of a row that is not there.
pub(crate) const NO_SUCH_ROW: &str = "Select a valid choice. That choice is not one of the available choices.";

/// What a form says of a text that can name no row: of what is no UUID, the database's field speaks.
pub(crate) fn no_such_row(form: &FormField, text: &str) -> Refusal {
    match form {
        FormField::Uuid(_) => Cow::Owned(format!("“{text}” is not a valid UUID.")),
        _ => Cow::Borrowed(NO_SUCH_ROW),
    }
}

/// What a form says of a text with a NUL in it.
pub(crate) const NULL_CHARACTER: &str = "Null characters are not allowed.";

/// What a form says of a choice that is not there.
pub(crate) fn no_choice(text: &str) -> Refusal {
    Cow::Owned(format!("Select a valid choice. {text} is not one of the available choices."))
}

/// What a comparison looks at.
enum Compares {
    /// Whether there is a value.
    Null,
    /// Whether it is this one.
    Equal,
    /// Which is larger.
    Order,
    Text,
    Part(Part),
}

/// The parts of dates and times, by the forms that read them.
enum Part {
    /// A number of a day.
    OfDay,
    /// A number of a time.
    OfTime,
    Date,
    Time,
}

impl Compares {
    fn of(lookup: Lookup) -> Compares {
        match lookup {
            Lookup::IsNull => Compares::Null,
            Lookup::Exact | Lookup::In => Compares::Equal,
            Lookup::Gt | Lookup::Gte | Lookup::Lt | Lookup::Lte | Lookup::Range => Compares::Order,
            Lookup::IExact | Lookup::Contains | Lookup::IContains | Lookup::StartsWith | Lookup::IStartsWith | Lookup::EndsWith | Lookup::IEndsWith => {
                Compares::Text
            }
            Lookup::Year
            | Lookup::YearGt
            | Lookup::YearGte
            | Lookup::YearLt
            | Lookup::YearLte
            | Lookup::IsoYear
            | Lookup::Quarter
            | Lookup::Month
            | Lookup::Week
            | Lookup::Day
            | Lookup::WeekDay
            | Lookup::IsoWeekDay => Compares::Part(Part::OfDay),
            Lookup::Hour | Lookup::Minute | Lookup::Second => Compares::Part(Part::OfTime),
            Lookup::Date => Compares::Part(Part::Date),
            Lookup::Time => Compares::Part(Part::Time),
        }
    }
}

fn boolean(forms: FilterForms) -> FormField {
    FormField::Boolean(forms)
}

/// The form of a part of a date or time.
fn part_of(kind: &FieldKind, part: Part, resolved: &Resolved) -> Result<FormField, &'static str> {
    match (part, kind) {
        (Part::OfDay, FieldKind::Date | FieldKind::DateTime) | (Part::OfTime, FieldKind::Time | FieldKind::DateTime) => Ok(FormField::Whole),
        (Part::Date, FieldKind::DateTime) => Ok(FormField::Date(form_plan(FieldKind::Date, &DATE_FORMATS, resolved))),
        (Part::Time, FieldKind::DateTime) => Ok(FormField::Time(form_plan(FieldKind::Time, &TIME_FORMATS, resolved))),
        (Part::OfDay | Part::OfTime | Part::Date | Part::Time, _) => Err("a field of this kind has no such part"),
    }
}

/// The form of a field's own values; choices are read as such where they are compared as a whole.
fn plain(ty: &ValueType, whole: bool, forms: FilterForms, resolved: &Resolved) -> Result<FormField, &'static str> {
    Ok(match &ty.kind {
        FieldKind::Char { .. }
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::Slug { .. }
        | FieldKind::Regex { .. }
        | FieldKind::Ip { .. } => FormField::Text,
        FieldKind::Choice { choices } if whole => FormField::Choice(Choice::items(choices).into_iter().map(|(value, _)| value.clone()).collect()),
        FieldKind::Choice { choices } => match Choice::items(choices).first() {
            Some((Value::Int(_), _)) => FormField::Whole,
            _ => FormField::Text,
        },
        FieldKind::Integer { .. } => FormField::Whole,
        FieldKind::Decimal { .. } => FormField::Decimal,
        FieldKind::Float => FormField::Float,
        FieldKind::Boolean => boolean(forms),
        FieldKind::Uuid => FormField::Uuid(form_plan(FieldKind::Uuid, &[], resolved)),
        FieldKind::Date => FormField::Date(form_plan(FieldKind::Date, &DATE_FORMATS, resolved)),
        FieldKind::DateTime => match forms {
            FilterForms::Rest => FormField::DateTime(form_plan(FieldKind::DateTime, &["iso-8601"], resolved)),
            FilterForms::Django => FormField::DateTime(form_plan(FieldKind::DateTime, &DATETIME_FORMATS, resolved)),
        },
        FieldKind::Time => FormField::Time(form_plan(FieldKind::Time, &TIME_FORMATS, resolved)),
        FieldKind::Duration => FormField::Duration(form_plan(FieldKind::Duration, &[], resolved)),
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => {
            let model = relation.target.expect("resolving links every relation");
            let key = resolved.models[model].primary_key();
            let form = match plain(&resolved.models[model].fields[key].ty, true, forms, resolved)? {
                FormField::Whole => FormField::Key,
                other => other,
            };
            FormField::Related { model, key, form: Box::new(form) }
        }
        FieldKind::Custom { base, .. } => plain(&ValueType { kind: (**base).clone(), ..ty.clone() }, whole, forms, resolved)?,
        FieldKind::Json
        | FieldKind::MultipleChoice { .. }
        | FieldKind::List { .. }
        | FieldKind::Dict { .. }
        | FieldKind::File
        | FieldKind::Nested { .. }
        | FieldKind::ManyToMany(_) => return Err("a field of this kind cannot be filtered by"),
    })
}

fn form_plan(kind: FieldKind, input_formats: &[&str], resolved: &Resolved) -> FieldPlan {
    let wire = Wire { input_formats: input_formats.iter().map(|&format| format.to_owned()).collect(), ..Wire::default() };
    let ty = ValueType { kind, null: false, blank: false, limits: Limits::default(), wire };
    FieldPlan::new(&ty, &resolved.settings, &resolved.models).expect("a plain type of this kind can be compiled")
}

/// How Django's forms read instants in American English, behind ISO 8601.
const DATETIME_FORMATS: [&str; 11] = [
    "iso-8601",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S.%f",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %H:%M:%S",
    "%m/%d/%y %H:%M:%S.%f",
    "%m/%d/%y %H:%M",
    "%Y-%m-%d",
];

/// How Django's forms read times of day.
const TIME_FORMATS: [&str; 3] = ["%H:%M:%S", "%H:%M:%S.%f", "%H:%M"];

/// How Django's forms read days in American English, whatever the settings say about bodies.
const DATE_FORMATS: [&str; 11] =
    ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%d %b, %Y", "%B %d %Y", "%B %d, %Y", "%d %B %Y", "%d %B, %Y"];

fn number(text: &str) -> Result<Number, Refusal> {
    match Number::parse(text) {
        None => Err(Cow::Borrowed("Enter a number.")),
        Some(number) if number.is_huge() => Err(Cow::Borrowed("Ensure this value is less than or equal to 1e+50.")),
        Some(number) => Ok(number),
    }
}

fn is_choice(choice: &Value, text: &str) -> bool {
    match choice {
        Value::Str(known) => known == text,
        Value::Int(known) => known.to_string() == text,
        _ => false,
    }
}
