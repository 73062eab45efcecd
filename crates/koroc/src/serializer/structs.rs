//! Serializers that are structs: `derive(Serializer)`.

use std::borrow::Borrow;
use std::sync::Arc;

use koroc_db::{FieldValue, Input};
use koroc_serial::{FieldValidator, Object};

use super::{Given, IntoErrors, IntoMessages, Serializer};
use crate::models::too_large;
use crate::named::Named;

/// A struct that says what a request may send and an answer shows, without a model; `#[derive(Serializer)]` writes this.
#[diagnostic::on_unimplemented(message = "`{Self}` is no serializer", note = "add `#[derive(Serializer)]` to it")]
pub trait SerializerStruct: Input {
    /// Its serializer, with its functions.
    fn serializer() -> Serializer<Self>;
}

/// What the derive adds, by the names that the description has.
#[doc(hidden)]
impl<S: Input> Serializer<S> {
    pub fn of_struct() -> Self {
        Serializer::described(S::describe())
    }

    pub fn with_check<T, B, E, F>(mut self, name: &str, check: F) -> Self
    where
        T: FieldValue + Borrow<B>,
        B: ?Sized + 'static,
        E: IntoMessages,
        F: Fn(&B) -> Result<(), E> + Send + Sync + 'static,
    {
        let check = Arc::new(check);
        self.functions.push(Named::new::<F>(name.to_owned(), move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.field_check(name, move |value| match T::from_value(value.clone()) {
                Ok(value) => check(value.borrow()).map_err(IntoMessages::into_messages),
                Err(_) if value.is_null() => Ok(()),
                Err(_) => Err(vec![too_large()]),
            })
        }));
        self
    }

    pub fn with_validator<F: 'static>(mut self, name: &str, check: FieldValidator, _function: F) -> Self {
        self.functions.push(Named::new::<F>(name.to_owned(), move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.field_validator(name, move |value| check(value))
        }));
        self
    }

    pub fn with_validation<E: IntoErrors, F>(mut self, name: &str, check: F) -> Self
    where
        F: Fn(&Given<'_, S>) -> Result<(), E> + Send + Sync + 'static,
    {
        let check = Arc::new(check);
        self.functions.push(Named::new::<F>(name.to_owned(), move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.object_validator(name, move |object: &Object<'_>| check(&Given::new(object)).map_err(IntoErrors::into_errors))
        }));
        self
    }

    pub fn with_functions_of<N: SerializerStruct>(mut self) -> Self {
        self.functions.extend(N::serializer().functions);
        self
    }
}
