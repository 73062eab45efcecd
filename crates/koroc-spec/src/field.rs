//! A model's field, and the type of a value with its limits and formats.

use crate::{FieldKind, Value};

/// The type of one value: its kind, what else it may be, its limits and its forms on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueType {
    /// The kind.
    pub kind: FieldKind,
    /// Whether null is accepted.
    pub null: bool,
    /// Whether empty text is accepted.
    pub blank: bool,
    /// Lengths and bounds.
    pub limits: Limits,
    /// How it is written and read on the wire where that differs from the default.
    pub wire: Wire,
}

impl ValueType {
    /// A type of this kind without null, blank or limits.
    pub fn of(kind: FieldKind) -> Self {
        ValueType { kind, null: false, blank: false, limits: Limits::default(), wire: Wire::default() }
    }
}

/// Lengths (characters of text, of a file's name, items of a list), inclusive bounds, and what files may be uploaded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// The fewest characters or items.
    pub min_length: Option<u64>,
    /// The most characters or items.
    pub max_length: Option<u64>,
    /// The smallest value: an `Int`, `Float`, `Decimal` or `Duration`.
    pub min: Option<Value>,
    /// The largest value.
    pub max: Option<Value>,
    /// The endings that a file's name may have, in lower case and without dot; empty: any.
    pub extensions: Vec<String>,
    /// The most bytes of a file.
    pub max_size: Option<u64>,
}

/// Forms on the wire; the default is DRF's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wire {
    /// How a date, time, duration, UUID or file is written: a `strftime` pattern, `iso-8601`, a duration's `django`, a UUID's `hex`, `int`, `urn`, a file's
    /// `url` or `name`.
    pub format: Option<String>,
    /// How a date or time is read: patterns tried in order, `iso-8601` among them. Empty: as the settings say.
    /// In what `resolve` answers: ISO 8601.
    pub input_formats: Vec<String>,
    /// Whether a decimal or big integer is written as text. `None`: decimals are, integers are not.
    pub as_string: Option<bool>,
    /// Whether a decimal loses its trailing zeros when it is written.
    pub normalize: bool,
    /// Whether a datetime has no zone.
    pub naive: bool,
    /// Whether a JSON value is sent as text that holds JSON.
    pub binary: bool,
}

/// A field of a model: a column, and everything that is said about it once.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The field's name, in the program and on the wire.
    pub name: String,
    /// The column's name; a foreign key's ends in `_id` unless it is given.
    pub column: String,
    /// The type of its values.
    pub ty: ValueType,
    /// Whether it is the primary key.
    pub primary_key: bool,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// Whether it has an index of its own.
    pub index: bool,
    /// The value of a row that was given none.
    pub default: Option<DefaultValue>,
    /// A value that the database layer sets by itself.
    pub auto: Option<Auto>,
    /// Whether clients may write it.
    pub editable: bool,
    /// What messages and labels call it; the name with spaces unless given. A label is this with a capital.
    pub verbose_name: String,
    /// What the documentation comment says.
    pub help: String,
    /// The name it had before, for a migration that renames the column.
    pub renamed_from: Option<String>,
    /// Names of validators written in Rust.
    pub validators: Vec<String>,
    /// Days, months or years in which no second row may have the same value (Django's `unique_for_date`); the database has no constraint for it.
    pub unique_for: Vec<UniqueFor>,
    /// The folder of the storage that a file's upload goes to, `documents/`; `strftime` patterns in it are those of the upload's day.
    pub upload_to: String,
}

impl Field {
    /// A plain, required, writable field.
    pub fn new(name: &str, kind: FieldKind) -> Self {
        let related = matches!(kind, FieldKind::ForeignKey(_) | FieldKind::OneToOne(_));
        Field {
            name: name.to_owned(),
            column: if related { format!("{name}_id") } else { name.to_owned() },
            ty: ValueType::of(kind),
            primary_key: false,
            unique: false,
            index: related,
            default: None,
            auto: None,
            editable: true,
            verbose_name: name.replace('_', " "),
            help: String::new(),
            renamed_from: None,
            validators: Vec::new(),
            unique_for: Vec::new(),
            upload_to: String::new(),
        }
    }
}

/// "No two rows of one day have the same value."
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueFor {
    /// The part of the date that two rows would share.
    pub part: DatePart,
    /// The field that holds the date: a `Date` or `DateTime`.
    pub date: String,
}

/// The part of a date that a field's values are unique for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The whole day (Django's `unique_for_date`).
    Date,
    /// The month, of any year, as in Django (`unique_for_month`).
    Month,
    /// The year (`unique_for_year`).
    Year,
}

impl DatePart {
    /// Its name in attributes and messages.
    pub const fn name(self) -> &'static str {
        match self {
            DatePart::Date => "date",
            DatePart::Month => "month",
            DatePart::Year => "year",
        }
    }
}

/// A default: a constant, or something worked out for each new row.
#[derive(Debug, Clone, PartialEq)]
pub enum DefaultValue {
    /// Always this.
    Const(Value),
    /// The present instant.
    Now,
    /// The present day, in UTC.
    Today,
    /// A random UUID.
    Uuid4,
    /// What the program's function of this name returns.
    Named(String),
    /// The user who asks, null for nobody; of serializers only (DRF's `CurrentUserDefault`).
    CurrentUser,
}

/// A value that is set without being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auto {
    /// The database counts up: integer primary keys.
    Increment,
    /// The instant of creation (Django's `auto_now_add`).
    OnCreate,
    /// The instant of the last change (Django's `auto_now`).
    OnSave,
}
