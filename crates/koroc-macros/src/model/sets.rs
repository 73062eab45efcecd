//! Lists of fields: `ordering(-name)`, `index(name)`, `unique_together(name, company, message = "…", condition(active = true))`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Token, parenthesized, token};

use super::ir::{Condition, Set};
use super::number::Number;
use crate::arguments::Arguments;
use crate::errors::{Errors, list, nearest};

/// One entry between the parentheses.
enum Entry {
    Field { descending: bool, name: Ident },
    Text { what: Ident, text: LitStr },
    Condition(Vec<Comparison>),
}

/// `active = true`, `closed != None`.
struct Comparison {
    name: Ident,
    negated: bool,
    value: Expr,
}

impl Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Entry> {
        if input.peek(LitStr) {
            return Err(input.error("expected a field's name without quotes: `symbol`, or `-symbol` for descending"));
        }
        let descending = input.parse::<Option<Token![-]>>()?.is_some();
        let name = Ident::parse_any(input).map_err(|error| syn::Error::new(error.span(), "expected a field's name: `symbol`, or `-symbol` for descending"))?;
        if !descending && input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Ok(Entry::Text { what: name, text: input.parse()? });
        }
        if !descending && name == "condition" && input.peek(token::Paren) {
            let inside;
            parenthesized!(inside in input);
            return Ok(Entry::Condition(Punctuated::<_, Token![,]>::parse_terminated_with(&inside, Comparison::parse)?.into_iter().collect()));
        }
        Ok(Entry::Field { descending, name })
    }
}

impl Comparison {
    fn parse(input: ParseStream<'_>) -> syn::Result<Comparison> {
        let wrong =
            |error: syn::Error| syn::Error::new(error.span(), "expected what is true of the rows: `active = true`, `closed = None` or `closed != None`");
        let name = Ident::parse_any(input).map_err(wrong)?;
        let negated = input.peek(Token![!=]);
        if negated { input.parse::<Token![!=]>().map(drop) } else { input.parse::<Token![=]>().map(drop) }.map_err(wrong)?;
        Ok(Comparison { name, negated, value: input.parse().map_err(wrong)? })
    }

    fn read(&self, fields: &[String], errors: &mut Errors) -> Option<Condition> {
        let field = self.name.unraw().to_string();
        check_name(&field, self.name.span(), fields, errors);
        Some(Condition { field, value: value(&self.value, errors)?, negated: self.negated })
    }
}

/// The code of a condition's `Value`.
fn value(expr: &Expr, errors: &mut Errors) -> Option<TokenStream> {
    let whole = Number::read(expr).and_then(|number| number.text.parse::<i64>().ok());
    match expr {
        Expr::Path(path) if path.path.is_ident("None") => Some(quote!(Value::Null)),
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(truth), .. }) => Some(quote!(Value::Bool(#truth))),
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(quote!(Value::Str(#text.to_owned()))),
        _ if whole.is_some() => Some(quote!(Value::Int(#whole))),
        other => {
            errors.push(other, "a condition compares with text, a whole number, `true`, `false` or `None`");
            None
        }
    }
}

/// Every list of fields with this name, each field one that the struct has.
pub fn sets(arguments: &mut Arguments, attribute: &str, fields: &[String], errors: &mut Errors) -> Vec<Set> {
    let mut sets = Vec::new();
    for entries in arguments.lists(attribute, Entry::parse, errors) {
        let mut set = Set::default();
        for entry in entries {
            match entry {
                Entry::Text { what, text } => said(&mut set, attribute, &what, &text, errors),
                Entry::Condition(comparisons) if attribute == "unique_together" => {
                    set.condition.extend(comparisons.iter().filter_map(|comparison| comparison.read(fields, errors)));
                }
                Entry::Condition(comparisons) => {
                    let at = comparisons.first().map_or_else(Span::call_site, |first| first.name.span());
                    errors.at(at, format!("`{attribute}` has no condition; a set that is unique together can have one"));
                }
                Entry::Field { descending, name } => {
                    let field = name.unraw().to_string();
                    check_name(&field, name.span(), fields, errors);
                    if descending && attribute == "unique_together" {
                        errors.push(&name, "a set of unique fields has no direction; leave the `-` out");
                    }
                    set.fields.push(if descending { format!("-{field}") } else { field });
                }
            }
        }
        sets.push(set);
    }
    sets
}

/// `name = "…"` of sets and indexes; `message` and `code` of sets.
fn said(set: &mut Set, attribute: &str, what: &Ident, text: &LitStr, errors: &mut Errors) {
    let known: &[&str] = match attribute {
        "ordering" => &[],
        "unique_together" => &["name", "message", "code"],
        _ => &["name"],
    };
    let place = match what.to_string().as_str() {
        "name" if known.contains(&"name") => &mut set.name,
        "message" if known.contains(&"message") => &mut set.message,
        "code" if known.contains(&"code") => &mut set.code,
        _ if known.is_empty() => return errors.push(what, format!("an order has no {what}")),
        _ => return errors.push(what, format!("`{attribute}` has no `{what}`; beside fields it takes {}", list(known.iter().copied()))),
    };
    *place = Some(text.value());
}

/// Refuses a name that is no field of the struct.
pub fn check_name(name: &str, span: Span, fields: &[String], errors: &mut Errors) {
    if !fields.iter().any(|field| field == name) {
        let known = || fields.iter().map(String::as_str);
        let near = nearest(name, known()).map_or_else(|| format!("its fields are {}", list(known())), |near| format!("did you mean `{near}`?"));
        errors.at(span, format!("the struct has no field `{name}`; {near}"));
    }
}
