//! Derives and attributes that read Rust declarations into a Koroc description.
//!
//! Each macro goes the same way: *parse* the tokens, collecting every mistake (`errors::Errors`); hold what was
//! understood in an *ir* of plain data; *emit* code that builds `koroc-spec`'s structs. Mistakes never keep the item
//! itself from being emitted, so that one typo gives one error.

mod arguments;
mod docs;
mod endpoint;
mod errors;
mod model;
mod serializer;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a struct a model: a table, its columns as typed constants, and everything that is said about them once.
///
/// The struct's documentation comment becomes the model's help text, a field's its own. See the guide to models in the
/// facade crate, `koroc`, for all attributes.
#[proc_macro_derive(Model, attributes(model, field))]
pub fn model(input: TokenStream) -> TokenStream {
    model::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct what a request may send and an answer shows, checked field by field, without a model.
///
/// See the guide to serializers in the facade crate, `koroc`, for all attributes.
#[proc_macro_derive(Serializer, attributes(serializer, field))]
pub fn serializer(input: TokenStream) -> TokenStream {
    serializer::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an `async fn` with axum's extractors a function with a path of its own, for `App::function`; without a path, one of an `Invocation` that
/// a schedule, a queue or a bucket calls.
#[proc_macro_attribute]
pub fn function(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::function(arguments.into(), parse_macro_input!(item as ItemFn)).into()
}

/// Makes the functions of an `impl` one view, for `App::function`: `get`, `post`, `put`, `patch` and `delete` answer at its path, those with
/// `#[route("/…", methods(…))]` below it.
#[proc_macro_attribute]
pub fn view(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::view(arguments.into(), parse_macro_input!(item as syn::ItemImpl)).into()
}

/// Makes an `async fn` of the request's context a view of the API, for `App::api_view`.
#[proc_macro_attribute]
pub fn api_view(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::api_view(arguments.into(), parse_macro_input!(item as ItemFn)).into()
}

/// Makes an `async fn` an operation of a resource beyond the standard ones, for `ModelViewSet::action`.
#[proc_macro_attribute]
pub fn action(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::action(arguments.into(), parse_macro_input!(item as ItemFn)).into()
}
