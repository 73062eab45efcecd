//! Which Rust types are columns.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

use super::fitting::hint;
use super::ir::{Protocol, Width};
use crate::errors::Errors;

/// The Rust type of a column, without its `Option`.
pub enum Rust {
    Text,
    Integer(Width),
    Float,
    Boolean,
    Decimal,
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
    Ip(Protocol),
    Json,
    File,
    ForeignKey(Box<Type>),
    OneToOne(Box<Type>),
    ManyToMany(Box<Type>),
}

const SUPPORTED: &str = "a column is a String, i16, i32, i64, f64, bool, Decimal, NaiveDate, NaiveTime, DateTime<Utc>, TimeDelta, Uuid, IpAddr, Json, File, \
     ForeignKey<Model> or OneToOne<Model>, or one of these in an Option; a ManyToMany<Model> has a table of its own";

impl Rust {
    /// The type that `T` or `Option<T>` names, and whether it was in an `Option`.
    pub fn read(ty: &Type, errors: &mut Errors) -> Option<(Rust, Type, bool)> {
        let (inner, null) = match last(ty).filter(|segment| segment.ident == "Option").and_then(argument) {
            Some(inner) => (inner, true),
            None => (ty, false),
        };
        match Rust::of(inner) {
            Ok(Rust::ManyToMany(_)) if null => {
                errors.push(ty, "a many-to-many field is never null, it has no rows then; leave the `Option` out (`blank` lets clients send none)");
                None
            }
            Ok(rust) => Some((rust, inner.clone(), null)),
            Err(hint) => {
                errors.push(inner, format!("{hint}\n{SUPPORTED}"));
                None
            }
        }
    }

    /// The column type that a type names; what to use in its place otherwise.
    pub fn of(ty: &Type) -> Result<Rust, String> {
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
            "NaiveTime" => Rust::Time,
            "TimeDelta" => Rust::Duration,
            "Uuid" => Rust::Uuid,
            "IpAddr" => Rust::Ip(Protocol::Both),
            "Ipv4Addr" => Rust::Ip(Protocol::V4),
            "Ipv6Addr" => Rust::Ip(Protocol::V6),
            "Json" => Rust::Json,
            "File" => Rust::File,
            "DateTime" if argument(segment).and_then(last).is_some_and(|zone| zone.ident == "Utc") => Rust::DateTime,
            "ForeignKey" => Rust::ForeignKey(target(segment)?),
            "OneToOne" => Rust::OneToOne(target(segment)?),
            "ManyToMany" => Rust::ManyToMany(target(segment)?),
            other => return Err(hint(other)),
        })
    }
}

/// The model that a relation names.
fn target(segment: &PathSegment) -> Result<Box<Type>, String> {
    let name = &segment.ident;
    argument(segment).map(|ty| Box::new(ty.clone())).ok_or_else(|| format!("`{name}` names the model it points at: `{name}<Author>`"))
}

/// The last segment of a path type.
pub fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Reference(reference) => last(&reference.elem),
        _ => None,
    }
}

/// The first type between a segment's angle brackets.
pub fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
