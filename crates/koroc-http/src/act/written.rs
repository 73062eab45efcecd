//! The answer to a write: the row as the database returned it.

use koroc_serial::{Env, Serializer, write_json};
use koroc_spec::{Record, Value, ValueRef};

/// Zeros with a minus sign, by column. SQLite does not keep the sign, and DRF, which answers with what it validated, shows it.
pub(super) fn negative_zeros(values: &[(usize, Value)]) -> Vec<(usize, Value)> {
    let is_negative_zero = |value: &Value| match value {
        Value::Decimal(text) => text.strip_prefix("-0").is_some_and(|rest| rest.bytes().all(|byte| byte == b'0' || byte == b'.')),
        _ => false,
    };
    values.iter().filter(|(_, value)| is_negative_zero(value)).cloned().collect()
}

/// The JSON of a row, the serializer's columns in order.
pub(super) fn json(serializer: &Serializer, mut row: Vec<Value>, zeros: Vec<(usize, Value)>) -> Vec<u8> {
    for (column, zero) in zeros {
        if let Some(k) = serializer.columns().iter().position(|&known| known == column) {
            row[k] = zero;
        }
    }
    let mut out = Vec::with_capacity(512);
    match row.iter().map(Value::as_column).collect::<Option<Vec<ValueRef<'_>>>>() {
        Some(columns) => serializer.write_row(&mut out, |k| columns[k]),
        None => write_json(&mut out, &serializer.represent(&Record { values: row, ..Record::default() }, &Env::NONE), None),
    }
    out
}

/// The text of the shown field with this name, which DRF takes for the row's own address.
pub(super) fn address<'r>(serializer: &Serializer, row: &'r [Value], name: &str) -> Option<&'r str> {
    let shape = serializer.shape();
    let shown = |column: &usize| shape.fields.iter().any(|field| field.column() == Some(*column) && field.name == name && !field.write_only);
    serializer.columns().iter().position(shown).and_then(|k| row[k].as_str())
}
