//! `#[function(path = "/alive", methods(GET), permission = AllowAny)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, ItemFn, LitStr, Token};

use super::{emit, path, schema};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

const KNOWN: &[Known] = &[
    known("path", "path = \"/alive\""),
    known("methods", "methods(GET)"),
    known("permission", "permission = IsAuthenticated"),
    schema::ANSWERS,
    schema::TAKES,
    schema::EXCLUDE,
    known("memory_size", "memory_size = 128"),
    known("timeout", "timeout = 30"),
    known("environment", "environment(LOG_LEVEL = \"debug\")"),
];

const HINTS: &[(&str, &str)] = &[("method", "write `methods(GET)`"), ("get", "write `methods(GET)`"), ("memory", "write `memory_size = 128`, in MB")];

/// The function as one that makes what `App::function` takes.
pub fn function(arguments: TokenStream, item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    super::check("function", &item, &mut errors);
    let mut arguments = Arguments::parse("function", arguments, &[KNOWN], HINTS, &mut errors);
    let path = path_of("function", &item, &mut arguments, &mut errors);
    let methods = super::methods("function", &item, &mut arguments, &mut errors);
    let permission = super::stated_permission(&item, &mut arguments, &mut errors);
    let schema = schema::calls(&mut arguments, &mut errors);
    let deploy = deploy(&mut arguments, &mut errors);
    let (name, ident, description) = (super::name(&item), &item.sig.ident, docs::text(&item.attrs));
    let value = quote! {
        ::koroc::Function::new(#name, #path, ::std::vec![#(#methods),*], #permission, #ident)
            .description(#description)
            #schema
            #deploy
    };
    emit::declaration(&item, &quote!(::koroc::Function), &value, errors)
}

/// Takes `path = "/alive"`.
pub(super) fn path_of(attribute: &str, item: &ItemFn, arguments: &mut Arguments, errors: &mut Errors) -> String {
    let missing = arguments.lacks("path");
    match arguments.text("path", errors) {
        Some(text) => {
            path::whole(&text, errors);
            text.value()
        }
        None if missing => {
            errors.push(&item.sig.ident, format!("`#[{attribute}]` needs a path: `path = \"/alive\"`"));
            String::new()
        }
        None => String::new(),
    }
}

/// The calls that say how the function is deployed.
pub(super) fn deploy(arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let memory_size = arguments.count::<u32>("memory_size", errors).map(|size| quote!(.memory_size(#size)));
    let timeout = arguments.count::<u32>("timeout", errors).map(|seconds| quote!(.timeout(#seconds)));
    let environment = arguments.lists("environment", variable, errors).concat();
    let environment = environment.iter().map(|(name, value)| {
        let name = name.to_string();
        quote!(.environment(#name, #value))
    });
    let words = quote!(#memory_size #timeout #(#environment)*);
    if words.is_empty() { words } else { quote!(.deploy(::koroc::__private::spec::Deploy::new()#words)) }
}

fn variable(input: ParseStream<'_>) -> syn::Result<(Ident, LitStr)> {
    let name = input.parse()?;
    input.parse::<Token![=]>()?;
    Ok((name, input.parse()?))
}
