//! The values of a row about to be written: what was given, what is by default, what is set by itself.

use std::collections::HashMap;

use chrono::Utc;
use koroc_spec::{Auto, DefaultValue, Field, Model, Value};
use uuid::Uuid;

use crate::{
    DbError, DbErrorKind, DefaultFn, Storage,
    stored::stored,
    table::{Column, Table},
};

/// A row to write: fields by their places.
pub(crate) type Written = Vec<(usize, Value)>;

/// A new row: every field in order, but a key that the database counts up and was not given.
pub(crate) fn new_row(model: &Model, table: &Table, defaults: &HashMap<String, DefaultFn>, given: Written) -> Result<Written, DbError> {
    let mut values: Vec<Option<Value>> = vec![None; model.fields.len()];
    for (field, value) in given {
        *values.get_mut(field).ok_or_else(|| no_field(table, field))? = Some(value);
    }
    let mut row = Vec::with_capacity(values.len());
    for (at, (value, field)) in values.into_iter().zip(&model.fields).enumerate() {
        let column = &table.columns[at];
        if column.storage == Storage::Absent && value.as_ref().is_none_or(Value::is_null) {
            continue;
        }
        let value = match value {
            Some(value) => value,
            None if column.counted => continue,
            None => by_itself(field, column, true).map_or_else(|| default(field, defaults), Ok)?,
        };
        row.push((at, stored(column, value)?));
    }
    Ok(row)
}

/// The changed fields of a row, and those that are set at every change.
pub(crate) fn changed_row(model: &Model, table: &Table, given: Written) -> Result<Written, DbError> {
    let mut row = Vec::with_capacity(given.len() + 1);
    for (at, value) in given {
        let column = table.column(at)?;
        if column.storage != Storage::Absent || !value.is_null() {
            row.push((at, stored(column, value)?));
        }
    }
    for (at, field) in model.fields.iter().enumerate() {
        if let Some(value) = by_itself(field, &table.columns[at], false)
            && !row.is_empty()
            && !row.iter().any(|(given, _)| *given == at)
        {
            row.push((at, stored(&table.columns[at], value)?));
        }
    }
    Ok(row)
}

/// The `returning` fields of a row that was added, with the number that the database counted.
pub(crate) fn returned(table: &Table, row: &Written, returning: &[usize], counted: impl Fn() -> Result<Value, DbError>) -> Result<Vec<Value>, DbError> {
    let value = |field: &usize| match row.iter().find(|(at, _)| at == field) {
        Some((_, value)) => Ok(value.clone()),
        None if table.column(*field)?.counted => counted(),
        None if table.column(*field)?.storage == Storage::Absent => Ok(Value::Null),
        None => Err(no_field(table, *field)),
    };
    returning.iter().map(value).collect()
}

/// The key that the database counts for this new row, if it does.
pub(crate) fn uncounted(table: &Table, row: &Written) -> Vec<usize> {
    let counted = |at: &usize| table.columns[*at].counted && !row.iter().any(|(given, _)| given == at);
    (0..table.columns.len()).filter(counted).collect()
}

/// What a field is set to at creation (`new`) or at every change.
fn by_itself(field: &Field, column: &Column, new: bool) -> Option<Value> {
    let set = match field.auto? {
        Auto::OnCreate => new,
        Auto::OnSave => true,
        Auto::Increment => false,
    };
    set.then(|| match column.storage {
        Storage::Date => Value::Date(Utc::now().date_naive()),
        Storage::Time => Value::Time(Utc::now().time()),
        _ => Value::DateTime(Utc::now()),
    })
}

fn default(field: &Field, defaults: &HashMap<String, DefaultFn>) -> Result<Value, DbError> {
    Ok(match &field.default {
        // Text that may be blank is blank, as in Django.
        None if field.ty.blank && !field.ty.null && field.ty.kind.holds_text() => Value::from(""),
        // Of a serializer only: a model's field never has it.
        None | Some(DefaultValue::CurrentUser) => Value::Null,
        Some(DefaultValue::Const(value)) => value.clone(),
        Some(DefaultValue::Now) => Value::DateTime(Utc::now()),
        Some(DefaultValue::Today) => Value::Date(Utc::now().date_naive()),
        Some(DefaultValue::Uuid4) => Value::Uuid(Uuid::new_v4()),
        Some(DefaultValue::Named(name)) => defaults.get(name).ok_or_else(|| no_function(&field.name, name))?(),
    })
}

/// Fails for a default of any model that no function stands behind.
pub(crate) fn check_defaults(models: &[Model], defaults: &HashMap<String, DefaultFn>) -> Result<(), DbError> {
    for field in models.iter().flat_map(|model| &model.fields) {
        if let Some(DefaultValue::Named(name)) = &field.default
            && !defaults.contains_key(name)
        {
            return Err(no_function(&field.name, name));
        }
    }
    Ok(())
}

fn no_function(field: &str, name: &str) -> DbError {
    DbError::new(DbErrorKind::Mismatch, format!("the default `{name}` of the field {field} has no function; give it one in DbOptions::defaults"))
}

fn no_field(table: &Table, field: usize) -> DbError {
    DbError::new(DbErrorKind::Mismatch, format!("{} has no field {field}", table.name))
}
