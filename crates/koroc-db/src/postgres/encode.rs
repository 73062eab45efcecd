//! Values on their way to PostgreSQL, in the type that it expects at their place.

use std::error::Error;

use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::numeric;
use crate::{bound::Bound, decimal};

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Bound::Null => return Ok(IsNull::Yes),
            Bound::Bool(truth) => return truth.to_sql(ty, out),
            Bound::Int(number) => return integer(*number, ty, out),
            Bound::Float(number) if *ty == Type::FLOAT4 => return (*number as f32).to_sql(ty, out),
            Bound::Float(number) => return number.to_sql(ty, out),
            // Decimals of raw SQL come as text.
            Bound::Text(text) if *ty == Type::NUMERIC => numeric::write(&plain(text)?, out),
            Bound::Text(text) => return text.as_ref().to_sql(ty, out),
            Bound::Decimal { mantissa, places } => numeric::write(&decimal::plain(*mantissa, *places), out),
            Bound::Date(day) => return day.to_sql(ty, out),
            Bound::DateTime(instant) => return instant.to_sql(ty, out),
            Bound::Uuid(uuid) => return uuid.to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn integer(number: i64, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    match *ty {
        Type::INT2 => i16::try_from(number)?.to_sql(ty, out),
        Type::INT4 => i32::try_from(number)?.to_sql(ty, out),
        Type::FLOAT8 => (number as f64).to_sql(ty, out),
        Type::NUMERIC => {
            numeric::write(&number.to_string(), out);
            Ok(IsNull::No)
        }
        _ => number.to_sql(ty, out),
    }
}

/// A number's text without exponent, as far as 38 digits go.
fn plain(text: &str) -> Result<String, Box<dyn Error + Sync + Send>> {
    (0..=38)
        .find_map(|places| decimal::scaled(text, places).filter(|number| number.exact).map(|number| decimal::plain(number.floor, places)))
        .ok_or_else(|| format!("{text} is no decimal of up to 38 digits").into())
}
