//! A migration file: operations as data that people can read and review.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Key, Operation};

/// The version of the format that this program writes; it reads this one only.
const FORMAT: u32 = 1;

/// A migration as its file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The version of the file's format.
    pub format: u32,
    /// The app whose tables it changes.
    pub app: String,
    /// Its name, `0001_initial`.
    pub name: String,
    /// What must be applied before it: the migration of its app before it, and those of other apps whose tables it points at.
    pub dependencies: Vec<Key>,
    /// What it does, in order.
    pub operations: Vec<Operation>,
}

/// A file that is no migration this program can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadFile(pub(super) String);

impl Migration {
    /// A migration of the present format.
    pub fn new(key: Key, dependencies: Vec<Key>, operations: Vec<Operation>) -> Self {
        Migration { format: FORMAT, app: key.0, name: key.1, dependencies, operations }
    }

    /// Its app and name.
    pub fn key(&self) -> Key {
        Key(self.app.clone(), self.name.clone())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is not JSON of this form, or of another version of it.
    pub fn parse(text: &str) -> Result<Migration, BadFile> {
        let value: Value = serde_json::from_str(text).map_err(|error| BadFile(format!("is not JSON: {error}")))?;
        match value.get("format").and_then(Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => return Err(BadFile(format!("has format {format}; this program reads format {FORMAT} only"))),
            None => return Err(BadFile("has no `format`, so it is no migration".to_owned())),
        }
        serde_json::from_value(value).map_err(|error| BadFile(format!("is no migration: {error}")))
    }

    /// The file's text: the same for the same migration, a line for each column and each operation that fits one.
    pub fn text(&self) -> String {
        let mut out = String::new();
        write(&mut out, &self.value(), 0);
        out.push('\n');
        out
    }

    /// What identifies its content: SHA-256 of its meaning, whatever its white space.
    pub fn checksum(&self) -> String {
        Sha256::digest(self.value().to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).expect("strings, numbers and lists are JSON")
    }
}

/// The widest line that is not broken up.
const WIDTH: usize = 160;

/// JSON in which whatever fits a line stays on it, except the file itself and its operations.
fn write(out: &mut String, value: &Value, depth: usize) {
    let indent = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let line = spaced(value);
    match value {
        Value::Object(map) if depth == 0 || depth * 2 + line.len() > WIDTH => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&format!("{}{}: ", indent(depth + 1), Value::from(key.as_str())));
                write(out, value, depth + 1);
            }
            out.push_str(&format!("{}}}", indent(depth)));
        }
        Value::Array(list) if list.iter().any(Value::is_object) || depth * 2 + line.len() > WIDTH => {
            out.push('[');
            for (at, value) in list.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&indent(depth + 1));
                write(out, value, depth + 1);
            }
            out.push_str(&format!("{}]", indent(depth)));
        }
        _ => out.push_str(&line),
    }
}

/// JSON on one line with spaces behind colons and commas.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let entries: Vec<String> = map.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), spaced(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}
