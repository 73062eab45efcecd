//! Splits the tokens of an attribute into entries, and says what a wrong one should have been.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Meta, Token};

use super::Known;
use crate::errors::{Errors, list, nearest};

/// The entries one by one; after a mistake goes on behind the next comma.
pub fn metas(tokens: TokenStream, errors: &mut Errors) -> Vec<Meta> {
    let mut metas = Vec::new();
    let read = |input: ParseStream<'_>| {
        while !input.is_empty() {
            match input.call(Meta::parse) {
                Ok(meta) => metas.push(meta),
                Err(error) => {
                    errors.at(error.span(), "expected `name`, `name = value` or `name(…)`");
                    while !input.is_empty() && !input.peek(Token![,]) {
                        input.parse::<TokenTree>()?;
                    }
                }
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                errors.at(input.span(), "expected a comma between two entries");
                while !input.is_empty() && input.parse::<Token![,]>().is_err() {
                    input.parse::<TokenTree>()?;
                }
            }
        }
        Ok(())
    };
    if let Err(error) = read.parse2(tokens) {
        errors.at(error.span(), error);
    }
    metas
}

/// What to say about a name that the attribute does not have.
pub fn unknown(attribute: &str, name: &str, known: &[&Known], hints: &[(&str, &str)]) -> String {
    let names = || known.iter().map(|known| known.name);
    if let Some((_, hint)) = hints.iter().find(|(other, _)| *other == name) {
        return format!("`{attribute}` has no `{name}`: {hint}");
    }
    match nearest(name, names()) {
        Some(near) => format!("`{attribute}` has no `{name}`; did you mean `{near}`?"),
        None => format!("`{attribute}` has no `{name}`; it takes {}", list(names())),
    }
}
