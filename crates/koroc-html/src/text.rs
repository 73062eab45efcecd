//! Values as text: in an input, and as JSON to edit.

use koroc_spec::Value;

/// The value as an input holds it; lists and objects as JSON.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::File(_) => String::new(),
        Value::Str(text) | Value::Surrogate { text, .. } => text.clone(),
        Value::Uuid(uuid) => uuid.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(instant) => instant.to_rfc3339(),
        Value::NaiveDateTime(instant) => instant.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
        Value::Duration(span) => span.num_seconds().to_string(),
        Value::Bool(_) | Value::Int(_) | Value::Number(_) | Value::Float(_) | Value::Decimal(_) | Value::List(_) | Value::Map(_) => json(value, 0),
    }
}

/// The value as JSON, `depth` steps of four spaces in.
pub(crate) fn json(value: &Value, depth: usize) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let lines = |open: char, close: char, items: Vec<String>| match items.as_slice() {
        [] => format!("{open}{close}"),
        items => {
            let (inner, outer) = ("    ".repeat(depth + 1), "    ".repeat(depth));
            format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
        }
    };
    match value {
        Value::Null | Value::File(_) => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => serde_json::Value::from(*number).to_string(),
        Value::Number(number) => number.clone(),
        Value::Decimal(number) => number.clone(),
        Value::List(items) => lines('[', ']', items.iter().map(|item| json(item, depth + 1)).collect()),
        Value::Map(map) => lines('{', '}', map.iter().map(|(key, item)| format!("{}: {}", quoted(key), json(item, depth + 1))).collect()),
        Value::Str(_) | Value::Surrogate { .. } | Value::Uuid(_) | Value::Date(_) | Value::Time(_) => quoted(&plain(value)),
        Value::DateTime(_) | Value::NaiveDateTime(_) | Value::Duration(_) => quoted(&plain(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_to_edit_is_json() {
        let map = Value::Map(
            [("a\"".to_owned(), Value::List(vec![Value::Int(1), Value::Number("12345678901234567890".into())])), ("b".to_owned(), Value::List(vec![]))].into(),
        );
        assert_eq!(json(&map, 0), "{\n    \"a\\\"\": [\n        1,\n        12345678901234567890\n    ],\n    \"b\": []\n}");
    }
}
