//! The template as YAML, which CloudFormation reads as well, and people rather.

use std::fmt::Write as _;

use serde_json::Value;

/// A JSON value in YAML's block style. Texts are written as JSON writes them, which YAML 1.2 reads as they are.
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out
}

fn block(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let _ = write!(out, "{:indent$}{}:", "", key(name));
                nested(out, value, indent + 2);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let _ = write!(out, "{:indent$}-", "");
                nested(out, item, indent + 2);
            }
        }
        // An empty collection, a text, a number, a truth value or nothing is the same in both.
        scalar => {
            let _ = writeln!(out, "{:indent$}{scalar}", "");
        }
    }
}

/// What stands behind a colon or a dash: a block on the lines below, or a scalar on the same.
fn nested(out: &mut String, value: &Value, indent: usize) {
    let is_block = value.as_object().is_some_and(|members| !members.is_empty()) || value.as_array().is_some_and(|items| !items.is_empty());
    out.push(if is_block { '\n' } else { ' ' });
    block(out, value, if is_block { indent } else { 0 });
}

/// A member's name, without quotes where nothing else could be meant: a word that begins with a capital.
fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(name, "Y" | "N" | "Yes" | "No" | "On" | "Off" | "True" | "False" | "Null" | "YES" | "NO" | "ON" | "OFF" | "TRUE" | "FALSE" | "NULL");
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}
