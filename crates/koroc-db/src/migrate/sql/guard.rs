//! What must not be in a column for a change to be exact.

use koroc_spec::IntegerWidth;

use super::Step;
use crate::ddl::quoted;
use crate::migrate::{Column, ColumnType};

/// The guards of an altered column that hold for both databases.
pub(super) fn guards(table: &str, before: &Column, after: &Column, filled: bool) -> Vec<Step> {
    let place = format!("`{}` of the table `{table}`", after.name);
    let column = quoted(&after.name);
    let mut out = Vec::new();
    let mut guard = |condition: String, refusal: String| {
        out.push(Step::Guard { query: format!("SELECT 1 FROM {} WHERE {condition} LIMIT 1", quoted(table)), refusal });
    };
    if before.null && !after.null && !filled {
        guard(format!("{column} IS NULL"), format!("{place} is null in some rows; give the field a default, or set them first"));
    }
    match (before.ty, after.ty) {
        (ColumnType::Text, ColumnType::Varchar(max)) => guard(too_long(&column, max), format!("{place} is longer than {max} characters in some rows")),
        (ColumnType::Varchar(from), ColumnType::Varchar(max)) if max < from => {
            guard(too_long(&column, max), format!("{place} is longer than {max} characters in some rows"));
        }
        (from, to) => {
            if let (Some((before, _)), Some((min, max))) = (range(from), range(to))
                && min > before
            {
                guard(format!("{column} NOT BETWEEN {min} AND {max}"), format!("{place} is beyond {min} to {max} in some rows"));
            }
        }
    }
    out
}

fn too_long(column: &str, max: u32) -> String {
    format!("length({column}) > {max}")
}

fn range(ty: ColumnType) -> Option<(i64, i64)> {
    match ty {
        ColumnType::Smallint => IntegerWidth::Small.range(false),
        ColumnType::Integer => IntegerWidth::Normal.range(false),
        ColumnType::Bigint => IntegerWidth::Big.range(false),
        ColumnType::Boolean
        | ColumnType::Varchar(_)
        | ColumnType::Text
        | ColumnType::Float
        | ColumnType::Decimal { .. }
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Datetime
        | ColumnType::Duration
        | ColumnType::Uuid
        | ColumnType::Ip
        | ColumnType::Json => None,
    }
}
