//! Validated values, sorted by where they go.

use crate::compiled::Compiled;
use koroc_spec::{Hop, Map, Source, Value};
use std::sync::Arc;

/// What an input says once everything has passed.
pub struct Validated {
    compiled: Arc<Compiled>,
    /// Places of fields, in their order.
    fields: Vec<(usize, Valid)>,
}

/// The value of a field.
pub(crate) enum Valid {
    Value(Value),
    /// Keys of related rows.
    Keys(Vec<Value>),
    Object(Box<Validated>),
    Objects(Vec<Validated>),
}

/// Validated values by where they go.
#[derive(Default)]
pub struct ValidatedParts {
    /// Columns of the model with their values.
    pub columns: Vec<(usize, Value)>,
    /// Many-to-many fields of the model with the keys of their rows.
    pub many: Vec<(usize, Vec<Value>)>,
    /// Rows that belong to this one, by the step that leads to them.
    pub nested: Vec<(Hop, Vec<Validated>)>,
    /// What has no place in the model, by source.
    pub own: Map,
}

impl ValidatedParts {
    fn join(&mut self, other: ValidatedParts) {
        self.columns.extend(other.columns);
        self.many.extend(other.many);
        self.nested.extend(other.nested);
        self.own.extend(other.own);
    }
}

/// Puts a value where a dotted source leads.
fn put(map: &mut Map, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else { return drop(map.insert(path.to_owned(), value)) };
    if let Value::Map(inner) = map.entry(first.to_owned()).or_insert_with(|| Value::Map(Map::new())) {
        put(inner, rest, value);
    }
}

impl Validated {
    pub(crate) fn new(compiled: Arc<Compiled>, fields: Vec<(usize, Valid)>) -> Validated {
        Validated { compiled, fields }
    }

    /// The values by their sources, relations by key: what validators and the program's own code see.
    pub fn to_map(&self) -> Map {
        let mut map = Map::new();
        for (at, valid) in &self.fields {
            match (&self.compiled.shape.fields[*at].source, valid.to_value()) {
                // What stands for the row itself adds its members.
                (Source::Whole, Value::Map(members)) => map.extend(members),
                (Source::Own(path), value) => put(&mut map, path, value),
                (_, value) => drop(map.insert(self.name(*at).to_owned(), value)),
            }
        }
        map
    }

    /// The values by where they go.
    pub fn into_parts(self) -> ValidatedParts {
        let mut parts = ValidatedParts::default();
        for (at, valid) in self.fields {
            let source = &self.compiled.shape.fields[at].source;
            match (source, valid) {
                (Source::Field(column), Valid::Value(value)) => parts.columns.push((*column, value)),
                (Source::Field(field), Valid::Keys(keys)) => parts.many.push((*field, keys)),
                (Source::Path { hops, .. }, Valid::Objects(rows)) if hops.len() == 1 => parts.nested.push((hops[0], rows)),
                (Source::Path { hops, .. }, Valid::Object(row)) if hops.len() == 1 => parts.nested.push((hops[0], vec![*row])),
                (Source::Whole, Valid::Object(row)) if row.compiled.shape.model == self.compiled.shape.model => parts.join(row.into_parts()),
                (Source::Whole, Valid::Object(row)) => parts.own.extend(row.to_map()),
                (Source::Own(path), valid) => put(&mut parts.own, path, valid.to_value()),
                (_, valid) => drop(parts.own.insert(self.compiled.shape.fields[at].name.clone(), valid.to_value())),
            }
        }
        parts
    }

    /// The name under which a value is found: the model's field, or the source.
    fn name(&self, at: usize) -> &str {
        let field = &self.compiled.shape.fields[at];
        match &field.source {
            Source::Own(name) => name,
            Source::Field(_) => self.compiled.sources[at].as_deref().unwrap_or(&field.name),
            Source::Path { .. } | Source::Whole | Source::Computed(_) => &field.name,
        }
    }
}

impl Valid {
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Valid::Value(value) => value.clone(),
            Valid::Keys(keys) => Value::List(keys.clone()),
            Valid::Object(object) => Value::Map(object.to_map()),
            Valid::Objects(objects) => Value::List(objects.iter().map(|object| Value::Map(object.to_map())).collect()),
        }
    }
}
