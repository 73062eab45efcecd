//! A filter with any of several values, the parameter repeated: choices, or values that rows have.

use koroc_db::{Cond, Db, Select};
use koroc_spec::{FieldKind, FieldPath, FilterForms, Lookup, Resolved, Value};

use super::{Failure, MAX_VALUES, over, too_many};
use crate::form_field::{FormField, NULL_CHARACTER, Refusal, no_choice, no_such_row};
use crate::plan::base;
use crate::{ApiError, python};

pub(super) struct AnyOfPlan {
    path: FieldPath,
    form: FormField,
    /// The field whose values can be picked, by its model; `None`: choices, which the form knows.
    rows: Option<(usize, usize)>,
}

impl AnyOfPlan {
    pub(super) fn new(path: &FieldPath, forms: FilterForms, resolved: &Resolved) -> Result<AnyOfPlan, &'static str> {
        let ty = &resolved.models[path.model].fields[path.field].ty;
        let form = match FormField::new(ty, Lookup::Exact, forms, resolved)? {
            FormField::Whole => FormField::Key,
            other => other,
        };
        let rows = match (base(&ty.kind), &form) {
            (FieldKind::Choice { .. }, _) => None,
            (_, FormField::Related { model, key, .. }) => Some((*model, *key)),
            _ => Some((path.model, path.field)),
        };
        Ok(AnyOfPlan { path: path.clone(), form, rows })
    }

    /// The condition of these values; `None` where there are none.
    pub(super) async fn condition<'q>(&self, texts: impl Iterator<Item = &'q str>, db: &Db) -> Result<Option<Cond>, Failure> {
        let mut named: Vec<(&str, Value)> = Vec::new();
        for text in texts {
            if !named.iter().any(|(known, _)| *known == text) {
                named.push((text, self.value(text)?));
            }
            if named.len() > MAX_VALUES {
                return Err(too_many().into());
            }
        }
        if named.is_empty() {
            return Ok(None);
        }
        let values: Vec<Value> = named.iter().map(|(_, value)| value.clone()).collect();
        if let Some((model, field)) = self.rows {
            let known = known(db, model, field, values.clone()).await?;
            if let Some((text, _)) = named.iter().find(|(text, _)| !known.iter().any(|known| known == text)) {
                return Err(no_choice(text).into());
            }
        }
        Ok(Some(over(&self.path.hops, Cond::In { field: self.path.field, values })))
    }

    /// The value of a text, which is compared as it stands.
    fn value(&self, text: &str) -> Result<Value, Refusal> {
        match &self.form {
            _ if text.contains('\0') => Err(NULL_CHARACTER.into()),
            FormField::Text => Ok(Value::from(text)),
            FormField::Choice(_) if text.is_empty() => Err(no_choice(text)),
            FormField::Choice(_) => Ok(self.form.clean(text)?.unwrap_or(Value::Null)),
            FormField::Related { form, .. } => Self::key(form, text),
            form => Self::key(form, text),
        }
    }

    fn key(form: &FormField, text: &str) -> Result<Value, Refusal> {
        form.clean(text).ok().flatten().ok_or_else(|| match form {
            FormField::Uuid(_) => no_such_row(form, text),
            _ => format!("“{text}” is not a valid value.").into(),
        })
    }
}

/// The texts of those of the values that rows have.
async fn known(db: &Db, model: usize, field: usize, values: Vec<Value>) -> Result<Vec<String>, ApiError> {
    let limit = Some(values.len() as u64 * 2);
    let select = Select { model, columns: vec![field], cond: Cond::In { field, values }, order: Vec::new(), limit, offset: None };
    Ok(db.rows(&select).await?.iter().map(|row| python::text(&row[0]).into_owned()).collect())
}
