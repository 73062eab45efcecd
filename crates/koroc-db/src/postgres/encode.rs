//! Values on their way to PostgreSQL, in the type that it expects at their place.

use std::{error::Error, net::IpAddr};

use chrono::TimeDelta;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::numeric;
use crate::{bound::Bound, decimal};

/// The microseconds of a day, whose length PostgreSQL leaves open and Django does not.
pub(super) const MICROS_A_DAY: i64 = 86_400_000_000;

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Bound::Null => return Ok(IsNull::Yes),
            Bound::Bool(truth) => return truth.to_sql(ty, out),
            Bound::Int(number) => return integer(*number, ty, out),
            Bound::Float(number) if *ty == Type::FLOAT4 => return (*number as f32).to_sql(ty, out),
            Bound::Float(number) => return number.to_sql(ty, out),
            // Raw SQL may have a text where the server expects another type.
            Bound::Text(text) | Bound::Number(text) | Bound::Ip(text) | Bound::Json(text) => return write_text(text, ty, out),
            Bound::Decimal { mantissa, places } => numeric::write(&decimal::plain(*mantissa, *places), out),
            Bound::Date(day) => return day.to_sql(ty, out),
            Bound::Time(time) => return time.to_sql(ty, out),
            Bound::Duration(span) => write_interval(*span, out),
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

fn write_text(text: &str, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    match *ty {
        Type::NUMERIC => numeric::write(&plain(text)?, out),
        Type::INET => write_ip(text.parse()?, out),
        Type::JSONB => {
            // The version of the form that follows, which is JSON's own.
            out.extend_from_slice(&[1]);
            out.extend_from_slice(text.as_bytes());
        }
        _ => return text.to_sql(ty, out),
    }
    Ok(IsNull::No)
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

/// PostgreSQL's form of an address: the family, the bits of its network, whether it is one, and its bytes.
fn write_ip(address: IpAddr, out: &mut BytesMut) {
    let mut put = |family: u8, bytes: &[u8]| {
        out.extend_from_slice(&[family, bytes.len() as u8 * 8, 0, bytes.len() as u8]);
        out.extend_from_slice(bytes);
    };
    match address {
        IpAddr::V4(address) => put(2, &address.octets()),
        IpAddr::V6(address) => put(3, &address.octets()),
    }
}

/// A span as Django writes one: whole days, however negative, and the microseconds of one more.
fn write_interval(span: TimeDelta, out: &mut BytesMut) {
    let micros = span.num_microseconds().unwrap_or(i64::MAX);
    let (days, rest) = (micros.div_euclid(MICROS_A_DAY), micros.rem_euclid(MICROS_A_DAY));
    out.extend_from_slice(&rest.to_be_bytes());
    out.extend_from_slice(&(days as i32).to_be_bytes());
    out.extend_from_slice(&0_i32.to_be_bytes());
}

/// A number's text without exponent, as far as 38 digits go.
fn plain(text: &str) -> Result<String, Box<dyn Error + Sync + Send>> {
    (0..=38)
        .find_map(|places| decimal::scaled(text, places).filter(|number| number.exact).map(|number| decimal::plain(number.floor, places)))
        .ok_or_else(|| format!("{text} is no decimal of up to 38 digits").into())
}
