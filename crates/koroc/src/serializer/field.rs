//! A field of a serializer: a column, or what relations lead to, with what differs for it.

use std::marker::PhantomData;

use koroc_db::{Column, FieldValue, Model, Path};
use koroc_spec::SerializerField;

use crate::models::Models;
use crate::named::Named;

/// A field of a serializer of `M`, whose values have the type `T`.
#[must_use]
pub struct Field<M, T> {
    pub(crate) data: SerializerField,
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
    of: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Field<M, T> {
    pub(crate) fn new(data: SerializerField) -> Self {
        Field { data, models: Models::default(), functions: Vec::new(), of: PhantomData }
    }

    /// The field among those of other types.
    pub(crate) fn of_any_type<U>(self) -> Field<M, U> {
        Field { data: self.data, models: self.models, functions: self.functions, of: PhantomData }
    }

    /// Adds a function under a name that is made of the model's, the field's and its own.
    pub(crate) fn with(mut self, named: Named) -> Self {
        self.functions.push(named);
        self
    }
}

/// What can be a field of a serializer: a column such as `Fund::SYMBOL`, a path such as `Candidate::OWNER.to(User::USERNAME)`, what
/// [`computed`](crate::computed) or [`nested`](crate::nested) made, and each of them with [`FieldOptions`](crate::FieldOptions).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no field of a serializer",
    label = "expected a column such as `Fund::SYMBOL`, `computed(…)`, `nested(…)`, or a tuple of them"
)]
pub trait IntoField: Sized {
    /// The model whose rows have it.
    type Model;
    /// The type of its values.
    type Value;
    /// The field.
    fn into_field(self) -> Field<Self::Model, Self::Value>;
}

impl<M, T> IntoField for Field<M, T> {
    type Model = M;
    type Value = T;

    fn into_field(self) -> Field<M, T> {
        self
    }
}

impl<M: Model, T: FieldValue> IntoField for Column<M, T> {
    type Model = M;
    type Value = T;

    fn into_field(self) -> Field<M, T> {
        Field::new(SerializerField::named(self.name()))
    }
}

/// Named by the last of its names.
impl<M, T> IntoField for Path<M, T> {
    type Model = M;
    type Value = T;

    fn into_field(self) -> Field<M, T> {
        let path = self.name();
        let name = path.rsplit('.').next().unwrap_or(path);
        Field::new(SerializerField { source: (name != path).then(|| path.to_owned()), ..SerializerField::named(name) })
    }
}
