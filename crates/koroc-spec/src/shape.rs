//! A shape: the fields that a request may send and an answer shows, in order (DRF's serializer, as data).

use crate::{DefaultValue, ValueType};

/// A serializer.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its name, by which OpenAPI refers to it.
    pub name: String,
    /// The model it was made from, by its place in [`Resolved::models`](crate::Resolved).
    pub model: Option<usize>,
    /// The fields in the order of input, errors and output.
    pub fields: Vec<ShapeField>,
    /// Sets of fields that are unique together.
    pub unique_together: Vec<TogetherQuestion>,
    /// Names of validators of the whole object, written in Rust; they run when every field has passed.
    pub validators: Vec<String>,
}

/// A field of a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeField {
    /// The key on the wire.
    pub name: String,
    /// The field's place in its model's fields; `None`: not a column.
    pub column: Option<usize>,
    /// The type of its values.
    pub ty: ValueType,
    /// Whether it is shown only; what is sent for it is ignored.
    pub read_only: bool,
    /// Whether it is accepted only.
    pub write_only: bool,
    /// Whether a full (not partial) input must have it.
    pub required: bool,
    /// What an input without it gets. (A model's own default applies when the row is made.)
    pub default: Option<DefaultValue>,
    /// What a person reads.
    pub label: String,
    /// A sentence about it.
    pub help: String,
    /// Whether it is a secret that a form must not show.
    pub password: bool,
    /// The question that must be answered with no.
    pub unique: Option<UniqueQuestion>,
    /// Names of validators of this field, written in Rust.
    pub validators: Vec<String>,
}

impl ShapeField {
    /// A plain, required field that is no column.
    pub fn new(name: &str, ty: ValueType) -> Self {
        ShapeField {
            name: name.to_owned(),
            column: None,
            ty,
            read_only: false,
            write_only: false,
            required: true,
            default: None,
            label: crate::names::capitalized(&name.replace('_', " ")),
            help: String::new(),
            password: false,
            unique: None,
            validators: Vec::new(),
        }
    }
}

/// "Is there another row with this value?"
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueQuestion {
    /// The error if there is.
    pub message: String,
}

/// "Is there another row with these values?"
#[derive(Debug, Clone, PartialEq)]
pub struct TogetherQuestion {
    /// Places of the fields in the shape.
    pub fields: Vec<usize>,
    /// The error if there is.
    pub message: String,
}
