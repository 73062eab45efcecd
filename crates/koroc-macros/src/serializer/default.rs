//! `default = …` of a serializer's field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::ty::Ty;
use crate::arguments::Arguments;
use crate::errors::Errors;
use crate::model::default;
use crate::model::ir::{Default, Kind};

/// The code of the `DefaultValue`: a literal, a constant, or one of the values that every program needs.
pub fn read(expr: &Expr, inner: &syn::Type, ty: &Ty, arguments: &Arguments, errors: &mut Errors) -> Option<TokenStream> {
    if let Expr::Path(path) = expr
        && path.path.segments.last().is_some_and(|last| last.ident == "CurrentUser")
    {
        return Some(quote!(spec::DefaultValue::CurrentUser));
    }
    if arguments.span("choices").is_none()
        && let Ty::One(rust) = &ty
    {
        let read = default::read(expr, rust, &Kind::Boolean, errors)?;
        return match read {
            Default::Literal(value) => Some(quote!(spec::DefaultValue::Const(#value))),
            Default::Constant(constant) => Some(constant_of(inner, &constant)),
            Default::Now => Some(quote!(spec::DefaultValue::Now)),
            Default::Today => Some(quote!(spec::DefaultValue::Today)),
            Default::Uuid4 => Some(quote!(spec::DefaultValue::Uuid4)),
            Default::Function(function) => {
                errors.push(
                    &function,
                    "a default is a literal, a constant, `Utc::now`, `Uuid::new_v4` or `CurrentUser`; a function works it out where the input is used",
                );
                None
            }
        };
    }
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(quote!(spec::DefaultValue::Const(Value::Str(#text.to_owned())))),
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => Some(quote!(spec::DefaultValue::Const(Value::Int(#number)))),
        Expr::Path(path) => Some(constant_of(inner, &quote!(#path))),
        other => {
            errors.push(other, "the default of this field is a constant's name");
            None
        }
    }
}

fn constant_of(inner: &syn::Type, constant: &TokenStream) -> TokenStream {
    quote!(spec::DefaultValue::Const(FieldValue::into_value(<#inner as ::core::convert::From<_>>::from(#constant))))
}
