//! Reads one field of the struct with its `#[field(…)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Expr, Ident, LitStr, Path};

use super::ir::{Auto, Field, Kind, OnDelete, Width};
use super::known::{HINTS, KNOWN};
use super::number::Number;
use super::rust::Rust;
use super::{default, kind};
use crate::arguments::Arguments;
use crate::docs;
use crate::errors::Errors;

/// A field with what its attribute says, as far as it can be understood.
pub fn read(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let ident = field.ident.clone()?;
    let mut arguments = Arguments::above(&field.attrs, "field", KNOWN, HINTS, errors);
    let (rust, inner, null) = Rust::read(&field.ty, errors)?;
    rust.check(&arguments, errors);
    let mut kind = kind::read(&ident, &rust, &mut arguments, errors)?;
    let default = arguments.value("default", errors).filter(|_| rust.has_column()).and_then(|expr| default::read(&expr, &rust, &kind, errors));
    let primary_key = arguments.span("primary_key");
    let help = arguments.text("help", errors).map_or_else(|| docs::text(&field.attrs), |text| text.value());
    let mut read = Field {
        max_length: arguments.count("max_length", errors).or(kind::usual_length(&kind)),
        min_length: arguments.count("min_length", errors),
        min: bound("min", &rust, &mut kind, &mut arguments, errors),
        max: bound("max", &rust, &mut kind, &mut arguments, errors),
        blank: arguments.flag("blank", errors),
        column: arguments.text("column", errors).map(|text| text.value()),
        primary_key: arguments.flag("primary_key", errors),
        unique: arguments.flag("unique", errors),
        index: arguments.flag("index", errors),
        auto: auto(&mut arguments, errors),
        editable: arguments.truth("editable", errors).unwrap_or(true),
        verbose_name: arguments.text("verbose_name", errors).map(|text| text.value()),
        renamed_from: arguments.text("renamed_from", errors).map(|text| text.value()),
        validators: arguments.lists("validators", |input| input.call(Path::parse_mod_style), errors).concat(),
        unique_for: unique_for(&mut arguments, errors),
        upload_to: arguments.text("upload_to", errors).map(|text| text.value()),
        extensions: extensions(&mut arguments, errors),
        max_size: arguments.count("max_size", errors),
        ident,
        inner,
        null,
        kind,
        default,
        help,
    };
    if let Some(span) = primary_key {
        check_key(&mut read, span, errors);
    }
    if let (Kind::ForeignKey(relation) | Kind::OneToOne(relation), false) = (&read.kind, null)
        && matches!(relation.on_delete, OnDelete::SetNull)
    {
        let name = if matches!(read.kind, Kind::OneToOne(_)) { "OneToOne" } else { "ForeignKey" };
        errors.push(&field.ty, format!("a relation that is set to null must be able to be null: `Option<{name}<…>>`"));
    }
    if let (Kind::Choice(_), Rust::Integer(width)) = (&read.kind, &rust) {
        bound_choices(&mut read, *width);
    }
    Some(read)
}

/// The bits of a column of choices are known by its bounds.
fn bound_choices(field: &mut Field, width: Width) {
    let (min, max) = match width {
        Width::Small => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Width::Normal => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Width::Big => return,
    };
    field.min.get_or_insert_with(|| quote!(Value::Int(#min)));
    field.max.get_or_insert_with(|| quote!(Value::Int(#max)));
}

/// The dates that values are unique for, by the names of their fields.
fn unique_for(arguments: &mut Arguments, errors: &mut Errors) -> Vec<(&'static str, Ident)> {
    let mut dates = Vec::new();
    for (name, part) in [("unique_for_date", "Date"), ("unique_for_month", "Month"), ("unique_for_year", "Year")] {
        match arguments.value(name, errors) {
            Some(Expr::Path(path)) if path.path.get_ident().is_some() => dates.extend(path.path.get_ident().map(|field| (part, field.clone()))),
            Some(other) => errors.push(&other, format!("expected the name of a field that holds a date: `{name} = day`")),
            None => {}
        }
    }
    dates
}

/// The endings of files' names: in lower case, without dot.
fn extensions(arguments: &mut Arguments, errors: &mut Errors) -> Vec<String> {
    let listed: Vec<LitStr> = arguments.lists("extensions", |input| input.parse(), errors).concat();
    for text in &listed {
        let plain = text.value().trim_start_matches('.').to_lowercase();
        if plain != text.value() {
            errors.push(text, format!("an ending is written in lower case and without its dot: `\"{plain}\"`"));
        }
    }
    listed.iter().map(LitStr::value).collect()
}

/// The code of the `Value` of `min` or `max`; a whole number with `min = 0` is of the positive kind.
fn bound(name: &str, rust: &Rust, kind: &mut Kind, arguments: &mut Arguments, errors: &mut Errors) -> Option<TokenStream> {
    let expr = arguments.value(name, errors)?;
    let Some(number) = Number::read(&expr) else {
        errors.push(&expr, format!("expected a number: `{name} = 1`"));
        return None;
    };
    let places = if let Kind::Decimal { places, .. } = kind { Some(*places) } else { None };
    if let Kind::Integer { positive, .. } = kind {
        *positive |= name == "min" && number.is_zero();
    }
    number.bound(rust, places, errors)
}

fn auto(arguments: &mut Arguments, errors: &mut Errors) -> Option<Auto> {
    let both = arguments.span("auto_now").and(arguments.span("auto_now_add"));
    if let Some(span) = both {
        errors.at(span, "`auto_now` is set at every save, `auto_now_add` at the first only; choose one");
    }
    let on_create = arguments.flag("auto_now_add", errors).then_some(Auto::OnCreate);
    arguments.flag("auto_now", errors).then_some(Auto::OnSave).or(on_create)
}

/// A primary key is never null, can be compared exactly, and counts up by itself where it is an integer called `id`.
fn check_key(field: &mut Field, span: Span, errors: &mut Errors) {
    if field.null {
        errors.push(&field.inner, "a primary key always has a value; leave the `Option` out");
    }
    match field.kind {
        Kind::Integer { .. } if field.default.is_none() && field.ident.unraw() == "id" => {
            field.auto = Some(Auto::Increment);
            // As Django's own `id`, which is called so in labels.
            field.verbose_name.get_or_insert_with(|| "ID".to_owned());
        }
        Kind::Integer { .. } | Kind::Uuid | Kind::Char | Kind::Slug | Kind::Regex(_) | Kind::Email | Kind::Url => {}
        Kind::OneToOne(_) => {}
        Kind::Boolean
        | Kind::Text
        | Kind::Float
        | Kind::Decimal { .. }
        | Kind::Date
        | Kind::Time
        | Kind::DateTime
        | Kind::Duration
        | Kind::Ip(_)
        | Kind::Json
        | Kind::File
        | Kind::Choice(_)
        | Kind::ForeignKey(_)
        | Kind::ManyToMany(_) => errors.at(span, "a primary key is a Uuid, an i32, an i64, a String with `max_length`, or a OneToOne"),
    }
}
