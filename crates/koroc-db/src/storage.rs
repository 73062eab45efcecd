//! How each kind of field is stored: the one place that decides it, for statements and table definitions alike.

use koroc_spec::{Choice, Field, FieldKind, IntegerWidth, Limits, Model, Value};

/// The databases that models are stored in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// A file, embedded in the program.
    Sqlite,
    /// A server; everything that speaks its protocol.
    Postgres,
}

/// How a column holds its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Storage {
    /// Text; `max` characters at most, where the declaration says so (`varchar(max)`).
    Text {
        /// The most characters.
        max: Option<u64>,
    },
    /// A 16 bit integer.
    SmallInt,
    /// A 32 bit integer.
    Int,
    /// A 64 bit integer.
    BigInt,
    /// A binary floating point number of 64 bits.
    Double,
    /// SQLite, up to 18 digits: the decimal times `10^places`, as an integer. Never declared with NUMERIC or REAL affinity, which lose digits.
    ScaledInt {
        /// All digits.
        digits: u32,
        /// Digits behind the point.
        places: u32,
    },
    /// SQLite, 19 to 38 digits: `1` and all digits without the point, or for a negative number `0` and each digit's complement to nine.
    /// All values of a column have the same length, so that text order is number order.
    OrderedText {
        /// All digits.
        digits: u32,
        /// Digits behind the point.
        places: u32,
    },
    /// PostgreSQL: `numeric(digits, places)`.
    Numeric {
        /// All digits.
        digits: u32,
        /// Digits behind the point.
        places: u32,
    },
    /// A truth value; 0 or 1 in SQLite.
    Bool,
    /// A day; `YYYY-MM-DD` in SQLite.
    Date,
    /// A time of day, to the microsecond; `HH:MM:SS[.ffffff]` in SQLite, as Django writes it.
    Time,
    /// An instant, to the microsecond; `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC in SQLite, as Django writes it.
    DateTime,
    /// A span of time; its microseconds in SQLite, as Django writes it, an `interval` of days and microseconds in PostgreSQL.
    Duration,
    /// A UUID; 32 hexadecimal digits in SQLite, as Django writes it.
    Uuid,
    /// An IP address: text in SQLite, `inet` in PostgreSQL.
    Ip,
    /// A JSON document: text with Python's spacing in SQLite, as Django writes it, `jsonb` in PostgreSQL.
    Json,
    /// No column: a many-to-many field, whose rows lie in a table of pairs. It reads as NULL and is never written.
    Absent,
}

impl Storage {
    /// How a field of one of `models` is stored; a foreign key as the key that it points at.
    ///
    /// `None` for kinds that models do not store, which [`resolve`](koroc_spec::resolve) refuses.
    pub fn of(models: &[Model], field: &Field, dialect: Dialect) -> Option<Storage> {
        let mut field = field;
        // A key that is itself a foreign key leads on; a circle of them has no type.
        for _ in 0..=models.len() {
            match &field.ty.kind {
                FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => {
                    let target = relation.target.and_then(|at| models.get(at))?;
                    field = target.fields.iter().find(|field| field.primary_key)?;
                }
                kind => return Storage::of_kind(kind, &field.ty.limits, dialect),
            }
        }
        None
    }

    fn of_kind(kind: &FieldKind, limits: &Limits, dialect: Dialect) -> Option<Storage> {
        let max = limits.max_length;
        Some(match kind {
            FieldKind::Boolean => Storage::Bool,
            FieldKind::Char { .. } | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => Storage::Text { max },
            FieldKind::Text => Storage::Text { max: None },
            FieldKind::Choice { choices } => of_choices(choices, limits),
            FieldKind::Integer { width: IntegerWidth::Small, .. } => Storage::SmallInt,
            FieldKind::Integer { width: IntegerWidth::Normal, .. } => Storage::Int,
            FieldKind::Integer { width: IntegerWidth::Big, .. } => Storage::BigInt,
            FieldKind::Float => Storage::Double,
            FieldKind::Decimal { max_digits, decimal_places } => of_decimal((*max_digits)?, (*decimal_places)?, dialect),
            FieldKind::Date => Storage::Date,
            FieldKind::Time => Storage::Time,
            FieldKind::DateTime => Storage::DateTime,
            FieldKind::Duration => Storage::Duration,
            FieldKind::Uuid => Storage::Uuid,
            FieldKind::Ip { .. } => Storage::Ip,
            FieldKind::Json => Storage::Json,
            // What is stored is the file's name in its storage, of 100 characters where Django's declaration says nothing else.
            FieldKind::File => Storage::Text { max: max.or(Some(100)) },
            FieldKind::ManyToMany(_) => Storage::Absent,
            FieldKind::Custom { base, .. } => return Storage::of_kind(base, limits, dialect),
            FieldKind::Integer { width: IntegerWidth::Unbounded, .. }
            | FieldKind::MultipleChoice { .. }
            | FieldKind::List { .. }
            | FieldKind::Dict { .. }
            | FieldKind::ForeignKey(_)
            | FieldKind::OneToOne(_)
            | FieldKind::Nested { .. } => return None,
        })
    }
}

/// Integers where every choice is one, of as many bits as the field's bounds need; text otherwise.
fn of_choices(choices: &[Choice], limits: &Limits) -> Storage {
    let items = Choice::items(choices);
    if items.is_empty() || !items.iter().all(|(value, _)| matches!(value, Value::Int(_))) {
        return Storage::Text { max: limits.max_length };
    }
    match limits.max {
        Some(Value::Int(max)) if max <= i16::MAX.into() => Storage::SmallInt,
        Some(Value::Int(max)) if max <= i32::MAX.into() => Storage::Int,
        _ => Storage::BigInt,
    }
}

fn of_decimal(digits: u32, places: u32, dialect: Dialect) -> Storage {
    match dialect {
        Dialect::Postgres => Storage::Numeric { digits, places },
        Dialect::Sqlite if digits <= 18 => Storage::ScaledInt { digits, places },
        Dialect::Sqlite => Storage::OrderedText { digits, places },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_spec::{OnDelete, Relation};

    fn fund() -> Model {
        let decimal = |digits| FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(2) };
        let mut symbol = Field::new("symbol", FieldKind::Char { trim: true });
        symbol.primary_key = true;
        symbol.ty.limits.max_length = Some(10);
        let parent = FieldKind::ForeignKey(Relation { target: Some(0), ..Relation::to("api.Fund", OnDelete::Cascade) });
        let mut model = Model::new("api", "Fund");
        model.fields = vec![symbol, Field::new("price", decimal(18)), Field::new("assets", decimal(19)), Field::new("parent", parent)];
        model
    }

    #[test]
    fn a_foreign_key_is_stored_as_what_it_points_at() {
        let models = [fund()];
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            assert_eq!(Storage::of(&models, &models[0].fields[3], dialect), Some(Storage::Text { max: Some(10) }));
        }
    }

    #[test]
    fn decimals_are_exact_in_both_databases() {
        let models = [fund()];
        let of = |field: usize, dialect| Storage::of(&models, &models[0].fields[field], dialect);
        assert_eq!(of(1, Dialect::Sqlite), Some(Storage::ScaledInt { digits: 18, places: 2 }));
        assert_eq!(of(2, Dialect::Sqlite), Some(Storage::OrderedText { digits: 19, places: 2 }));
        assert_eq!(of(2, Dialect::Postgres), Some(Storage::Numeric { digits: 19, places: 2 }));
    }

    #[test]
    fn choices_of_numbers_have_the_bits_that_their_bounds_need() {
        let of = |max: Option<i64>| {
            let mut field = Field::new("level", FieldKind::Choice { choices: vec![Choice::item(1, "One")] });
            field.ty.limits.max = max.map(Value::Int);
            Storage::of(&[], &field, Dialect::Sqlite)
        };
        for (max, storage) in [(Some(32_767), Storage::SmallInt), (Some(32_768), Storage::Int), (None, Storage::BigInt)] {
            assert_eq!(of(max), Some(storage), "{max:?}");
        }
    }

    #[test]
    fn a_circle_of_foreign_keys_has_no_storage() {
        let mut model = fund();
        model.fields[0].primary_key = false;
        model.fields[3].primary_key = true;
        assert_eq!(Storage::of(&[model.clone()], &model.fields[3], Dialect::Sqlite), None);
    }
}
