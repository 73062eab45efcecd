//! `#[action(detail = true, methods(POST))]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use super::{emit, path, policy, schema};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

const KNOWN: &[Known] = &[
    known("detail", "detail = true"),
    known("methods", "methods(POST)"),
    known("url_path", "url_path = \"set-price\""),
    known("url_name", "url_name = \"set-price\""),
    known("permission", "permission = IsAdminUser"),
    schema::ANSWERS,
    schema::TAKES,
    schema::EXCLUDE,
];

const HINTS: &[(&str, &str)] = &[("path", "write `url_path = \"…\"`: the path behind the resource's"), ("method", "write `methods(POST)`")];

/// The function as one that makes what `ModelViewSet::action` takes.
pub fn action(arguments: TokenStream, item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    super::check("action", &item, &mut errors);
    let mut arguments = Arguments::parse("action", arguments, &[KNOWN, policy::KNOWN], HINTS, &mut errors);
    if arguments.lacks("detail") {
        errors.push(&item.sig.ident, "`#[action]` says what it is about: `detail = true` for one row, `detail = false` for the collection");
    }
    let detail = arguments.truth("detail", &mut errors).unwrap_or(false);
    let methods = super::methods("action", &item.sig.ident, &mut arguments, &mut errors);
    let permission = super::permission(&mut arguments, &mut errors).map(|rule| quote!(.permission(#rule)));
    let policy = policy::calls(&mut arguments, &mut errors);
    let schema = schema::calls(&mut arguments, &mut errors);
    let url_path = arguments.text("url_path", &mut errors).map(|text| {
        path::segments(&text, &mut errors);
        quote!(.url_path(#text))
    });
    let url_name = arguments.text("url_name", &mut errors).map(|text| quote!(.url_name(#text)));
    let (name, ident, description) = (super::name(&item), &item.sig.ident, docs::text(&item.attrs));
    let value = quote! {
        ::koroc::Action::new(#name, #detail, ::std::vec![#(#methods),*], #ident)
            .description(#description)
            #permission
            #policy
            #schema
            #url_path
            #url_name
    };
    emit::declaration(&item, &quote!(::koroc::Action), &value, errors)
}
