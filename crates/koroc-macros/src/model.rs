//! `derive(Model)`: a struct with named fields is a table.

pub mod choices;
pub mod default;
pub mod default_json;
mod emit;
mod field;
mod fitting;
pub mod ir;
pub mod kind;
mod known;
pub mod number;
mod parse;
pub mod rust;
mod sets;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::errors::Errors;

/// The code for a struct, and a `compile_error!` for each mistake in it.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let model = parse::model(input, &mut errors);
    let code = model.map(|model| emit::model(&model, errors.is_empty()));
    let errors = errors.emit();
    quote!(#code #errors)
}
