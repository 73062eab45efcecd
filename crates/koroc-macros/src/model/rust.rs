//! Which Rust types are columns, and which attributes go with which.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

use super::ir::Width;
use crate::arguments::Arguments;
use crate::errors::Errors;

/// The Rust type of a column, without its `Option`.
pub enum Rust {
    Text,
    Integer(Width),
    Float,
    Boolean,
    Decimal,
    Date,
    DateTime,
    Uuid,
    ForeignKey(Box<Type>),
}

const SUPPORTED: &str =
    "a column is a String, i16, i32, i64, f64, bool, Decimal, NaiveDate, DateTime<Utc>, Uuid or ForeignKey<Model>, or one of these in an Option";

impl Rust {
    /// The type that `T` or `Option<T>` names, and whether it was in an `Option`.
    pub fn read(ty: &Type, errors: &mut Errors) -> Option<(Rust, Type, bool)> {
        let (inner, null) = match last(ty).filter(|segment| segment.ident == "Option").and_then(argument) {
            Some(inner) => (inner, true),
            None => (ty, false),
        };
        match Rust::of(inner) {
            Ok(rust) => Some((rust, inner.clone(), null)),
            Err(hint) => {
                errors.push(inner, format!("{hint}\n{SUPPORTED}"));
                None
            }
        }
    }

    fn of(ty: &Type) -> Result<Rust, String> {
        let segment = last(ty).ok_or("this type cannot be stored")?;
        Ok(match segment.ident.to_string().as_str() {
            "String" => Rust::Text,
            "i16" => Rust::Integer(Width::Small),
            "i32" => Rust::Integer(Width::Normal),
            "i64" => Rust::Integer(Width::Big),
            "f64" => Rust::Float,
            "bool" => Rust::Boolean,
            "Decimal" => Rust::Decimal,
            "NaiveDate" => Rust::Date,
            "Uuid" => Rust::Uuid,
            "DateTime" if argument(segment).and_then(last).is_some_and(|zone| zone.ident == "Utc") => Rust::DateTime,
            "ForeignKey" => Rust::ForeignKey(Box::new(argument(segment).ok_or("`ForeignKey` names the model it points at: `ForeignKey<Author>`")?.clone())),
            other => return Err(hint(other)),
        })
    }

    /// What messages call it.
    pub fn name(&self) -> &'static str {
        match self {
            Rust::Text => "text",
            Rust::Integer(_) => "a whole number",
            Rust::Float => "a floating point number",
            Rust::Boolean => "a truth value",
            Rust::Decimal => "a decimal number",
            Rust::Date => "a date",
            Rust::DateTime => "an instant",
            Rust::Uuid => "a UUID",
            Rust::ForeignKey(_) => "a foreign key",
        }
    }

    /// Refuses attributes that say nothing about this type.
    pub fn check(&self, arguments: &Arguments, errors: &mut Errors) {
        for (names, goes_with, what) in FITTING {
            for (name, span) in names.iter().filter_map(|name| Some((name, arguments.span(name)?))) {
                if !goes_with(self) {
                    errors.at(span, format!("`{name}` goes with {what}, and this field is {}", self.name()));
                }
            }
        }
    }
}

/// Attributes, the types they go with, and what those are called.
type Fitting = (&'static [&'static str], fn(&Rust) -> bool, &'static str);

const FITTING: [Fitting; 6] = [
    (&["max_length", "min_length", "blank", "text", "email", "url", "slug", "regex"], |rust| matches!(rust, Rust::Text), "text (String)"),
    (&["min", "max"], |rust| matches!(rust, Rust::Integer(_) | Rust::Float | Rust::Decimal), "numbers (i16, i32, i64, f64, Decimal)"),
    (&["max_digits", "decimal_places"], |rust| matches!(rust, Rust::Decimal), "a Decimal"),
    (&["choices"], |rust| matches!(rust, Rust::Text | Rust::Integer(_)), "text and whole numbers"),
    (&["on_delete"], |rust| matches!(rust, Rust::ForeignKey(_)), "a ForeignKey"),
    (&["auto_now", "auto_now_add"], |rust| matches!(rust, Rust::Date | Rust::DateTime), "NaiveDate and DateTime<Utc>"),
];

/// What to use in place of a type that cannot be a column.
fn hint(name: &str) -> String {
    match name {
        "f32" => "use `f64`: databases and JSON have 64-bit floating point numbers".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i128" | "isize" | "i8" => {
            format!("`{name}` has no column type; use `i64` (with `min = 0` for numbers that are never negative)")
        }
        "str" | "Cow" | "Box" | "char" => "use `String` for text".to_owned(),
        "DateTime" | "NaiveDateTime" | "SystemTime" => "instants are stored in UTC: use `DateTime<Utc>`".to_owned(),
        "BigDecimal" => "use `Decimal` for exact numbers".to_owned(),
        other => format!("`{other}` cannot be stored"),
    }
}

/// The last segment of a path type.
fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Reference(reference) => last(&reference.elem),
        _ => None,
    }
}

/// The first type between a segment's angle brackets.
fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
