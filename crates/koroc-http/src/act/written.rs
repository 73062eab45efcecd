//! The answer to a write: the row as the database returned it.

use koroc_serial::Serializer;
use koroc_spec::Value;

/// Zeros with a minus sign, by column. SQLite does not keep the sign, and DRF, which answers with what it validated, shows it.
pub(super) fn negative_zeros(values: &[(usize, Value)]) -> Vec<(usize, Value)> {
    let is_negative_zero = |value: &Value| match value {
        Value::Decimal(text) => text.strip_prefix("-0").is_some_and(|rest| rest.bytes().all(|byte| byte == b'0' || byte == b'.')),
        _ => false,
    };
    values.iter().filter(|(_, value)| is_negative_zero(value)).cloned().collect()
}

/// The wire form of the serializer's columns of a row that was written.
pub(super) fn represent(serializer: &Serializer, mut row: Vec<Value>, zeros: Vec<(usize, Value)>) -> Value {
    for (column, zero) in zeros {
        if let Some(k) = serializer.columns().iter().position(|&known| known == column) {
            row[k] = zero;
        }
    }
    serializer.represent(&row)
}
