//! A struct that the validated values of a request are read into.

use std::fmt;

use koroc_spec::{Map, Value};

use super::value::mismatch;
use crate::{DbError, FieldValue};

/// A struct that the validated values of a request are read into; `#[derive(Serializer)]` writes this.
#[diagnostic::on_unimplemented(message = "`{Self}` is no serializer", note = "add `#[derive(Serializer)]` to it")]
pub trait Input: FieldValue {
    /// Its description.
    fn describe() -> koroc_spec::Serializer;

    /// The struct from validated values, by the names of its fields (or those on the wire).
    ///
    /// # Errors
    /// Where a value is missing, or does not fit its Rust type: an integer beyond an `i16`, a decimal with more digits than a `Decimal` has.
    fn from_values(values: Map) -> Result<Self, InputError>;

    /// The values by the names of the fields; an absent one is left out.
    fn into_values(self) -> Map;
}

/// A value that does not fit the field of a struct.
#[derive(Debug)]
pub struct InputError {
    /// The field, by its name on the wire.
    pub field: &'static str,
    /// Whether there is no value at all: a PATCH need not send one.
    pub missing: bool,
    /// What is wrong with its value.
    pub error: DbError,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.error)
    }
}

impl std::error::Error for InputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Takes a field's value by its name, or by its name on the wire; what `otherwise` says without one.
#[doc(hidden)]
pub fn take<T: FieldValue>(values: &mut Map, name: &str, wire: &'static str, otherwise: impl FnOnce() -> Value) -> Result<T, InputError> {
    let sent = values.swap_remove(name).or_else(|| values.swap_remove(wire));
    let missing = sent.is_none();
    T::from_value(sent.unwrap_or_else(otherwise)).map_err(|error| InputError { field: wire, missing, error })
}

/// As [`take`], of a field that may be missing and may be null.
#[doc(hidden)]
pub fn take_present<T: FieldValue>(values: &mut Map, name: &str, wire: &'static str) -> Result<Option<T>, InputError> {
    let value = values.swap_remove(name).or_else(|| values.swap_remove(wire));
    value.map(T::from_value).transpose().map_err(|error| InputError { field: wire, missing: false, error })
}

/// A nested struct from a validated value.
#[doc(hidden)]
pub fn input_from_value<S: Input>(value: Value) -> Result<S, DbError> {
    match value {
        Value::Map(values) => S::from_values(values).map_err(|error| error.error),
        other => Err(mismatch("an object", &other)),
    }
}
