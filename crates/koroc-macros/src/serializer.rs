//! `derive(Serializer)`: a struct with named fields is what a request may send and an answer shows, without a model.

mod default;
mod emit;
mod field;
mod fitting;
mod ir;
mod kind;
mod limits;
mod ty;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Path};

use crate::arguments::{Arguments, Known, known};
use crate::errors::Errors;
use ir::Serializer;

const KNOWN: &[Known] = &[known("name", "name = \"Advance\""), known("validate", "validate(reason_is_given)")];

const HINTS: &[(&str, &str)] = &[
    ("model", "a serializer of a model is made of its columns: `Serializer::of((Fund::ID, …))`"),
    ("fields", "the struct's fields are its fields"),
    ("check", "write `validate(…)`: functions of the whole struct; `check(…)` is about a field"),
];

/// The code for a struct, and a `compile_error!` for each mistake in it.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let serializer = read(input, &mut errors);
    let code = serializer.map(|serializer| emit::serializer(&serializer, errors.is_empty()));
    let errors = errors.emit();
    quote!(#code #errors)
}

/// The serializer that a struct describes, as far as it can be understood; `None` for what is no struct with named fields.
fn read(input: &DeriveInput, errors: &mut Errors) -> Option<Serializer> {
    let Data::Struct(syn::DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        errors.push(&input.ident, format!("a serializer is a struct with named fields: `struct {} {{ … }}`", input.ident));
        return None;
    };
    if !input.generics.params.is_empty() {
        errors.push(&input.generics, "a serializer has no generic parameters");
        return None;
    }
    let mut arguments = Arguments::above(&input.attrs, "serializer", KNOWN, HINTS, errors);
    let name = arguments.text("name", errors).map_or_else(|| input.ident.unraw().to_string(), |text| text.value());
    let validators = arguments.lists("validate", |input| input.call(Path::parse_mod_style), errors).concat();
    let fields: Vec<_> = fields.named.iter().filter_map(|field| field::read(field, errors)).collect();
    for (at, field) in fields.iter().enumerate() {
        if fields[..at].iter().any(|earlier| earlier.wire_name() == field.wire_name()) {
            errors.push(&field.ident, format!("another field is called `{}` on the wire already", field.wire_name()));
        }
    }
    Some(Serializer { ident: input.ident.clone(), name, fields, validators })
}
