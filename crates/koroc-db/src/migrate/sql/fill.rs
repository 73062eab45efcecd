//! The values of existing rows as expressions.

use crate::migrate::{Column, ColumnType, Constant, Fill, Misfit, decimal};
use crate::{Dialect, ddl};

/// The expression for what existing rows get in this column.
pub(super) fn expression(fill: &Fill, column: &Column, dialect: Dialect) -> Result<String, Misfit> {
    Ok(match (fill, dialect) {
        (Fill::Const(constant), _) => literal(constant, column, dialect)?,
        (Fill::Now, Dialect::Sqlite) => "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')".to_owned(),
        (Fill::Now, Dialect::Postgres) => "now()".to_owned(),
        (Fill::Today, Dialect::Sqlite) => "date('now')".to_owned(),
        (Fill::Today, Dialect::Postgres) => "(now() AT TIME ZONE 'UTC')::date".to_owned(),
        (Fill::Uuid4, Dialect::Sqlite) => RANDOM_UUID.to_owned(),
        (Fill::Uuid4, Dialect::Postgres) => "gen_random_uuid()".to_owned(),
    })
}

/// 32 hexadecimal digits with UUID's version 4 and variant in their places.
const RANDOM_UUID: &str = "(lower(hex(randomblob(6))) || '4' || substr(lower(hex(randomblob(2))), 2) || substr('89ab', 1 + (random() & 3), 1) || \
                           substr(lower(hex(randomblob(2))), 2) || lower(hex(randomblob(6))))";

/// A constant as SQL writes it for a column.
pub(crate) fn literal(constant: &Constant, column: &Column, dialect: Dialect) -> Result<String, Misfit> {
    let text = match constant {
        Constant::Bool(truth) => return Ok(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Constant::Int(number) => number.to_string(),
        Constant::Float(number) => format!("{number:?}"),
        Constant::Text(text) => text.clone(),
    };
    let misfit = || Misfit::new(format!("the default {text} does not fit the column `{}`", column.name));
    Ok(match (column.ty, dialect) {
        (ColumnType::Boolean | ColumnType::Smallint | ColumnType::Integer | ColumnType::Bigint, _) => text.parse::<i64>().map_err(|_| misfit())?.to_string(),
        (ColumnType::Float, _) => format!("{:?}", text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(misfit)?),
        (ColumnType::Decimal { digits, places }, Dialect::Sqlite) => {
            decimal::parse(&text, places).and_then(|number| decimal::store(number, digits)).ok_or_else(misfit)?.literal()
        }
        (ColumnType::Uuid, Dialect::Sqlite) => ddl::text(&text.replace('-', "")),
        (ColumnType::Datetime, Dialect::Postgres) => ddl::text(&format!("{text}+00")),
        (ColumnType::Duration, Dialect::Sqlite) => text.parse::<i64>().map_err(|_| misfit())?.to_string(),
        (ColumnType::Duration, Dialect::Postgres) => format!("make_interval(secs => {} / 1000000.0)", text.parse::<i64>().map_err(|_| misfit())?),
        (
            ColumnType::Varchar(_)
            | ColumnType::Text
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Datetime
            | ColumnType::Uuid
            | ColumnType::Ip
            | ColumnType::Json
            | ColumnType::Decimal { .. },
            _,
        ) => ddl::text(&text),
    })
}
