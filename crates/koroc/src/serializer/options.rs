//! What can be said about any field of a serializer.

use std::borrow::Borrow;
use std::sync::Arc;

use koroc_db::{FieldValue, Operand};
use koroc_serial::Message;
use koroc_spec::{DefaultValue, SerializerField, UniqueQuestion, Value};

use super::field::{Field, IntoField};
use super::refusal::IntoMessages;
use crate::models::too_large;
use crate::named::{Named, short_name};

/// What differs for a field from what the model says of it (DRF's `extra_kwargs`).
///
/// ```
/// # use koroc::doc::*;
/// # let _ =
/// Serializer::of((Fund::ID, Fund::SYMBOL.read_only(), Fund::NAME.named("title").required(false).message("max_length", "Be brief.")))
/// # ;
/// ```
pub trait FieldOptions: IntoField {
    /// Answers show it and requests cannot set it.
    fn read_only(self) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.read_only = Some(true))
    }

    /// Requests can set it and answers do not show it.
    fn write_only(self) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.write_only = Some(true))
    }

    /// Whether a full input must have it.
    fn required(self, required: bool) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.required = Some(required))
    }

    /// Whether null is accepted.
    fn null(self, null: bool) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.null = Some(null))
    }

    /// Whether empty text, or an empty list of relations, is accepted.
    fn blank(self, blank: bool) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.blank = Some(blank))
    }

    /// Its key on the wire.
    fn named(self, name: &str) -> Field<Self::Model, Self::Value> {
        change(self, |field| {
            let earlier = std::mem::replace(&mut field.name, name.to_owned());
            field.source.get_or_insert(earlier);
        })
    }

    /// What an input without it gets; of a field that is only shown, what is shown where there is no value.
    fn default(self, value: impl Operand<Self::Value>) -> Field<Self::Model, Self::Value> {
        let value = value.into_operand();
        change(self, |field| field.default = Some(DefaultValue::Const(value)))
    }

    /// Null is shown where there is no value, because a row on the way to it is missing (DRF's `default=None`).
    fn or_null(self) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.default = Some(DefaultValue::Const(Value::Null)))
    }

    /// Neither shown nor accepted: this is written (DRF's `HiddenField`), `CurrentUser` for whoever asks.
    fn hidden(self, default: DefaultValue) -> Field<Self::Model, Self::Value> {
        change(self, |field| (field.hidden, field.default) = (true, Some(default)))
    }

    /// Its default is for new rows only (DRF's `CreateOnlyDefault`).
    fn create_only(self) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.create_only = true)
    }

    /// What a person reads in its place.
    fn label(self, label: &str) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.label = Some(label.to_owned()))
    }

    /// A sentence about it.
    fn help(self, text: &str) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.help = Some(text.to_owned()))
    }

    /// A secret: accepted only, and a form does not show it.
    fn password(self) -> Field<Self::Model, Self::Value> {
        change(self, |field| (field.write_only, field.password) = (Some(true), true))
    }

    /// The fewest characters, or items.
    fn min_length(self, length: u64) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.limits.min_length = Some(length))
    }

    /// The most characters, or items.
    fn max_length(self, length: u64) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.limits.max_length = Some(length))
    }

    /// The smallest value.
    fn min(self, value: impl Operand<Self::Value>) -> Field<Self::Model, Self::Value> {
        let value = value.into_operand();
        change(self, |field| field.limits.min = Some(value))
    }

    /// The largest value.
    fn max(self, value: impl Operand<Self::Value>) -> Field<Self::Model, Self::Value> {
        let value = value.into_operand();
        change(self, |field| field.limits.max = Some(value))
    }

    /// How it is written: a `strftime` pattern, or a UUID's `hex`, `int`, `urn`.
    fn format(self, format: &str) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.wire.get_or_insert_default().format = Some(format.to_owned()))
    }

    /// The patterns by which a date or time is read, tried in order; `iso-8601` may be among them.
    fn input_formats<'a>(self, formats: impl IntoIterator<Item = &'a str>) -> Field<Self::Model, Self::Value> {
        let formats = formats.into_iter().map(str::to_owned).collect();
        change(self, |field| field.wire.get_or_insert_default().input_formats = formats)
    }

    /// Whether a decimal is written as text (DRF's `coerce_to_string`).
    fn coerce_to_string(self, text: bool) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.wire.get_or_insert_default().as_string = Some(text))
    }

    /// The error of this code, in other words (DRF's `error_messages`).
    fn message(self, code: &str, text: &str) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.messages.push((code.to_owned(), text.to_owned())))
    }

    /// No other row may have its value, case ignored or not; this is the error (DRF's `UniqueValidator`).
    fn unique(self, message: &str, ignore_case: bool) -> Field<Self::Model, Self::Value> {
        change(self, |field| field.unique = Some(UniqueQuestion { message: message.to_owned(), ignore_case }))
    }

    /// Checks its value beside its limits, as the model's own validators do (DRF's `validators=[…]`). A null that its type cannot hold is not asked about.
    fn validator<B, E, F>(self, check: F) -> Field<Self::Model, Self::Value>
    where
        Self::Value: FieldValue + Borrow<B>,
        B: ?Sized + 'static,
        E: Into<Message>,
        F: Fn(&B) -> Result<(), E> + Send + Sync + 'static,
    {
        let field = self.into_field();
        let name = function_name::<Self::Model, F>(&field.data.name);
        let check = Arc::new(check);
        let named = Named::new::<F>(name.clone(), move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.field_validator(name, move |value| match Self::Value::from_value(value.clone()) {
                Ok(value) => check(value.borrow()).map_err(E::into),
                Err(_) if value.is_null() => Ok(()),
                Err(_) => Err(too_large()),
            })
        });
        change(field, |field| field.validators.push(name)).with(named)
    }

    /// Checks its value once everything else has passed (DRF's `validate_<field>`); the error is the field's. A null that its type cannot hold is not
    /// asked about.
    fn check<B, E, F>(self, check: F) -> Field<Self::Model, Self::Value>
    where
        Self::Value: FieldValue + Borrow<B>,
        B: ?Sized + 'static,
        E: IntoMessages,
        F: Fn(&B) -> Result<(), E> + Send + Sync + 'static,
    {
        let field = self.into_field();
        let name = function_name::<Self::Model, F>(&field.data.name);
        let check = Arc::new(check);
        let named = Named::new::<F>(name.clone(), move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.field_check(name, move |value| match Self::Value::from_value(value.clone()) {
                Ok(value) => check(value.borrow()).map_err(IntoMessages::into_messages),
                Err(_) if value.is_null() => Ok(()),
                Err(_) => Err(vec![too_large()]),
            })
        });
        change(field, |field| field.checks.push(name)).with(named)
    }
}

impl<F: IntoField> FieldOptions for F {}

/// The name of a function that belongs to a field.
fn function_name<M, F>(field: &str) -> String {
    format!("{}.{field}.{}", short_name::<M>(), short_name::<F>())
}

/// The field with a change.
pub(super) fn change<F: IntoField>(field: F, change: impl FnOnce(&mut SerializerField)) -> Field<F::Model, F::Value> {
    let mut field = field.into_field();
    change(&mut field.data);
    field
}
