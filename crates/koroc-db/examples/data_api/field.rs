//! Values as the Data API has them.

use std::error::Error;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};
use tokio_postgres::{
    Row,
    types::{Format, FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use crate::refusal::Refusal;

/// A value with the type that it has for PostgreSQL.
#[derive(Debug)]
pub struct Bound {
    pub ty: Type,
    text: Option<String>,
}

impl ToSql for Bound {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Some(text) = &self.text else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// The parameters of a call, each with its name.
pub fn parameters(given: &Value) -> Result<Vec<(String, Bound)>, Refusal> {
    let none = Vec::new();
    given.as_array().unwrap_or(&none).iter().map(parameter).collect()
}

fn parameter(given: &Value) -> Result<(String, Bound), Refusal> {
    let wrong = || Refusal::bad(format!("{given} is no parameter"));
    let value = given["value"].as_object().filter(|value| value.len() == 1).ok_or_else(wrong)?;
    let (kind, value) = value.iter().next().ok_or_else(wrong)?;
    let text = || Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let (ty, text) = match (kind.as_str(), given["typeHint"].as_str()) {
        ("isNull", _) => (Type::UNKNOWN, None),
        ("booleanValue", None) if value.is_boolean() => (Type::BOOL, text()),
        ("longValue", None) if value.is_i64() => (Type::INT8, text()),
        ("doubleValue", None) if value.is_number() => (Type::FLOAT8, text()),
        ("stringValue", hint) if value.is_string() => (hinted(hint).ok_or_else(wrong)?, text()),
        _ => return Err(wrong()),
    };
    Ok((given["name"].as_str().ok_or_else(wrong)?.to_owned(), Bound { ty, text }))
}

fn hinted(hint: Option<&str>) -> Option<Type> {
    Some(match hint {
        None => Type::VARCHAR,
        Some("UUID") => Type::UUID,
        Some("DECIMAL") => Type::NUMERIC,
        Some("DATE") => Type::DATE,
        Some("TIME") => Type::TIME,
        Some("TIMESTAMP") => Type::TIMESTAMP,
        Some("JSON") => Type::JSON,
        Some(_) => return None,
    })
}

/// A column of a row; times end at the millisecond, and some types have no form.
pub fn of(row: &Row, k: usize) -> Result<Value, Refusal> {
    let ty = row.columns()[k].type_();
    let field = match *ty {
        Type::BOOL => get::<bool>(row, k).map(|truth| json!({ "booleanValue": truth })),
        Type::INT2 => get::<i16>(row, k).map(|number| json!({ "longValue": number })),
        Type::INT4 => get::<i32>(row, k).map(|number| json!({ "longValue": number })),
        Type::INT8 => get::<i64>(row, k).map(|number| json!({ "longValue": number })),
        Type::FLOAT4 => get::<f32>(row, k).map(|number| json!({ "doubleValue": number })),
        Type::FLOAT8 => get::<f64>(row, k).map(|number| json!({ "doubleValue": number })),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => get::<&str>(row, k).map(|text| json!({ "stringValue": text })),
        Type::UUID => get::<uuid::Uuid>(row, k).map(|uuid| json!({ "stringValue": uuid.to_string() })),
        Type::DATE => get::<NaiveDate>(row, k).map(|day| json!({ "stringValue": day.to_string() })),
        Type::TIME => get::<NaiveTime>(row, k).map(|time| json!({ "stringValue": time.format("%H:%M:%S%.3f").to_string() })),
        Type::TIMESTAMPTZ => get::<DateTime<Utc>>(row, k).map(|instant| json!({ "stringValue": instant.format("%Y-%m-%d %H:%M:%S%.3f").to_string() })),
        Type::NUMERIC => get::<Numeric>(row, k).map(|Numeric(text)| json!({ "stringValue": text })),
        Type::VOID => None,
        _ => return Err(Refusal::new(400, "UnsupportedResultException", &format!("The result contains the unsupported data type {ty}"))),
    };
    Ok(field.unwrap_or(json!({ "isNull": true })))
}

fn get<'r, T: FromSql<'r>>(row: &'r Row, k: usize) -> Option<T> {
    row.get::<_, Option<T>>(k)
}

/// A decimal's text, out of PostgreSQL's groups of four digits.
struct Numeric(String);

impl<'a> FromSql<'a> for Numeric {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let words: Vec<i16> = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
        let [_, weight, sign, places, groups @ ..] = &words[..] else { return Err("a numeric that is too short".into()) };
        let group = |at: i16| groups.get(usize::try_from(at).unwrap_or(usize::MAX)).copied().unwrap_or(0);
        let whole: String = (0..=*weight).map(|at| format!("{:04}", group(at))).collect();
        let whole = whole.trim_start_matches('0');
        let behind: String =
            (weight + 1..weight + 1 + (places + 3) / 4).map(|at| if at < 0 { "0000".to_owned() } else { format!("{:04}", group(at)) }).collect();
        let point = if *places > 0 { format!(".{}", &behind[..*places as usize]) } else { String::new() };
        Ok(Numeric(format!("{}{}{point}", if *sign == 0x4000 { "-" } else { "" }, if whole.is_empty() { "0" } else { whole })))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::NUMERIC
    }
}
