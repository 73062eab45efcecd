//! Lengths, bounds and forms on the wire, as attributes say them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, LitStr};

use super::ty::Ty;
use crate::arguments::Arguments;
use crate::errors::Errors;
use crate::model::number::Number;
use crate::model::rust::Rust;

/// The code of `Limits`.
pub fn limits(ty: &Ty, places: Option<u32>, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let mut members = TokenStream::new();
    for name in ["min_length", "max_length", "max_size"] {
        let member = quote::format_ident!("{name}");
        members.extend(arguments.count::<u64>(name, errors).map(|count| quote!(#member: ::core::option::Option::Some(#count),)));
    }
    for name in ["min", "max"] {
        let member = quote::format_ident!("{name}");
        let bound = arguments.value(name, errors).and_then(|expr| bound(name, &expr, ty, places, errors));
        members.extend(bound.map(|value| quote!(#member: ::core::option::Option::Some(#value),)));
    }
    let extensions = texts("extensions", arguments, errors);
    quote!(spec::Limits { #members extensions: ::std::vec![#(#extensions.to_owned()),*], ..::core::default::Default::default() })
}

/// A number, or a constant of the field's type.
fn bound(name: &str, expr: &Expr, ty: &Ty, places: Option<u32>, errors: &mut Errors) -> Option<TokenStream> {
    if let Expr::Path(_) = expr {
        return Some(quote!(FieldValue::into_value(#expr)));
    }
    match (Number::read(expr), ty) {
        (Some(number), Ty::One(rust)) if !matches!(rust, Rust::Duration) => number.bound(rust, places, errors),
        _ => {
            errors.push(expr, format!("expected a number, `{name} = 1`, or the name of a constant"));
            None
        }
    }
}

/// The code of `Wire`.
pub fn wire(ty: &Ty, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let mut members = TokenStream::new();
    members.extend(arguments.text("format", errors).map(|text| quote!(format: ::core::option::Option::Some(#text.to_owned()),)));
    members.extend(arguments.truth("as_string", errors).map(|truth| quote!(as_string: ::core::option::Option::Some(#truth),)));
    members.extend(arguments.flag("normalize", errors).then(|| quote!(normalize: true,)));
    members.extend(arguments.flag("binary", errors).then(|| quote!(binary: true,)));
    members.extend(matches!(ty, Ty::Naive).then(|| quote!(naive: true,)));
    let formats = texts("input_formats", arguments, errors);
    quote!(spec::Wire { #members input_formats: ::std::vec![#(#formats.to_owned()),*], ..::core::default::Default::default() })
}

fn texts(name: &str, arguments: &mut Arguments, errors: &mut Errors) -> Vec<LitStr> {
    arguments.lists(name, |input| input.parse::<LitStr>(), errors).concat()
}
