//! A serializer as declared: which fields are on the wire, where their values come from, and how they differ from the model.

use crate::{DefaultValue, Limits, RelatedBy, UniqueQuestion, ValueType, Wire};

/// A serializer (DRF's `ModelSerializer` or `Serializer`); [`resolve`](crate::resolve) makes a [`Shape`](crate::Shape) of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Serializer {
    /// Its name, by which OpenAPI refers to it; empty: the model's. Two serializers of one name must be equal.
    pub name: String,
    /// The label of its model, `app.Model`; `None`: its fields are all its own.
    pub model: Option<String>,
    /// The fields on the wire, in order; `None`: all of the model's.
    pub fields: Option<Vec<SerializerField>>,
    /// What differs for single fields of those (DRF's `extra_kwargs`): what is `None` or empty here says nothing.
    pub overrides: Vec<SerializerField>,
    /// How many levels of relations are shown as nested objects (DRF's `depth`); 0: relations are shown by key.
    pub depth: u32,
    /// Names of validators of the whole object, written in Rust; they run when every field has passed.
    pub validators: Vec<String>,
}

impl Serializer {
    /// A serializer of all fields of a model.
    pub fn of_model(label: &str) -> Self {
        Serializer { model: Some(label.to_owned()), ..Serializer::default() }
    }

    /// What differs for the field of this name; made where nothing did so far.
    pub fn change(&mut self, name: &str) -> &mut SerializerField {
        let at = self.overrides.iter().position(|change| change.name == name).unwrap_or_else(|| {
            self.overrides.push(SerializerField::named(name));
            self.overrides.len() - 1
        });
        &mut self.overrides[at]
    }
}

/// A field of a serializer; what is `None` or empty follows from the model's field, or from DRF's defaults.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SerializerField {
    /// The key on the wire.
    pub name: String,
    /// Where its value comes from: a field of the model, names of relations and a field joined by dots, `*` for the row itself; without a model the name
    /// under which the validated value is found. `None`: the name.
    pub source: Option<String>,
    /// What it is made of.
    pub form: FieldForm,
    /// Whether it is shown only.
    pub read_only: Option<bool>,
    /// Whether it is accepted only.
    pub write_only: Option<bool>,
    /// Whether a full input must have it.
    pub required: Option<bool>,
    /// Whether null is accepted.
    pub null: Option<bool>,
    /// Whether empty text, or an empty list of relations, is accepted.
    pub blank: Option<bool>,
    /// Whether it is neither shown nor accepted: its default is what is written (DRF's `HiddenField`).
    pub hidden: bool,
    /// What an input without it gets; of a field that is only shown, what is shown where there is no value.
    pub default: Option<DefaultValue>,
    /// Whether the default is for new rows only (DRF's `CreateOnlyDefault`).
    pub create_only: bool,
    /// What a person reads.
    pub label: Option<String>,
    /// A sentence about it.
    pub help: Option<String>,
    /// Whether it is a secret that a form must not show.
    pub password: bool,
    /// Lengths and bounds that take the place of the model's.
    pub limits: Limits,
    /// Forms on the wire that take the place of the model's.
    pub wire: Option<Wire>,
    /// Messages by their code, in place of DRF's (`error_messages`).
    pub messages: Vec<(String, String)>,
    /// How uniqueness is asked for, in place of what the model says.
    pub unique: Option<UniqueQuestion>,
    /// Names of validators that run beside its limits, written in Rust.
    pub validators: Vec<String>,
    /// Names of checks that run once everything else has passed (DRF's `validate_<field>`), written in Rust.
    pub checks: Vec<String>,
}

impl SerializerField {
    /// A field that is as the model's field of this name.
    pub fn named(name: &str) -> Self {
        SerializerField { name: name.to_owned(), ..SerializerField::default() }
    }
}

/// What a serializer's field is made of.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::large_enum_variant, reason = "declared a few times at the start; a box would show wherever one is written")]
pub enum FieldForm {
    /// What the model's field makes of it; behind a dotted source it is only shown.
    #[default]
    Model,
    /// A type of its own.
    Own(ValueType),
    /// Rows of another model, shown and named by something else than their key.
    Related(RelatedBy),
    /// Objects of another serializer, for the rows that the source leads to, or for a member of the input.
    Nested {
        /// Their serializer.
        serializer: Box<Serializer>,
        /// Whether it is a list of them.
        many: bool,
        /// Whether the list may be empty.
        allow_empty: bool,
    },
    /// What the program's function of this name makes of the row (DRF's `SerializerMethodField`).
    Computed(String),
    /// The row's own address (DRF's `HyperlinkedIdentityField`), by the name of its route; `None`: where rows of the model are retrieved.
    Url(Option<String>),
}
