//! One value's type, compiled: validates and represents it.

use crate::Errors;
use koroc_spec::{Model, Problem, Settings, Value, ValueType};

/// A [`ValueType`] compiled: patterns, formats and messages are made once.
pub struct FieldPlan {
    ty: ValueType,
}

impl FieldPlan {
    /// Compiles a type; `models` are those that relations point into ([`Resolved::models`](koroc_spec::Resolved)).
    ///
    /// # Errors
    /// A regular expression or format that cannot be honoured.
    pub fn new(ty: &ValueType, _settings: &Settings, _models: &[Model]) -> Result<FieldPlan, Problem> {
        Ok(FieldPlan { ty: ty.clone() })
    }

    /// The validated value of a JSON value.
    ///
    /// # Errors
    /// DRF's messages.
    pub fn validate(&self, _input: &Value) -> Result<Value, Errors> {
        todo!("{:?}", self.ty)
    }

    /// The wire form of a validated value.
    pub fn represent(&self, _value: &Value) -> Value {
        todo!("{:?}", self.ty)
    }
}
