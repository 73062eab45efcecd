//! The arguments of an attribute: `name`, `name = value` and `name(…)`, separated by commas.

mod entries;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token, spanned::Spanned};

use crate::errors::{Errors, nearest};
use entries::{metas, unknown};

/// An argument that an attribute takes.
#[derive(Clone, Copy)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// How it is written, `max_length = 10`.
    pub form: &'static str,
    /// Whether it may be given several times.
    pub repeats: bool,
}

/// An argument that is given at most once.
pub const fn known(name: &'static str, form: &'static str) -> Known {
    Known { name, form, repeats: false }
}

/// An argument that was given.
struct Argument {
    known: &'static Known,
    span: Span,
    given: Given,
}

enum Given {
    Flag,
    Value(Expr),
    List(TokenStream),
}

/// What was given, taken out piece by piece; all names are known ones.
pub struct Arguments {
    given: Vec<Argument>,
    /// Names that misspelt ones were probably meant to be.
    meant: Vec<&'static str>,
}

impl Arguments {
    /// Reads every attribute of this name above an item.
    pub fn above(attributes: &[Attribute], attribute: &str, known: &'static [Known], hints: &[(&str, &str)], errors: &mut Errors) -> Self {
        let mut tokens = TokenStream::new();
        for this in attributes.iter().filter(|this| this.path().is_ident(attribute)) {
            if let Some(list) = errors.keep(this.meta.require_list()) {
                let inner = &list.tokens;
                tokens.extend(quote!(#inner,));
            }
        }
        Arguments::parse(attribute, tokens, &[known], hints, errors)
    }

    /// Reads the tokens between an attribute's parentheses. `hints` tells what stands for a name that another framework has.
    pub fn parse(attribute: &str, tokens: TokenStream, known: &[&'static [Known]], hints: &[(&str, &str)], errors: &mut Errors) -> Self {
        let known: Vec<&'static Known> = known.iter().copied().flatten().collect();
        let (mut given, mut meant) = (Vec::<Argument>::new(), Vec::new());
        for meta in metas(tokens, errors) {
            let (path, value) = match meta {
                Meta::Path(path) => (path, Given::Flag),
                Meta::NameValue(pair) => (pair.path, Given::Value(pair.value)),
                Meta::List(list) => (list.path, Given::List(list.tokens)),
            };
            let name = path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
            let Some(&this) = known.iter().find(|known| known.name == name) else {
                errors.push(&path, unknown(attribute, &name, &known, hints));
                meant.extend(nearest(&name, known.iter().map(|known| known.name)));
                continue;
            };
            if !this.repeats && given.iter().any(|earlier| earlier.known.name == name) {
                errors.push(&path, format!("`{name}` is given twice; leave one of them out"));
                continue;
            }
            given.push(Argument { known: this, span: path.span(), given: value });
        }
        Arguments { given, meant }
    }

    /// Where an argument was given, if it was.
    pub fn span(&self, name: &str) -> Option<Span> {
        self.given.iter().find(|argument| argument.known.name == name).map(|argument| argument.span)
    }

    /// Whether nobody meant to give it: not even a misspelt name is close to it.
    pub fn lacks(&self, name: &str) -> bool {
        self.span(name).is_none() && !self.meant.contains(&name)
    }

    /// Takes `name`; whether it was there.
    pub fn flag(&mut self, name: &str, errors: &mut Errors) -> bool {
        let Some(argument) = self.take(name) else { return false };
        if !matches!(argument.given, Given::Flag) {
            argument.malformed::<()>(errors);
        }
        true
    }

    /// Takes `name = expression`.
    pub fn value(&mut self, name: &str, errors: &mut Errors) -> Option<Expr> {
        let argument = self.take(name)?;
        match argument.given {
            Given::Value(expr) => Some(expr),
            Given::Flag | Given::List(_) => argument.malformed(errors),
        }
    }

    /// Takes `name = "text"`.
    pub fn text(&mut self, name: &str, errors: &mut Errors) -> Option<LitStr> {
        let argument = self.take(name)?;
        match argument.given {
            Given::Value(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text),
            Given::Flag | Given::Value(_) | Given::List(_) => argument.malformed(errors),
        }
    }

    /// Takes `name = 10`: a whole number of at most `N`'s size.
    pub fn count<N: std::str::FromStr<Err: std::fmt::Display>>(&mut self, name: &str, errors: &mut Errors) -> Option<N> {
        let argument = self.take(name)?;
        match &argument.given {
            Given::Value(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => errors.keep(number.base10_parse()),
            Given::Flag | Given::Value(_) | Given::List(_) => argument.malformed(errors),
        }
    }

    /// Takes `name = true` or `name = false`.
    pub fn truth(&mut self, name: &str, errors: &mut Errors) -> Option<bool> {
        let argument = self.take(name)?;
        match argument.given {
            Given::Value(Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. })) => Some(truth.value),
            Given::Flag | Given::Value(_) | Given::List(_) => argument.malformed(errors),
        }
    }

    /// Takes every `name(item, …)`, each item read by `item`.
    pub fn lists<T>(&mut self, name: &str, item: fn(ParseStream<'_>) -> syn::Result<T>, errors: &mut Errors) -> Vec<Vec<T>> {
        let items = |input: ParseStream<'_>| Punctuated::<T, Token![,]>::parse_terminated_with(input, item);
        let mut lists = Vec::new();
        while let Some(argument) = self.take(name) {
            let Given::List(tokens) = &argument.given else {
                argument.malformed::<()>(errors);
                continue;
            };
            if tokens.is_empty() {
                argument.malformed::<()>(errors);
            }
            lists.extend(errors.keep(items.parse2(tokens.clone())).map(|items| items.into_iter().collect()));
        }
        lists
    }

    /// Takes `name(…)`: what is between its parentheses.
    pub fn inside(&mut self, name: &str, errors: &mut Errors) -> Option<TokenStream> {
        let argument = self.take(name)?;
        match argument.given {
            Given::List(tokens) => Some(tokens),
            Given::Flag | Given::Value(_) => argument.malformed(errors),
        }
    }

    fn take(&mut self, name: &str) -> Option<Argument> {
        let at = self.given.iter().position(|argument| argument.known.name == name)?;
        Some(self.given.remove(at))
    }
}

impl Argument {
    fn malformed<T>(&self, errors: &mut Errors) -> Option<T> {
        errors.at(self.span, format!("expected `{}`", self.known.form));
        None
    }
}
