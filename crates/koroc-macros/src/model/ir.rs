//! A model as understood from its struct: plain data between parsing and emitting.

use proc_macro2::TokenStream;
use syn::{Ident, Type, Visibility};

use super::choices::Choice;

/// A struct that is a model.
pub struct Model {
    pub ident: Ident,
    /// Every field of the struct, also one that could not be understood.
    pub columns: Vec<Column>,
    pub app: String,
    pub table: Option<String>,
    pub verbose_name: Option<String>,
    pub verbose_name_plural: Option<String>,
    pub help: String,
    pub fields: Vec<Field>,
    pub unique_together: Vec<Set>,
    pub indexes: Vec<Set>,
    pub ordering: Vec<String>,
    pub display: Option<String>,
    pub renamed_from: Option<String>,
}

/// A field as the struct has it.
pub struct Column {
    pub ident: Ident,
    pub vis: Visibility,
    pub ty: Type,
}

/// Field names, with `-` before a descending one, and what else is said of their constraint or index.
#[derive(Default)]
pub struct Set {
    pub fields: Vec<String>,
    pub name: Option<String>,
    pub message: Option<String>,
    pub code: Option<String>,
    pub condition: Vec<Condition>,
}

/// `field = value` or `field != value`, the value as its code.
pub struct Condition {
    pub field: String,
    pub value: TokenStream,
    pub negated: bool,
}

/// A field that is a column.
pub struct Field {
    pub ident: Ident,
    /// Its type without the `Option`.
    pub inner: Type,
    pub null: bool,
    pub blank: bool,
    pub kind: Kind,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    /// Bounds, as the code of their `Value`.
    pub min: Option<TokenStream>,
    pub max: Option<TokenStream>,
    pub column: Option<String>,
    pub primary_key: bool,
    pub unique: bool,
    pub index: bool,
    pub default: Option<Default>,
    pub auto: Option<Auto>,
    pub editable: bool,
    pub verbose_name: Option<String>,
    pub help: String,
    pub renamed_from: Option<String>,
    pub validators: Vec<syn::Path>,
    /// The part of a date, and the field that holds it.
    pub unique_for: Vec<(&'static str, Ident)>,
    pub upload_to: Option<String>,
    pub extensions: Vec<String>,
    pub max_size: Option<u64>,
}

/// What a Rust type and its attributes make of a column: `koroc_spec::FieldKind`, as far as a model has columns for it.
pub enum Kind {
    Boolean,
    Char,
    Text,
    Email,
    Url,
    Slug,
    Regex(String),
    Integer { width: Width, positive: bool },
    Float,
    Decimal { digits: u32, places: u32 },
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Ip(Protocol),
    Json,
    File,
    Choice(Vec<Choice>),
    ForeignKey(Relation),
    OneToOne(Relation),
    ManyToMany(Relation),
}

impl Kind {
    /// Where it leads, if it is a relation.
    pub fn relation(&self) -> Option<&Relation> {
        match self {
            Kind::ForeignKey(relation) | Kind::OneToOne(relation) | Kind::ManyToMany(relation) => Some(relation),
            _ => None,
        }
    }
}

/// Where a relation leads, and what it is called from there.
pub struct Relation {
    pub to: Box<Type>,
    pub on_delete: OnDelete,
    pub related_name: Option<String>,
    pub through: Option<Type>,
}

#[derive(Clone, Copy)]
pub enum Protocol {
    Both,
    V4,
    V6,
}

#[derive(Clone, Copy)]
pub enum Width {
    Small,
    Normal,
    Big,
}

#[derive(Clone, Copy)]
pub enum OnDelete {
    Cascade,
    Protect,
    SetNull,
}

#[derive(Clone, Copy)]
pub enum Auto {
    Increment,
    OnCreate,
    OnSave,
}

/// What a row gets that was given no value.
pub enum Default {
    /// A literal, as the code of its `Value`.
    Literal(TokenStream),
    /// An expression that is worked out once: a constant's name.
    Constant(TokenStream),
    Now,
    Today,
    Uuid4,
    /// A function of the program.
    Function(syn::Path),
}
