//! The arguments that say what a view takes and answers, for the OpenAPI document.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Expr, LitInt, Token};

use super::policy;
use crate::arguments::{Arguments, Known, known};
use crate::errors::Errors;

/// The arguments, as every attribute that has them knows them.
pub const ANSWERS: Known = known("answers", "answers(201 = Content::list(skill), 409)");
pub const TAKES: Known = known("takes", "takes = Content::list(skill)");
pub const EXCLUDE: Known = known("exclude_from_schema", "exclude_from_schema");

/// The calls that say it.
pub fn calls(arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let answers = arguments.lists("answers", answer, errors).concat();
    let answers = answers.iter().map(|(status, content)| {
        let content = content.as_ref().map_or_else(|| nothing_or_any(status), policy::serializer_of);
        quote!(.answers(#status, #content))
    });
    let takes = arguments.value("takes", errors).map(|content| {
        let content = policy::serializer_of(&content);
        quote!(.takes(#content))
    });
    let exclude = arguments.flag("exclude_from_schema", errors).then(|| quote!(.exclude_from_schema()));
    quote!(#(#answers)* #takes #exclude)
}

/// `201 = skill`, or `409` for whatever it is.
fn answer(input: ParseStream<'_>) -> syn::Result<(LitInt, Option<Expr>)> {
    let status: LitInt = input.parse()?;
    status.base10_parse::<u16>()?;
    let content = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
    Ok((status, content))
}

/// What a status alone says: HTTP gives 204 and its like no body.
fn nothing_or_any(status: &LitInt) -> TokenStream {
    if matches!(status.base10_digits(), "204" | "205" | "304") { quote!(()) } else { quote!(::koroc::Content::any()) }
}
