//! `#[function]`, `#[view]`, `#[api_view]` and `#[action]`: an `async fn` becomes a function that makes its declaration.

mod action;
mod api_view;
mod emit;
mod function;
mod path;
mod policy;
mod schema;
mod view;

pub use action::action;
pub use api_view::api_view;
pub use function::function;
pub use view::view;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, Ident, ItemFn};

use crate::arguments::Arguments;
use crate::errors::{Errors, list, nearest};

/// What is asked where nobody said who may.
const WHO: &str = "who may use this? Say `permission = AllowAny` for everyone, `permission = IsAuthenticated` for whoever is logged in, or another rule";

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Takes `methods(GET, POST)`; the code of their `koroc_spec::Method`s.
fn methods(attribute: &str, item: &Ident, arguments: &mut Arguments, errors: &mut Errors) -> Vec<TokenStream> {
    if arguments.lacks("methods") {
        errors.push(item, format!("`#[{attribute}]` needs the methods it answers: `methods(GET)`"));
    }
    let named = arguments.lists("methods", |input: ParseStream<'_>| input.call(Ident::parse_any), errors).concat();
    let mut seen = Vec::new();
    let mut methods = Vec::new();
    for name in named {
        let text = name.to_string();
        if !METHODS.contains(&text.as_str()) {
            let near = nearest(&text.to_uppercase(), METHODS).map_or_else(|| format!("it answers {}", list(METHODS)), |near| format!("did you mean `{near}`?"));
            errors.push(&name, format!("`{text}` is no method of an operation; {near}"));
        } else if seen.contains(&text) {
            errors.push(&name, format!("`{text}` is there twice"));
        } else {
            methods.push(method(&text));
            seen.push(text);
        }
    }
    methods
}

/// The code of a method, by its name in any case.
fn method(name: &str) -> TokenStream {
    let variant = quote::format_ident!("{}{}", name[..1].to_uppercase(), name[1..].to_lowercase());
    quote!(::koroc::__private::spec::Method::#variant)
}

/// Takes `permission = IsAuthenticated`.
fn permission(arguments: &mut Arguments, errors: &mut Errors) -> Option<Expr> {
    arguments.value("permission", errors)
}

/// As [`permission`], which must be there.
fn stated_permission(item: &ItemFn, arguments: &mut Arguments, errors: &mut Errors) -> Option<Expr> {
    if arguments.lacks("permission") {
        errors.push(&item.sig.ident, WHO);
    }
    permission(arguments, errors)
}

/// What every function must be to answer requests.
fn check(attribute: &str, item: &ItemFn, errors: &mut Errors) {
    if item.sig.asyncness.is_none() {
        errors.push(&item.sig.fn_token, format!("`#[{attribute}]` goes above an `async fn`"));
    }
    if !item.sig.generics.params.is_empty() {
        errors.push(&item.sig.generics, "a function that answers requests has no generic parameters");
    }
}

/// The function's name in the description.
fn name(item: &ItemFn) -> String {
    item.sig.ident.unraw().to_string()
}
