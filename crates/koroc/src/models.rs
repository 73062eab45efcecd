//! The models of an application, and what they have beside their descriptions.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use koroc_db::{DefaultFn, FieldValue, Model};
use koroc_serial::{FieldValidator, Message};

/// What `derive(Model)` hands over beside the description: functions by the names that the description has for them.
pub trait ModelFunctions {
    /// The functions of [`DefaultValue::Named`](koroc_spec::DefaultValue::Named).
    fn defaults() -> Vec<(&'static str, DefaultFn)> {
        Vec::new()
    }

    /// The functions that `validators(…)` names.
    fn validators() -> Vec<(&'static str, FieldValidator)> {
        Vec::new()
    }

    /// Adds the models that foreign keys lead to.
    fn related(_models: &mut Models) {}
}

/// Models and their functions, each model once.
#[derive(Default)]
pub struct Models {
    /// The descriptions, a model before those that it points at. (Two structs of one label are both here, for `resolve` to refuse.)
    pub described: Vec<(TypeId, koroc_spec::Model)>,
    /// Functions that make defaults, by name.
    pub defaults: HashMap<String, DefaultFn>,
    /// Validators of fields, by name.
    pub validators: HashMap<String, FieldValidator>,
}

impl Models {
    /// Adds a model and every model that it points at, unless it is there already.
    pub fn add<M: Model + ModelFunctions>(&mut self) {
        if self.described.iter().any(|(known, _)| *known == TypeId::of::<M>()) {
            return;
        }
        self.described.push((TypeId::of::<M>(), M::describe()));
        self.defaults.extend(M::defaults().into_iter().map(|(name, function)| (name.to_owned(), function)));
        self.validators.extend(M::validators().into_iter().map(|(name, validator)| (name.to_owned(), validator)));
        M::related(self);
    }

    /// Adds all of `other` that is not there already.
    pub(crate) fn extend(&mut self, other: Models) {
        for (id, model) in other.described {
            if self.described.iter().all(|(known, _)| *known != id) {
                self.described.push((id, model));
            }
        }
        self.defaults.extend(other.defaults);
        self.validators.extend(other.validators);
    }
}

/// A function of the program as one that makes a field's default.
pub fn default_function<T: FieldValue + From<V>, V: 'static>(function: fn() -> V) -> DefaultFn {
    Arc::new(move || T::from(function()).into_value())
}

/// A validator of values as a validator of a field's own type; null is not asked about, as in Django.
pub fn field_validator<T, B, E, F>(check: F) -> FieldValidator
where
    T: FieldValue + std::borrow::Borrow<B>,
    B: ?Sized,
    E: Into<String>,
    F: Fn(&B) -> Result<(), E> + Send + Sync + 'static,
{
    Arc::new(move |value| {
        if value.is_null() {
            return Ok(());
        }
        let value = T::from_value(value.clone()).map_err(|_| too_large())?;
        check(value.borrow()).map_err(|text| Message::from(text.into()))
    })
}

/// What a client is told of a value that passed every check of its field and does not fit the field's Rust type.
pub(crate) fn too_large() -> Message {
    Message::new("This value is too large.", "out_of_range")
}
