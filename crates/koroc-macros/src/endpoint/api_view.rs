//! `#[api_view(path = "/whoami", methods(GET), permission = IsAuthenticated)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{ItemFn, LitStr};

use super::{emit, function, policy, schema};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

const KNOWN: &[Known] = &[
    known("path", "path = \"/whoami\""),
    known("methods", "methods(GET)"),
    known("permission", "permission = IsAuthenticated"),
    schema::ANSWERS,
    schema::TAKES,
    schema::EXCLUDE,
    known("suffixes", "suffixes(\"json\", \"txt\")"),
    known("route_name", "route_name = \"v1:whoami\""),
    known("head", "head = false"),
    known("title", "title = \"Who Am I\""),
    known("memory_size", function::MEMORY_SIZE),
    known("timeout", function::TIMEOUT),
];

const HINTS: &[(&str, &str)] = &[("method", "write `methods(GET)`"), ("name", "write `route_name = \"…\"`, or `title = \"…\"` for what people see")];

/// The function as one that makes what `App::api_view` takes.
pub fn api_view(arguments: TokenStream, item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    super::check("api_view", &item, &mut errors);
    let mut arguments = Arguments::parse("api_view", arguments, &[KNOWN, policy::KNOWN], HINTS, &mut errors);
    let path = function::path_of("api_view", &item.sig.ident, &mut arguments, &mut errors);
    let methods = super::methods("api_view", &item.sig.ident, &mut arguments, &mut errors);
    let permission = super::stated_permission(&item, &mut arguments, &mut errors);
    let policy = policy::calls(&mut arguments, &mut errors);
    let schema = schema::calls(&mut arguments, &mut errors);
    let suffixes = arguments.lists("suffixes", |input: ParseStream<'_>| input.parse::<LitStr>(), &mut errors).concat();
    let suffixes = (!suffixes.is_empty()).then(|| quote!(.suffixes([#(#suffixes),*])));
    let head = arguments.truth("head", &mut errors).map(|head| quote!(.head(#head)));
    let route_name = arguments.text("route_name", &mut errors).map(|name| quote!(.route_name(#name)));
    let title = arguments.text("title", &mut errors).map(|title| quote!(.title(#title)));
    let deploy = function::deploy(&mut arguments, &mut errors);
    let (name, ident, description) = (super::name(&item), &item.sig.ident, docs::text(&item.attrs));
    let value = quote! {
        ::koroc::ApiView::new(#name, #path, #permission)
            .on_all([#(#methods),*], #ident)
            .description(#description)
            #policy
            #schema
            #suffixes
            #route_name
            #head
            #title
            #deploy
    };
    emit::declaration(&item, &quote!(::koroc::ApiView), &value, errors)
}
