//! Which types a column can change between without losing what it holds.

use super::super::ColumnType;

/// Whether values can be carried from one type to the other exactly, or be refused one by one where they do not fit.
pub(super) fn convertible(from: ColumnType, to: ColumnType) -> bool {
    family(from) == family(to) || (family(from) == Family::Integer && family(to) == Family::Decimal)
}

#[derive(PartialEq, Eq)]
enum Family {
    Boolean,
    Text,
    Integer,
    Float,
    Decimal,
    Date,
    Time,
    Datetime,
    Duration,
    Uuid,
    Ip,
    Json,
}

fn family(ty: ColumnType) -> Family {
    match ty {
        ColumnType::Boolean => Family::Boolean,
        ColumnType::Varchar(_) | ColumnType::Text => Family::Text,
        ColumnType::Smallint | ColumnType::Integer | ColumnType::Bigint => Family::Integer,
        ColumnType::Float => Family::Float,
        ColumnType::Decimal { .. } => Family::Decimal,
        ColumnType::Date => Family::Date,
        ColumnType::Time => Family::Time,
        ColumnType::Duration => Family::Duration,
        ColumnType::Ip => Family::Ip,
        ColumnType::Json => Family::Json,
        ColumnType::Datetime => Family::Datetime,
        ColumnType::Uuid => Family::Uuid,
    }
}
