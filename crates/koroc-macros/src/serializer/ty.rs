//! What the Rust type of a field says.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

use crate::errors::Errors;
use crate::model::rust::{Rust, argument, last};

/// The type of a field or of an item of a list.
pub enum Ty {
    /// One value.
    One(Rust),
    /// An uploaded file.
    Upload,
    /// A date and time without zone.
    Naive,
    /// A list.
    List(Box<Item>),
    /// A set: a list in which nothing is twice, of choices.
    Set(Box<Item>),
    /// An object with keys of any name.
    Dict(Box<Item>),
    /// A struct that is a serializer itself.
    Nested(Box<Type>),
}

/// An item of a list or object: its type, and whether it may be null.
pub struct Item {
    pub ty: Ty,
    pub null: bool,
}

impl Item {
    /// Reads `T` or `Option<T>`.
    pub fn read(ty: &Type, errors: &mut Errors) -> Option<Item> {
        match inside_option(ty) {
            Some(inner) => Some(Item { ty: Ty::read(inner, errors)?, null: true }),
            None => Some(Item { ty: Ty::read(ty, errors)?, null: false }),
        }
    }
}

impl Ty {
    fn read(ty: &Type, errors: &mut Errors) -> Option<Ty> {
        let Some(segment) = last(ty) else {
            errors.push(ty, "a field of a serializer is a value, a list, an object or another serializer");
            return None;
        };
        let item = |ty: &Type, errors: &mut Errors| Item::read(ty, errors).map(Box::new);
        match segment.ident.to_string().as_str() {
            "UploadedFile" => Some(Ty::Upload),
            "NaiveDateTime" => Some(Ty::Naive),
            "Vec" => item(argument(segment)?, errors).map(Ty::List),
            "BTreeSet" | "HashSet" => item(argument(segment)?, errors).map(Ty::Set),
            "HashMap" | "BTreeMap" | "IndexMap" => item(value_of(segment)?, errors).map(Ty::Dict),
            "File" => refuse(ty, "`File` names a file of the storage; what a client sends is an `UploadedFile`", errors),
            "OneToOne" => refuse(ty, "a serializer without a model names a row with `ForeignKey<Model>`", errors),
            "ManyToMany" => refuse(ty, "a serializer without a model names rows with `Vec<ForeignKey<Model>>`", errors),
            "f32" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i128" | "isize" | "str" | "char" | "Duration" | "SystemTime" | "BigDecimal" => {
                let hint = Rust::of(ty).err().unwrap_or_default();
                refuse(ty, &hint.replace(" has no column type", " is no value of a field"), errors)
            }
            _ => Some(Rust::of(ty).map_or_else(|_| Ty::Nested(Box::new(ty.clone())), Ty::One)),
        }
    }
}

fn refuse<T>(ty: &Type, message: &str, errors: &mut Errors) -> Option<T> {
    errors.push(ty, message);
    None
}

/// The type inside an `Option`.
pub fn inside_option(ty: &Type) -> Option<&Type> {
    last(ty).filter(|segment| segment.ident == "Option").and_then(argument)
}

/// The second type between a segment's angle brackets.
fn value_of(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.last()
}
