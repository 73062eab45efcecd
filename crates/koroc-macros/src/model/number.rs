//! Numbers in attributes: a literal with its sign, as text, so that no digit of a decimal is lost.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp, spanned::Spanned};

use super::rust::Rust;
use crate::errors::Errors;

/// A number as it was written, without underscores.
#[derive(Clone)]
pub struct Number {
    pub text: String,
    pub span: Span,
}

impl Number {
    /// Reads `12`, `-12`, `1.50` or `-1.50`.
    pub fn read(expr: &Expr) -> Option<Number> {
        match expr {
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) if number.suffix().is_empty() => Some(number.base10_digits().to_owned()),
            Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) if number.suffix().is_empty() => Some(number.base10_digits().to_owned()),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Number::read(expr).map(|number| format!("-{}", number.text)),
            _ => None,
        }
        .map(|text| Number { text, span: expr.span() })
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        !self.text.contains(|c: char| c.is_ascii_digit() && c != '0')
    }

    /// The code of the `Value` that a column of this type holds, `places` those of a decimal.
    pub fn value(&self, rust: &Rust, places: u32, errors: &mut Errors) -> Option<TokenStream> {
        let text = &self.text;
        match rust {
            Rust::Integer(_) => match text.parse::<i64>() {
                Ok(number) => Some(quote!(Value::Int(#number))),
                Err(_) => self.refuse("a whole number of at most 64 bits", errors),
            },
            Rust::Float => match text.parse::<f64>() {
                Ok(number) => Some(quote!(Value::Float(#number))),
                Err(_) => self.refuse("a number", errors),
            },
            Rust::Decimal => match with_places(text, places as usize) {
                Some(text) => Some(quote!(Value::Decimal(#text.to_owned()))),
                None => self.refuse(&format!("a number with at most {places} decimal places"), errors),
            },
            Rust::Text | Rust::Boolean | Rust::Date | Rust::Time | Rust::DateTime | Rust::Duration | Rust::Uuid => None,
            Rust::Ip(_) | Rust::Json | Rust::File | Rust::ForeignKey(_) | Rust::OneToOne(_) | Rust::ManyToMany(_) => None,
        }
    }

    /// The code of a bound's `Value`: a whole number as such, any other as it was written, since messages show it so.
    pub fn bound(&self, rust: &Rust, places: Option<u32>, errors: &mut Errors) -> Option<TokenStream> {
        let text = &self.text;
        match (rust, text.parse::<i64>()) {
            (Rust::Integer(_) | Rust::Float | Rust::Decimal, Ok(number)) => Some(quote!(Value::Int(#number))),
            (Rust::Decimal, Err(_)) => {
                let fits = text
                    .split_once('.')
                    .is_some_and(|(_, fraction)| !text.contains(['e', 'E']) && places.is_none_or(|places| fraction.len() <= places as usize));
                match (fits, places) {
                    (true, _) => Some(quote!(Value::Decimal(#text.to_owned()))),
                    (false, Some(places)) => self.refuse(&format!("a number with at most {places} decimal places"), errors),
                    (false, None) => self.refuse("a number in plain notation", errors),
                }
            }
            _ => self.value(rust, 0, errors),
        }
    }

    fn refuse(&self, expected: &str, errors: &mut Errors) -> Option<TokenStream> {
        errors.at(self.span, format!("expected {expected}"));
        None
    }
}

/// A decimal's text with exactly this many places; `None` if it has more, or an exponent.
fn with_places(text: &str, places: usize) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = fraction.len() <= places && !text.contains(['e', 'E']);
    plain.then(|| if places == 0 { whole.to_owned() } else { format!("{whole}.{fraction:0<places$}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_gets_its_places() {
        for (text, places, expected) in [("1", 2, Some("1.00")), ("-1.5", 2, Some("-1.50")), ("1.", 0, Some("1")), ("1.55", 1, None), ("1e3", 2, None)] {
            assert_eq!(with_places(text, places).as_deref(), expected, "{text}");
        }
    }
}
