//! A serializer as understood from its struct: plain data between parsing and emitting.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Ident, Path, Type};

/// A struct that is a serializer.
pub struct Serializer {
    pub ident: Ident,
    pub name: String,
    pub fields: Vec<Field>,
    /// Functions of the whole struct.
    pub validators: Vec<Path>,
}

/// A field of it.
pub struct Field {
    pub ident: Ident,
    /// Its type without the `Option` that says that it may be missing.
    pub inner: Type,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// Its key on the wire, if that is not the field's name.
    pub name: Option<String>,
    pub form: Form,
    /// The value of an input without it, as the code of a `DefaultValue`.
    pub default: Option<TokenStream>,
    pub required: Option<bool>,
    pub read_only: bool,
    pub write_only: bool,
    pub hidden: bool,
    pub password: bool,
    pub label: Option<String>,
    pub help: String,
    /// Errors by their code, in other words.
    pub messages: Vec<(String, String)>,
    pub checks: Vec<Path>,
    pub validators: Vec<Path>,
}

impl Field {
    /// Its key on the wire.
    pub fn wire_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.ident.unraw().to_string())
    }
}

/// What a field is made of.
pub enum Form {
    /// A value, as the code of its `ValueType`.
    Own(TokenStream),
    /// Objects of another serializer.
    Nested {
        of: Box<Type>,
        many: bool,
        allow_empty: bool,
        null: bool,
        /// As the code of `Limits`.
        limits: TokenStream,
    },
}
