//! `#[view(path = "/album", permission = AllowAny)]` above an `impl`: one function with several endpoints.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, ImplItem, ImplItemFn, ItemImpl, LitStr, Token, Type};

use super::{function, path, schema};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

const KNOWN: &[Known] = &[
    known("path", "path = \"/album\""),
    known("permission", "permission = AllowAny"),
    known("scopes", function::SCOPES),
    known("memory_size", function::MEMORY_SIZE),
    known("timeout", function::TIMEOUT),
    known("environment", function::ENVIRONMENT),
];

const ROUTE: &[Known] = &[
    known("methods", "methods(POST)"),
    known("permission", "permission = IsAuthenticated"),
    known("scopes", function::SCOPES),
    schema::ANSWERS,
    schema::TAKES,
    schema::EXCLUDE,
];

const HINTS: &[(&str, &str)] = &[("method", "write `methods(POST)`"), ("memory", "write `memory_size = 512`, in MB")];

/// The functions that answer at the view's own path, by the method they are named after.
const NAMED: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What holds for the whole view.
struct View {
    name: String,
    path: String,
    permission: Option<Expr>,
    scopes: Vec<LitStr>,
}

/// The `impl` as it is, and its type as what `App::function` takes.
pub fn view(arguments: TokenStream, mut item: ItemImpl) -> TokenStream {
    let mut errors = Errors::default();
    let mut arguments = Arguments::parse("view", arguments, &[KNOWN], HINTS, &mut errors);
    let name = type_name(&item, &mut errors);
    let path = function::path_of("view", &item.self_ty, &mut arguments, &mut errors);
    let permission = super::permission(&mut arguments, &mut errors);
    let scopes = function::scopes(&mut arguments, &mut errors);
    let deploy = function::deploy(&mut arguments, &mut errors);
    let view = View { name, path, permission, scopes };
    let ty = item.self_ty.clone();
    let endpoints: Vec<TokenStream> = item.items.iter_mut().filter_map(|member| endpoint(&view, &ty, member, &mut errors)).collect();
    if endpoints.is_empty() && errors.is_empty() {
        errors.push(
            &ty,
            "a view answers something: an `async fn get`, `post`, `put`, `patch` or `delete`, or one with `#[route(\"/…\", methods(GET))]` above it",
        );
    }
    let name = &view.name;
    let body = if errors.is_empty() { quote!(::koroc::Function::view(#name)#(#endpoints)*#deploy) } else { quote!(::core::unreachable!()) };
    let errors = errors.emit();
    quote! {
        #item
        impl ::koroc::IntoFunction for #ty {
            fn into_function(self) -> ::koroc::Function { #body }
        }
        #errors
    }
}

/// The view's name in the description: its type's, in lower case.
fn type_name(item: &ItemImpl, errors: &mut Errors) -> String {
    if item.trait_.is_some() || !item.generics.params.is_empty() {
        errors.push(&item.self_ty, "`#[view]` goes above a plain `impl Album { … }` of a type without parameters");
    }
    match &*item.self_ty {
        Type::Path(ty) => ty.path.segments.last().map_or_else(String::new, |last| snake_case(&last.ident.to_string())),
        other => {
            errors.push(other, "a view is a type of its own: `struct Album;`");
            String::new()
        }
    }
}

/// The call that adds a function's endpoint; `None`: it is none.
fn endpoint(view: &View, ty: &Type, member: &mut ImplItem, errors: &mut Errors) -> Option<TokenStream> {
    let ImplItem::Fn(function) = member else { return None };
    let route = function.attrs.iter().position(|attribute| attribute.path().is_ident("route")).map(|place| function.attrs.remove(place));
    let ident = &function.sig.ident;
    let (below, methods, permission, scopes, schema) = match route {
        Some(route) => {
            let tokens = errors.keep(route.meta.require_list())?.tokens.clone();
            let (below, rest) = errors.keep(parts.parse2(tokens))?;
            path::segments(&below, errors);
            let mut arguments = Arguments::parse("route", rest, &[ROUTE], HINTS, errors);
            let methods = super::methods("route", ident, &mut arguments, errors);
            let (permission, scopes) = (super::permission(&mut arguments, errors), function::scopes(&mut arguments, errors));
            (below.value(), methods, permission, scopes, schema::calls(&mut arguments, errors))
        }
        None if NAMED.contains(&ident.to_string().as_str()) => (String::new(), vec![super::method(&ident.to_string())], None, Vec::new(), TokenStream::new()),
        None => return None,
    };
    check(function, errors);
    let Some(permission) = permission.or_else(|| view.permission.clone()) else {
        errors.push(ident, format!("{}, here or once for the whole view: `#[view(path = \"{}\", permission = …)]`", super::WHO, view.path));
        return None;
    };
    let scopes = if scopes.is_empty() { &view.scopes } else { &scopes };
    let (name, path) = (format!("{}.{ident}", view.name), format!("{}{}", view.path.trim_end_matches('/'), below));
    let description = docs::text(&function.attrs);
    Some(quote!(.endpoint(#name, #path, ::std::vec![#(#methods),*], #permission, &[#(#scopes),*], #ty::#ident).description(#description)#schema))
}

/// `"/{album_id}/like", methods(POST)`: the path below the view's, and what follows.
fn parts(input: ParseStream<'_>) -> syn::Result<(LitStr, TokenStream)> {
    let below: LitStr = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), "a route begins with its path below the view's: `#[route(\"/{id}/like\", methods(POST))]`"))?;
    if !below.value().starts_with('/') {
        return Err(syn::Error::new(below.span(), format!("a path begins with a slash: `\"/{}\"`", below.value())));
    }
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok((below, input.parse()?))
}

fn check(function: &ImplItemFn, errors: &mut Errors) {
    if function.sig.asyncness.is_none() {
        errors.push(&function.sig.fn_token, "a view's functions are `async fn`s");
    }
    if let Some(receiver) = function.sig.receiver() {
        errors.push(receiver, "a view's functions have no `self`: what they need comes by axum's extractors");
    }
}

/// `AlbumCover` as `album_cover`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
