//! `default = …`: a literal, a constant, `Uuid::new_v4`, `Utc::now`, or a function of the program.

use quote::quote;
use syn::{Expr, ExprLit, Lit, Path};

use super::choices::{Choice, key, literal};
use super::default_json;
use super::ir::{Default, Kind};
use super::number::Number;
use super::rust::Rust;
use crate::errors::{Errors, list};

/// Reads a default for a column of this type and kind.
pub fn read(expr: &Expr, rust: &Rust, kind: &Kind, errors: &mut Errors) -> Option<Default> {
    match expr {
        Expr::Path(path) => Some(named(&path.path, rust)),
        Expr::Macro(_) => Some(Default::Constant(quote!(#expr))),
        Expr::Lit(ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) | Expr::Unary(_) => number(expr, rust, kind, errors),
        Expr::Lit(ExprLit { lit, .. }) => other_literal(lit, rust, kind, errors),
        Expr::Call(_) | Expr::MethodCall(_) => {
            errors.push(expr, "a default that is worked out for each row is a function's name without parentheses, `default = new_code`; a constant is declared with `const` and named");
            None
        }
        _ => expected(expr, rust, errors),
    }
}

/// A path: one of the two that every program needs, a constant (`IN_CAPITALS`), or a function.
fn named(path: &Path, rust: &Rust) -> Default {
    let ends = |last: &str, before: &str| {
        let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
        names.next().as_deref() == Some(last) && names.next().as_deref() == Some(before)
    };
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match rust {
        Rust::Uuid if ends("new_v4", "Uuid") => Default::Uuid4,
        Rust::DateTime if ends("now", "Utc") => Default::Now,
        Rust::Date if ends("now", "Utc") => Default::Today,
        _ if name.contains(char::is_lowercase) => Default::Function(path.clone()),
        _ => Default::Constant(quote!(#path)),
    }
}

fn number(expr: &Expr, rust: &Rust, kind: &Kind, errors: &mut Errors) -> Option<Default> {
    let places = if let Kind::Decimal { places, .. } = kind { *places } else { 0 };
    let Some(number) = Number::read(expr).filter(|_| matches!(rust, Rust::Integer(_) | Rust::Float | Rust::Decimal)) else {
        return expected(expr, rust, errors);
    };
    if let (Kind::Choice(choices), Expr::Lit(literal)) = (kind, expr) {
        one_of(&literal.lit, choices, errors);
    }
    number.value(rust, places, errors).map(Default::Literal)
}

fn other_literal(lit: &Lit, rust: &Rust, kind: &Kind, errors: &mut Errors) -> Option<Default> {
    if let Kind::Choice(choices) = kind {
        one_of(lit, choices, errors);
    }
    match (lit, rust) {
        (Lit::Str(_), Rust::Text) => Some(Default::Literal(literal(lit))),
        (Lit::Str(text), Rust::Json) => default_json::read(text, errors).map(Default::Literal),
        (Lit::Bool(truth), Rust::Boolean) => Some(Default::Literal(quote!(Value::Bool(#truth)))),
        _ => expected(lit, rust, errors),
    }
}

fn one_of(lit: &Lit, choices: &[Choice], errors: &mut Errors) {
    let keys: Vec<String> = Choice::values(choices).into_iter().map(key).collect();
    if !keys.contains(&key(lit)) {
        errors.push(lit, format!("the default is not among the choices, which are {}", list(keys.iter().map(String::as_str))));
    }
}

fn expected<T>(at: &impl quote::ToTokens, rust: &Rust, errors: &mut Errors) -> Option<T> {
    let example = match rust {
        Rust::Text => "text in quotes",
        Rust::Integer(_) | Rust::Float | Rust::Decimal => "a number",
        Rust::Boolean => "`true` or `false`",
        Rust::Date | Rust::DateTime => "`Utc::now`",
        Rust::Uuid => "`Uuid::new_v4`",
        Rust::Json => "JSON in quotes, `\"{}\"`",
        Rust::ForeignKey(_) | Rust::OneToOne(_) => "a key",
        Rust::Time | Rust::Duration | Rust::Ip(_) | Rust::File | Rust::ManyToMany(_) => "",
    };
    let example = if example.is_empty() { String::new() } else { format!("{example}, ") };
    errors.push(at, format!("this field is {}: its default is {example}a constant's name, or the name of a function that makes it", rust.name()));
    None
}
