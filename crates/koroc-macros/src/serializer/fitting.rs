//! Which attributes go with which types of values.

use super::ty::Ty;
use crate::arguments::Arguments;
use crate::errors::Errors;
use crate::model::rust::Rust;

/// Attributes, the types they go with, and what those are called.
type Fitting = (&'static [&'static str], fn(&Ty) -> bool, &'static str);

const FITTING: [Fitting; 12] = [
    (&["min_length", "max_length"], |ty| is(ty, &[Rust::Text]) || matches!(ty, Ty::List(_) | Ty::Set(_) | Ty::Upload), "text, lists and the names of files"),
    (&["blank"], |ty| is(ty, &[Rust::Text]) || matches!(ty, Ty::Upload), "text (and files, which may then be empty)"),
    (&["text", "email", "url", "slug", "unicode", "regex", "trim"], |ty| is(ty, &[Rust::Text]), "text (String)"),
    (&["min", "max"], number_or_span, "numbers and spans of time"),
    (&["max_digits", "decimal_places", "as_string", "normalize"], |ty| is(ty, &[Rust::Decimal]), "a Decimal"),
    (&["max_size", "extensions"], |ty| matches!(ty, Ty::Upload), "an UploadedFile"),
    (&["allow_empty"], |ty| matches!(ty, Ty::List(_) | Ty::Set(_) | Ty::Dict(_)), "lists and objects"),
    (&["child"], |ty| matches!(ty, Ty::List(_) | Ty::Dict(_)), "lists and objects"),
    (&["choices"], |ty| is(ty, &[Rust::Text]) || matches!(ty, Ty::One(Rust::Integer(_)) | Ty::List(_) | Ty::Set(_)), "text, whole numbers and lists of them"),
    (&["format"], has_format, "dates, times, spans of time and UUIDs"),
    (&["input_formats"], |ty| is(ty, &[Rust::Date, Rust::Time, Rust::DateTime]) || matches!(ty, Ty::Naive), "dates and times"),
    (&["binary"], |ty| is(ty, &[Rust::Json]), "Json"),
];

fn is(ty: &Ty, rusts: &[Rust]) -> bool {
    matches!(ty, Ty::One(this) if rusts.iter().any(|rust| std::mem::discriminant(rust) == std::mem::discriminant(this)))
}

fn number_or_span(ty: &Ty) -> bool {
    is(ty, &[Rust::Float, Rust::Decimal, Rust::Duration]) || matches!(ty, Ty::One(Rust::Integer(_)))
}

fn has_format(ty: &Ty) -> bool {
    is(ty, &[Rust::Date, Rust::Time, Rust::DateTime, Rust::Duration, Rust::Uuid]) || matches!(ty, Ty::Naive)
}

/// Refuses attributes that say nothing about a type.
pub fn fits(ty: &Ty, arguments: &Arguments, errors: &mut Errors) {
    for (names, goes_with, what) in FITTING {
        for (name, span) in names.iter().filter_map(|name| Some((name, arguments.span(name)?))) {
            if !goes_with(ty) {
                errors.at(span, format!("`{name}` goes with {what}"));
            }
        }
    }
}
