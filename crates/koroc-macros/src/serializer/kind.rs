//! The form of a field: its type with what attributes say about values.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::ir::Form;
use super::limits::{limits, wire};
use super::ty::{Item, Ty};
use crate::arguments::{Arguments, Known, known};
use crate::errors::Errors;
use crate::model::choices::{Choice, repeated};
use crate::model::ir::Protocol;
use crate::model::rust::Rust;

/// What can be said about a value, of a field or of an item.
pub const VALUE: &[Known] = &[
    known("min_length", "min_length = 2"),
    known("max_length", "max_length = 10"),
    known("min", "min = 0"),
    known("max", "max = 100"),
    known("max_digits", "max_digits = 20"),
    known("decimal_places", "decimal_places = 2"),
    known("max_size", "max_size = 1_000_000"),
    known("extensions", "extensions(\"txt\", \"pdf\")"),
    known("blank", "blank"),
    known("trim", "trim = false"),
    known("allow_empty", "allow_empty = false"),
    known("text", "text"),
    known("email", "email"),
    known("url", "url"),
    known("slug", "slug"),
    known("unicode", "unicode"),
    known("regex", "regex = \"^[A-Z]{2}$\""),
    known("choices", "choices(\"open\" = \"Open\", \"closed\")"),
    known("format", "format = \"%d %B %Y\""),
    known("input_formats", "input_formats(\"iso-8601\", \"%d/%m/%Y\")"),
    known("as_string", "as_string = false"),
    known("normalize", "normalize"),
    known("binary", "binary"),
    known("by", "by = Skill::SLUG"),
    known("child", "child(max_length = 5)"),
];

/// Reads what the attributes of a field make of its type.
pub fn form(ident: &Ident, item: &Item, arguments: &mut Arguments, errors: &mut Errors) -> Form {
    match &item.ty {
        Ty::Nested(of) => nested(of, false, item, arguments, errors),
        Ty::List(inner) if matches!(inner.ty, Ty::Nested(_)) => {
            let Ty::Nested(of) = &inner.ty else { unreachable!("matched above") };
            nested(of, true, item, arguments, errors)
        }
        _ => Form::Own(value_type(ident, item, arguments, errors)),
    }
}

fn nested(of: &syn::Type, many: bool, item: &Item, arguments: &mut Arguments, errors: &mut Errors) -> Form {
    let allow_empty = arguments.truth("allow_empty", errors).unwrap_or(true);
    Form::Nested { of: Box::new(of.clone()), many, allow_empty, null: item.null, limits: limits(&item.ty, None, arguments, errors) }
}

/// The code of a `ValueType`.
fn value_type(ident: &Ident, item: &Item, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let digits = arguments.count::<u32>("max_digits", errors);
    let places = arguments.count::<u32>("decimal_places", errors);
    let (limits, wire) = (limits(&item.ty, places, arguments, errors), wire(&item.ty, arguments, errors));
    let mut blank = arguments.flag("blank", errors);
    if matches!(&item.ty, Ty::List(inner) if matches!(inner.ty, Ty::One(Rust::ForeignKey(_)))) {
        blank = arguments.truth("allow_empty", errors).unwrap_or(true);
    }
    let kind = match &item.ty {
        Ty::One(rust) => one(ident, rust, (digits, places), arguments, errors),
        Ty::Upload => quote!(File),
        Ty::Naive => quote!(DateTime),
        Ty::List(inner) | Ty::Set(inner) => list(ident, inner, arguments, errors),
        Ty::Dict(inner) => {
            let (child, allow_empty) = (child(ident, inner, arguments, errors), arguments.truth("allow_empty", errors).unwrap_or(true));
            quote!(Dict { child: #child, allow_empty: #allow_empty })
        }
        Ty::Nested(_) => {
            errors.push(ident, "a serializer stands alone or in a `Vec`, not in another list or object");
            quote!(Json)
        }
    };
    let null = item.null;
    quote!(spec::ValueType { kind: spec::FieldKind::#kind, null: #null, blank: #blank, limits: #limits, wire: #wire })
}

fn one(ident: &Ident, rust: &Rust, (digits, places): (Option<u32>, Option<u32>), arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    if let (Some(choices), Rust::Text | Rust::Integer(_)) = (choices(arguments, errors), rust) {
        return quote!(Choice { choices: ::std::vec![#(#choices),*] });
    }
    let option = |number: Option<u32>| number.map_or_else(|| quote!(::core::option::Option::None), |number| quote!(::core::option::Option::Some(#number)));
    match rust {
        Rust::Text => text(ident, arguments, errors),
        Rust::Integer(_) => quote!(Integer { width: spec::IntegerWidth::Unbounded, positive: false }),
        Rust::Float => quote!(Float),
        Rust::Boolean => quote!(Boolean),
        Rust::Decimal => {
            let (digits, places) = (option(digits), option(places));
            quote!(Decimal { max_digits: #digits, decimal_places: #places })
        }
        Rust::Date => quote!(Date),
        Rust::Time => quote!(Time),
        Rust::DateTime => quote!(DateTime),
        Rust::Duration => quote!(Duration),
        Rust::Uuid => quote!(Uuid),
        Rust::Ip(protocol) => {
            let protocol = format_ident!(
                "{}",
                match protocol {
                    Protocol::Both => "Both",
                    Protocol::V4 => "V4",
                    Protocol::V6 => "V6",
                }
            );
            quote!(Ip { protocol: spec::IpProtocol::#protocol })
        }
        Rust::Json => quote!(Json),
        Rust::ForeignKey(to) => {
            let relation = relation(to, arguments, errors);
            quote!(ForeignKey(#relation))
        }
        Rust::File | Rust::OneToOne(_) | Rust::ManyToMany(_) => unreachable!("refused where types are read"),
    }
}

fn text(ident: &Ident, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let trim = arguments.truth("trim", errors).unwrap_or(true);
    let unicode = arguments.flag("unicode", errors);
    let mut forms = Vec::new();
    for (name, kind) in [("text", quote!(Text)), ("email", quote!(Email)), ("url", quote!(Url)), ("slug", quote!(Slug { allow_unicode: #unicode }))] {
        forms.extend(arguments.flag(name, errors).then_some(kind));
    }
    forms.extend(arguments.text("regex", errors).map(|pattern| quote!(Regex { pattern: #pattern.to_owned() })));
    if forms.len() > 1 {
        errors.push(ident, format!("`{ident}` is one form of text: `text`, `email`, `url`, `slug` or `regex`"));
    }
    forms.into_iter().next().unwrap_or_else(|| quote!(Char { trim: #trim }))
}

/// A list of choices, of other rows, or of items of any type.
fn list(ident: &Ident, inner: &Item, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    if let Ty::One(Rust::ForeignKey(to)) = &inner.ty {
        let relation = relation(to, arguments, errors);
        return quote!(ManyToMany(#relation));
    }
    let choices = choices(arguments, errors);
    let allow_empty = arguments.truth("allow_empty", errors).unwrap_or(true);
    if let Some(choices) = choices {
        return quote!(MultipleChoice { choices: ::std::vec![#(#choices),*], allow_empty: #allow_empty });
    }
    let child = child(ident, inner, arguments, errors);
    quote!(List { child: #child, allow_empty: #allow_empty })
}

/// The type of an item, about which `child(…)` says more. An item that may be any JSON says nothing.
fn child(ident: &Ident, inner: &Item, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let said = arguments.inside("child", errors);
    if said.is_none() && matches!(inner.ty, Ty::One(Rust::Json)) {
        return quote!(::core::option::Option::None);
    }
    let mut arguments = Arguments::parse("child", said.unwrap_or_default(), &[VALUE], super::field::HINTS, errors);
    super::fitting::fits(&inner.ty, &arguments, errors);
    let ty = value_type(ident, inner, &mut arguments, errors);
    quote!(::core::option::Option::Some(::std::boxed::Box::new(#ty)))
}

fn relation(to: &syn::Type, arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let by = arguments.value("by", errors).map(|column| {
        quote!(by: spec::RelatedBy::Field({
            const COLUMN: ::koroc::__private::Column<#to, ::std::string::String> = #column;
            COLUMN.name().to_owned()
        }),)
    });
    quote!(spec::Relation { #by ..spec::Relation::to(<#to as ::koroc::__private::Model>::LABEL, spec::OnDelete::Cascade) })
}

/// The code of each choice.
fn choices(arguments: &mut Arguments, errors: &mut Errors) -> Option<Vec<TokenStream>> {
    arguments.span("choices")?;
    let choices = arguments.lists("choices", Choice::parse_bare, errors).concat();
    if let Some((value, span)) = repeated(&choices) {
        errors.at(span, format!("the choice {value} is there twice"));
    }
    Some(choices.iter().map(Choice::emit).collect())
}
