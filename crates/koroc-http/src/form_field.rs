//! The form field behind a filter: how django-filter's forms read a query's text.

use std::borrow::Cow;

use koroc_serial::FieldPlan;
use koroc_spec::{Choice, FieldKind, Limits, Lookup, Resolved, Value, ValueType, Wire};

use crate::number::Number;

/// Why a form refuses a text.
pub(crate) type Refusal = Cow<'static, str>;

/// The form field behind a filter, by the kind of its column.
pub(crate) enum FormField {
    Text,
    Whole,
    Decimal,
    Float,
    Boolean,
    Uuid(FieldPlan),
    Date(FieldPlan),
    DateTime(FieldPlan),
    Choice(Vec<Value>),
    Related { model: usize, key: usize, form: Box<FormField> },
}

impl FormField {
    /// The form field for a column and a comparison.
    ///
    /// # Errors
    /// A comparison that a column of this kind does not have.
    pub(crate) fn new(ty: &ValueType, lookup: Lookup, resolved: &Resolved) -> Result<FormField, &'static str> {
        let plan = |kind: FieldKind, input_formats: &[&str]| {
            let wire = Wire { input_formats: input_formats.iter().map(|&format| format.to_owned()).collect(), ..Wire::default() };
            let ty = ValueType { kind, null: false, blank: false, limits: Limits::default(), wire };
            FieldPlan::new(&ty, &resolved.settings, &resolved.models).expect("a plain type of this kind can be compiled")
        };
        let text_only = matches!(lookup, Lookup::IExact | Lookup::IContains);
        let ordered = matches!(lookup, Lookup::Gt | Lookup::Gte | Lookup::Lt | Lookup::Lte | Lookup::Range);
        let form = match &ty.kind {
            FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => FormField::Text,
            FieldKind::Choice { choices } if lookup == Lookup::Exact => {
                FormField::Choice(Choice::items(choices).into_iter().map(|(value, _)| value.clone()).collect())
            }
            FieldKind::Choice { choices } => match Choice::items(choices).first() {
                Some((Value::Int(_), _)) => FormField::Whole,
                _ => FormField::Text,
            },
            FieldKind::Integer { .. } => FormField::Whole,
            FieldKind::Decimal { .. } => FormField::Decimal,
            FieldKind::Float => FormField::Float,
            FieldKind::Boolean if lookup == Lookup::Exact => FormField::Boolean,
            FieldKind::Uuid => FormField::Uuid(plan(FieldKind::Uuid, &[])),
            FieldKind::Date => FormField::Date(plan(FieldKind::Date, &DATE_FORMATS)),
            FieldKind::DateTime => FormField::DateTime(plan(FieldKind::DateTime, &["iso-8601"])),
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) if !ordered && !text_only => {
                let model = relation.target.expect("resolving links every relation");
                let key = resolved.models[model].primary_key();
                let form = FormField::new(&resolved.models[model].fields[key].ty, Lookup::Exact, resolved)?;
                FormField::Related { model, key, form: Box::new(form) }
            }
            FieldKind::Custom { base, .. } => FormField::new(&ValueType { kind: (**base).clone(), ..ty.clone() }, lookup, resolved)?,
            FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) => return Err("a relation is compared with `exact` and `in` only"),
            FieldKind::Boolean => return Err("a boolean is compared with `exact` only"),
            FieldKind::Time
            | FieldKind::Duration
            | FieldKind::Ip { .. }
            | FieldKind::Json
            | FieldKind::MultipleChoice { .. }
            | FieldKind::List { .. }
            | FieldKind::Dict { .. }
            | FieldKind::File
            | FieldKind::ManyToMany(_)
            | FieldKind::Nested { .. } => return Err("a field of this kind cannot be filtered by"),
        };
        let is_text = matches!(form, FormField::Text | FormField::Choice(_));
        if text_only && !is_text { Err("`iexact` and `icontains` compare text, and this field holds none") } else { Ok(form) }
    }

    /// What stands for an empty part between commas: empty text for text, which no other kind has.
    pub(crate) fn empty(&self) -> Value {
        match self {
            FormField::Text | FormField::Choice(_) => Value::from(""),
            _ => Value::Null,
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
            FormField::Text if trimmed.contains('\0') => Err(Cow::Borrowed("Null characters are not allowed.")),
            FormField::Text => Ok(Some(Value::from(trimmed))),
            FormField::Whole => Ok(Some(number(text)?.to_whole())),
            FormField::Decimal => Ok(Some(number(text)?.to_decimal())),
            FormField::Float => Ok(Some(Value::Float(number(text)?.to_float()))),
            FormField::Boolean => Ok(match trimmed.to_lowercase().as_str() {
                "true" | "1" => Some(Value::Bool(true)),
                "false" | "0" => Some(Value::Bool(false)),
                _ => None,
            }),
            FormField::Uuid(plan) => planned(plan, "Enter a valid UUID."),
            FormField::Date(plan) => planned(plan, "Enter a valid date."),
            FormField::DateTime(plan) => planned(plan, "Enter a valid date/time."),
            FormField::Choice(choices) => match choices.iter().find(|choice| is_choice(choice, text)) {
                Some(choice) => Ok(Some(choice.clone())),
                None => Err(Cow::Owned(format!("Select a valid choice. {text} is not one of the available choices."))),
            },
            FormField::Related { form, .. } => form.clean(text).map_err(|_| Cow::Borrowed(NO_SUCH_ROW)),
        }
    }
}

/// What a form says of a row that is not there.
pub(crate) const NO_SUCH_ROW: &str = "Select a valid choice. That choice is not one of the available choices.";

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
