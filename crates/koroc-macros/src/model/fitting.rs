//! Which attributes go with which types, and what stands for a type that is no column.

use super::rust::Rust;
use crate::arguments::Arguments;
use crate::errors::Errors;

impl Rust {
    /// What messages call it.
    pub fn name(&self) -> &'static str {
        match self {
            Rust::Text => "text",
            Rust::Integer(_) => "a whole number",
            Rust::Float => "a floating point number",
            Rust::Boolean => "a truth value",
            Rust::Decimal => "a decimal number",
            Rust::Date => "a date",
            Rust::Time => "a time of day",
            Rust::DateTime => "an instant",
            Rust::Duration => "a span of time",
            Rust::Uuid => "a UUID",
            Rust::Ip(_) => "an IP address",
            Rust::Json => "a JSON value",
            Rust::File => "a file",
            Rust::ForeignKey(_) => "a foreign key",
            Rust::OneToOne(_) => "a one-to-one relation",
            Rust::ManyToMany(_) => "a many-to-many relation",
        }
    }

    /// Whether it has a column of its own, not a table of pairs.
    pub fn has_column(&self) -> bool {
        !matches!(self, Rust::ManyToMany(_))
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

const FITTING: [Fitting; 12] = [
    (&["max_length"], |rust| matches!(rust, Rust::Text | Rust::File), "text (String) and names of files (File)"),
    (&["min_length", "text", "email", "url", "slug", "regex"], |rust| matches!(rust, Rust::Text), "text (String)"),
    (&["blank"], |rust| matches!(rust, Rust::Text | Rust::Json | Rust::File | Rust::ManyToMany(_)), "String, Json, File and ManyToMany"),
    (&["min", "max"], |rust| matches!(rust, Rust::Integer(_) | Rust::Float | Rust::Decimal), "numbers (i16, i32, i64, f64, Decimal)"),
    (&["max_digits", "decimal_places"], |rust| matches!(rust, Rust::Decimal), "a Decimal"),
    (&["choices"], |rust| matches!(rust, Rust::Text | Rust::Integer(_)), "text and whole numbers"),
    (&["on_delete"], |rust| matches!(rust, Rust::ForeignKey(_) | Rust::OneToOne(_)), "a ForeignKey or OneToOne"),
    (&["related_name"], |rust| matches!(rust, Rust::ForeignKey(_) | Rust::OneToOne(_) | Rust::ManyToMany(_)), "relations (ForeignKey, OneToOne, ManyToMany)"),
    (&["through"], |rust| matches!(rust, Rust::ManyToMany(_)), "a ManyToMany"),
    (&["auto_now", "auto_now_add"], |rust| matches!(rust, Rust::Date | Rust::DateTime), "NaiveDate and DateTime<Utc>"),
    (&["upload_to", "extensions", "max_size"], |rust| matches!(rust, Rust::File), "a File"),
    (
        &["primary_key", "default", "unique", "index", "column", "unique_for_date", "unique_for_month", "unique_for_year"],
        Rust::has_column,
        "fields that have a column",
    ),
];

/// What to use in place of a type that cannot be a column.
pub fn hint(name: &str) -> String {
    match name {
        "f32" => "use `f64`: databases and JSON have 64-bit floating point numbers".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i128" | "isize" | "i8" => {
            format!("`{name}` has no column type; use `i64` (with `min = 0` for numbers that are never negative)")
        }
        "str" | "Cow" | "Box" | "char" => "use `String` for text".to_owned(),
        "DateTime" | "NaiveDateTime" | "SystemTime" => "instants are stored in UTC: use `DateTime<Utc>`".to_owned(),
        "Duration" => "a span of time may be negative: use `TimeDelta`".to_owned(),
        "BigDecimal" => "use `Decimal` for exact numbers".to_owned(),
        "Value" | "Map" | "HashMap" | "BTreeMap" => "use `Json` for objects and lists of any form".to_owned(),
        "Vec" => "use `ManyToMany<Other>` for rows of another model, `Json` for a list of values".to_owned(),
        "PathBuf" | "UploadedFile" => "use `File` for what clients upload".to_owned(),
        other => format!("`{other}` cannot be stored"),
    }
}
