//! `choices("applied" = "Applied", "Closed"("hired" = "Hired"))`: values, what a person reads, and groups of them.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Lit, LitStr, Token, parenthesized};

/// A choice, or a group of choices.
#[derive(Clone)]
pub enum Choice {
    Item { value: Lit, label: String },
    Group { label: String, items: Vec<Choice> },
}

impl Choice {
    /// As [`parse`](Choice::parse), or a value alone, which is then its own label.
    pub fn parse_bare(input: ParseStream<'_>) -> syn::Result<Choice> {
        let ahead = input.fork();
        if ahead.parse::<Lit>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,])) {
            let value: Lit = input.parse()?;
            let label = match &value {
                Lit::Str(text) => text.value(),
                Lit::Int(number) => number.base10_digits().to_owned(),
                other => return Err(syn::Error::new(other.span(), "a choice is text or a whole number")),
            };
            return Ok(Choice::Item { value, label });
        }
        Choice::parse(input)
    }

    /// Reads `value = "Label"` or `"Heading"(value = "Label", …)`.
    pub fn parse(input: ParseStream<'_>) -> syn::Result<Choice> {
        let value = input.call(Lit::parse).map_err(|error| syn::Error::new(error.span(), "expected a choice as `\"value\" = \"Label\"`"))?;
        if let Lit::Str(label) = &value
            && input.peek(syn::token::Paren)
        {
            let inside;
            parenthesized!(inside in input);
            let items = Punctuated::<Choice, Token![,]>::parse_terminated_with(&inside, Choice::parse)?;
            return Ok(Choice::Group { label: label.value(), items: items.into_iter().collect() });
        }
        if !matches!(value, Lit::Str(_) | Lit::Int(_)) {
            return Err(syn::Error::new(value.span(), "a choice is text or a whole number"));
        }
        let label = input.parse::<Token![=]>().and_then(|_| input.parse::<LitStr>());
        let label = label.map_err(|error| syn::Error::new(error.span(), "expected what a person reads: `\"value\" = \"Label\"`"))?;
        Ok(Choice::Item { value, label: label.value() })
    }

    /// The values, groups opened.
    pub fn values(choices: &[Choice]) -> Vec<&Lit> {
        choices
            .iter()
            .flat_map(|choice| match choice {
                Choice::Item { value, .. } => vec![value],
                Choice::Group { items, .. } => Choice::values(items),
            })
            .collect()
    }

    /// The code of its `koroc_spec::Choice`.
    pub fn emit(&self) -> TokenStream {
        match self {
            Choice::Item { value, label } => {
                let value = literal(value);
                quote!(spec::Choice::Item { value: #value, label: #label.to_owned() })
            }
            Choice::Group { label, items } => {
                let items = items.iter().map(Choice::emit);
                quote!(spec::Choice::Group { label: #label.to_owned(), items: vec![#(#items),*] })
            }
        }
    }
}

/// The code of a choice's `Value`.
pub fn literal(value: &Lit) -> TokenStream {
    match value {
        Lit::Int(number) => quote!(Value::Int(#number)),
        text => quote!(Value::Str(#text.to_owned())),
    }
}

/// What a literal says, for comparing.
pub fn key(value: &Lit) -> String {
    match value {
        Lit::Str(text) => format!("{:?}", text.value()),
        Lit::Int(number) => number.base10_digits().to_owned(),
        other => quote!(#other).to_string(),
    }
}

/// The first value that appears twice.
pub fn repeated(choices: &[Choice]) -> Option<(String, Span)> {
    let keys: Vec<(String, Span)> = Choice::values(choices).into_iter().map(|value| (key(value), value.span())).collect();
    keys.iter().enumerate().find(|(at, (key, _))| keys[..*at].iter().any(|(earlier, _)| earlier == key)).map(|(_, twice)| twice.clone())
}
