//! `diff`: what deploying this declaration would add to a saved template, remove from it and change in it.

use std::{
    collections::BTreeSet,
    fmt,
    io::{Read as _, Write, stdin},
    path::Path,
};

use serde_json::{Map, Value};

use super::failure::Failure;

/// Prints the differences from the template in a file (without one: on stdin), one a line.
///
/// # Errors
///
/// [`Failure::Differs`] if there are some, [`Failure::Misused`] if that is no template.
pub(super) fn print(file: Option<&Path>, template: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    let saved = read(file)?;
    let mut changes = Vec::new();
    compare(String::new(), &saved, template, &mut changes);
    changes.iter().try_for_each(|change| writeln!(out, "{change}"))?;
    if changes.is_empty() { Ok(writeln!(out, "No differences.")?) } else { Err(Failure::Differs) }
}

fn read(file: Option<&Path>) -> Result<Value, Failure> {
    let name = file.map_or_else(|| "The standard input".to_owned(), |file| file.display().to_string());
    let mut text = Vec::new();
    let read = match file {
        Some(file) => std::fs::read(file).map(|bytes| text = bytes),
        None => stdin().read_to_end(&mut text).map(|_| ()),
    };
    read.map_err(|error| Failure::Misused(format!("{name} cannot be read: {error}")))?;
    let value = serde_json::from_slice(&text).map_err(|error| Failure::Misused(format!("{name} is no JSON (`synth` without --yaml writes some): {error}")))?;
    match &value {
        Value::Object(members) if members.get("Resources").is_some_and(Value::is_object) => Ok(value),
        _ => Err(Failure::Misused(format!("{name} is no CloudFormation template: it has no Resources"))),
    }
}

/// One difference, at a path such as `Resources.CoreFunction.Properties.MemorySize`.
enum Change<'a> {
    Added(String, &'a Value),
    Removed(String, &'a Value),
    Changed(String, &'a Value, &'a Value),
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Added(path, value) => write!(f, "+ {path}: {}", short(path, value)),
            Change::Removed(path, value) => write!(f, "- {path}: {}", short(path, value)),
            Change::Changed(path, old, new) => write!(f, "~ {path}: {old} -> {new}"),
        }
    }
}

/// A whole resource by its type, anything else as it is.
fn short(path: &str, value: &Value) -> String {
    let resource = path.starts_with("Resources.") && path.matches('.').count() == 1;
    value.get("Type").and_then(Value::as_str).filter(|_| resource).map_or_else(|| value.to_string(), str::to_owned)
}

/// Collects the differences, objects by their names and lists by their places.
fn compare<'a>(path: String, old: &'a Value, new: &'a Value, changes: &mut Vec<Change<'a>>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => members(&path, old, new, changes),
        (Value::Array(old), Value::Array(new)) => elements(&path, old, new, changes),
        _ if old == new => {}
        _ => changes.push(Change::Changed(path, old, new)),
    }
}

fn members<'a>(path: &str, old: &'a Map<String, Value>, new: &'a Map<String, Value>, changes: &mut Vec<Change<'a>>) {
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        pair(path, old.get(name), new.get(name), changes);
    }
}

/// What stands in front of the first difference and behind the last one is the same, so that an element put in between is told as that.
fn elements<'a>(path: &str, old: &'a [Value], new: &'a [Value], changes: &mut Vec<Change<'a>>) {
    let front = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[front..], &new[front..]);
    let back = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - back], &new[..new.len() - back]);
    for place in 0..old.len().max(new.len()) {
        pair(format!("{path}[{}]", front + place), old.get(place), new.get(place), changes);
    }
}

fn pair<'a>(path: String, old: Option<&'a Value>, new: Option<&'a Value>, changes: &mut Vec<Change<'a>>) {
    match (old, new) {
        (Some(old), Some(new)) => compare(path, old, new, changes),
        (Some(old), None) => changes.push(Change::Removed(path, old)),
        (None, Some(new)) => changes.push(Change::Added(path, new)),
        (None, None) => {}
    }
}
