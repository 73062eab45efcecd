//! A serializer: which fields are on the wire, and how, told step by step.

mod check;
mod field;
mod fields;
mod made;
mod options;
mod refusal;
mod related;
mod structs;

use std::marker::PhantomData;
use std::sync::Arc;

use koroc_db::Model;
use koroc_serial::Object;
use koroc_spec::Serializer as Data;

pub use self::check::Given;
pub use self::field::{Field, IntoField};
pub use self::fields::SerializerFields;
pub use self::made::{Nested, address, computed, computed_async, nested, own};
pub use self::options::FieldOptions;
pub use self::refusal::{IntoErrors, IntoMessages};
pub use self::related::RelatedOptions;
pub use self::structs::SerializerStruct;

use crate::models::{ModelFunctions, Models};
use crate::named::{Named, short_name};

/// Which fields of a row are on the wire, and how (DRF's `ModelSerializer`); `derive(Serializer)` makes one of a struct that is no model.
///
/// ```
/// # use koroc::doc::*;
/// fn in_capitals(symbol: &str) -> Result<(), &'static str> {
///     if symbol == symbol.to_uppercase() { Ok(()) } else { Err("Symbols are written in capitals.") }
/// }
///
/// fn fund() -> Serializer<Fund> {
///     Serializer::of((Fund::ID, Fund::SYMBOL.check(in_capitals), Fund::NAME.required(false), computed("title", |fund: &Fund| format!("{} fund", fund.name))))
/// }
/// # let _ =
/// ModelViewSet::<Fund>::new().permission(IsAuthenticated).serializer(fund())
/// # ;
/// ```
#[must_use]
pub struct Serializer<M> {
    pub(crate) data: Data,
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
    of: PhantomData<fn() -> M>,
}

impl<M: Model + ModelFunctions> Serializer<M> {
    /// These fields, in this order.
    pub fn of(fields: impl SerializerFields<M>) -> Self {
        let empty = Serializer { data: Data { fields: Some(Vec::new()), ..Data::of_model(M::LABEL) }, ..Serializer::all() };
        empty.and(fields)
    }

    /// All fields of the model; further ones, and what differs for single fields, follow with [`and`](Self::and).
    pub fn all() -> Self {
        let mut models = Models::default();
        models.add::<M>();
        Serializer { data: Data::of_model(M::LABEL), models, functions: Vec::new(), of: PhantomData }
    }
}

impl<M> Serializer<M> {
    /// The serializer that `data` describes: for `derive(Serializer)`.
    #[doc(hidden)]
    pub fn described(data: Data) -> Self {
        Serializer { data, models: Models::default(), functions: Vec::new(), of: PhantomData }
    }

    /// Adds fields behind those that there are; one of a name that is there takes its place.
    pub fn and(mut self, fields: impl SerializerFields<M>) -> Self {
        let mut functions = Vec::new();
        for field in fields.fields() {
            self.models.extend(field.models);
            functions.extend(field.functions);
            let list = match &mut self.data.fields {
                Some(list) => list,
                // All of the model's: what differs for one of them is a change, as DRF's `extra_kwargs`.
                None => &mut self.data.overrides,
            };
            match list.iter_mut().find(|known| known.name == field.data.name) {
                Some(known) => *known = field.data,
                None => list.push(field.data),
            }
        }
        self.functions.extend(functions);
        self
    }

    /// Its name, by which OpenAPI refers to it; without this the model's. A serializer made from another one needs its own.
    pub fn named(mut self, name: &str) -> Self {
        self.data.name = name.to_owned();
        self
    }

    /// How many levels of relations are shown as objects with all their fields (DRF's `depth`); without this they are shown by key.
    pub fn depth(mut self, levels: u32) -> Self {
        self.data.depth = levels;
        self
    }

    /// Checks the object as a whole once every field has passed (DRF's `validate`).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// fn telling(fund: &Given<'_, Fund>) -> Result<(), &'static str> {
    ///     match (fund.get(Fund::SYMBOL), fund.get(Fund::NAME)) {
    ///         (Some(symbol), Some(name)) if symbol == name => Err("The name says more than the symbol."),
    ///         _ => Ok(()),
    ///     }
    /// }
    /// # let _ =
    /// Serializer::<Fund>::all().validate(telling)
    /// # ;
    /// ```
    pub fn validate<E, F>(mut self, check: F) -> Self
    where
        M: 'static,
        E: IntoErrors,
        F: Fn(&Given<'_, M>) -> Result<(), E> + Send + Sync + 'static,
    {
        let name = format!("{}.{}", self.label(), short_name::<F>());
        self.data.validators.push(name.clone());
        let check = Arc::new(check);
        self.functions.push(Named::new::<F>(name, move |behaviours, name| {
            let check = Arc::clone(&check);
            behaviours.object_validator(name, move |object: &Object<'_>| check(&Given::new(object)).map_err(IntoErrors::into_errors))
        }));
        self
    }

    /// What its functions' names begin with.
    fn label(&self) -> String {
        match (&self.data.name, &self.data.model) {
            (name, Some(model)) if name.is_empty() => model.clone(),
            (name, _) => name.clone(),
        }
    }
}

/// A serializer, or a function that makes one.
#[diagnostic::on_unimplemented(message = "`{Self}` is no serializer", label = "expected `Serializer::of(…)`, or a function that makes one")]
pub trait IntoSerializer {
    /// What it is about.
    type Of;
    /// The serializer.
    fn into_serializer(self) -> Serializer<Self::Of>;
}

impl<M> IntoSerializer for Serializer<M> {
    type Of = M;

    fn into_serializer(self) -> Serializer<M> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M, F: FnOnce() -> Serializer<M>> IntoSerializer for F {
    type Of = M;

    fn into_serializer(self) -> Serializer<M> {
        self()
    }
}
