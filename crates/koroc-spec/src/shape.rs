//! A shape: the fields that a request may send and an answer shows, in order (DRF's serializer, as data).

use crate::{DatePart, DefaultValue, Hop, Value, ValueType};

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
    /// Fields that are unique for a date.
    pub unique_for: Vec<UniqueForQuestion>,
    /// Names of validators of the whole object, written in Rust; they run when every field has passed.
    pub validators: Vec<String>,
}

impl Shape {
    /// Whether answers show a field of the model, or something that it leads to.
    pub fn reads(&self, field: usize) -> bool {
        self.fields.iter().filter(|shown| !shown.write_only && !shown.hidden).any(|shown| match &shown.source {
            Source::Field(place) => *place == field,
            Source::Path { hops, .. } => hops.first() == Some(&Hop::Forward { field }),
            Source::Whole | Source::Computed(_) | Source::Own(_) => false,
        })
    }
}

/// A field of a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeField {
    /// The key on the wire.
    pub name: String,
    /// Where its value comes from, and where it goes.
    pub source: Source,
    /// The type of its values.
    pub ty: ValueType,
    /// Whether it is shown only; what is sent for it is ignored.
    pub read_only: bool,
    /// Whether it is accepted only.
    pub write_only: bool,
    /// Whether a full (not partial) input must have it.
    pub required: bool,
    /// Whether it is neither shown nor accepted: its default is written.
    pub hidden: bool,
    /// What an input without it gets, or what is shown of a field that is only shown where there is no value. (A model's own default applies when the
    /// row is made.)
    pub default: Option<DefaultValue>,
    /// Whether the default is for new rows only.
    pub create_only: bool,
    /// What a person reads.
    pub label: String,
    /// A sentence about it.
    pub help: String,
    /// Whether it is a secret that a form must not show.
    pub password: bool,
    /// The question that must be answered with no.
    pub unique: Option<UniqueQuestion>,
    /// Messages by their code, in place of DRF's.
    pub messages: Vec<(String, String)>,
    /// Names of validators that run beside its limits, written in Rust.
    pub validators: Vec<String>,
    /// Names of checks that run once everything else has passed (DRF's `validate_<field>`), written in Rust.
    pub checks: Vec<String>,
}

/// Where the value of a shape's field comes from, and where what was sent goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A field of the shape's model, by its place.
    Field(usize),
    /// Over relations to other rows, and to a field of the last model; `None`: to those rows themselves.
    Path {
        /// The steps, at least one.
        hops: Vec<Hop>,
        /// The field.
        field: Option<usize>,
    },
    /// The row itself.
    Whole,
    /// What the program's function of this name makes of the row.
    Computed(String),
    /// No row: a validated value is found under this name.
    Own(String),
}

impl ShapeField {
    /// The place of the model's field that it is.
    pub fn column(&self) -> Option<usize> {
        match self.source {
            Source::Field(place) => Some(place),
            Source::Path { .. } | Source::Whole | Source::Computed(_) | Source::Own(_) => None,
        }
    }

    /// A plain, required field that is no column.
    pub fn new(name: &str, ty: ValueType) -> Self {
        ShapeField {
            name: name.to_owned(),
            source: Source::Own(name.to_owned()),
            ty,
            read_only: false,
            write_only: false,
            required: true,
            hidden: false,
            default: None,
            create_only: false,
            label: crate::names::capitalized(&name.replace('_', " ")),
            help: String::new(),
            password: false,
            unique: None,
            messages: Vec::new(),
            validators: Vec::new(),
            checks: Vec::new(),
        }
    }
}

/// "Is there another row with this value?"
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueQuestion {
    /// The error if there is.
    pub message: String,
    /// Whether case is ignored (`lookup="iexact"`).
    pub ignore_case: bool,
}

/// "Is there another row with these values?"
#[derive(Debug, Clone, PartialEq)]
pub struct TogetherQuestion {
    /// Places of the fields in the shape.
    pub fields: Vec<usize>,
    /// What must be true of a row for it to count, all of it: places in the shape, values, and whether the field must *not* have the value.
    pub condition: Vec<(usize, Value, bool)>,
    /// The error if there is.
    pub message: String,
    /// Its code.
    pub code: String,
}

/// "Is there another row of that date with this value?"
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueForQuestion {
    /// The field's place in the shape; both it and the date are needed, in a partial input too.
    pub field: usize,
    /// The place of the field that holds the date.
    pub date: usize,
    /// What the dates of two rows would share.
    pub part: DatePart,
    /// The error if there is.
    pub message: String,
}
