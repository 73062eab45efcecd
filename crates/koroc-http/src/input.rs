//! What a client sent for a row: validated, with what only the database knows.

use koroc_db::{Cond, DbError, DbErrorKind, Op};
use koroc_serial::{Errors, Question, Serializer, Validation};
use koroc_spec::{DefaultValue, Shape, Value};

use crate::ApiError;
use crate::call::Call;

/// The validated values of the body, as columns. `row`: the row that they are for, all its fields; `None`: a new one.
///
/// # Errors
/// 400 with the errors of every field, those of uniqueness and relations among them; what the parser says of the body.
pub(crate) async fn validated(call: &mut Call<'_>, serializer: &Serializer, row: Option<&[Value]>, partial: bool) -> Result<Vec<(usize, Value)>, ApiError> {
    let mut validation = serializer.validate(call.data().await?.input(), partial);
    ask(call, serializer.shape(), &mut validation, row).await?;
    validation.finish().map_err(ApiError::invalid)
}

/// Asks the database each question of a validation, in one query a question.
async fn ask(call: &Call<'_>, shape: &Shape, validation: &mut Validation, row: Option<&[Value]>) -> Result<(), ApiError> {
    let db = call.service.db();
    for (place, question) in validation.questions().to_vec().into_iter().enumerate() {
        match question {
            Question::Unique { column, value, .. } => {
                if db.exists(model(shape), &others(call, shape, row, vec![(column, value)])).await? {
                    validation.taken(place);
                }
            }
            Question::Together { mut columns, rest, .. } => {
                columns.extend(rest.iter().map(|&column| (column, unsent(call, shape, row, column))));
                // NULL equals nothing, so a set with one is never taken.
                if columns.iter().all(|(_, value)| !value.is_null()) && db.exists(model(shape), &others(call, shape, row, columns)).await? {
                    validation.taken(place);
                }
            }
            Question::Related { model, value, .. } => {
                let key = call.service.resolved().models[model].primary_key();
                if !db.exists(model, &Cond::Compare { field: key, op: Op::Eq, value }).await? {
                    validation.missing(place);
                }
            }
        }
    }
    Ok(())
}

/// The value of a column that was not sent: the row's, or a new row's default where that is known beforehand.
fn unsent(call: &Call<'_>, shape: &Shape, row: Option<&[Value]>, column: usize) -> Value {
    match (row, &call.service.resolved().models[model(shape)].fields[column].default) {
        (Some(row), _) => row[column].clone(),
        (None, Some(DefaultValue::Const(value))) => value.clone(),
        (None, _) => Value::Null,
    }
}

fn model(shape: &Shape) -> usize {
    shape.model.expect("a shape with questions was made from a model")
}

/// Other rows than this one that have these values.
fn others(call: &Call<'_>, shape: &Shape, row: Option<&[Value]>, columns: Vec<(usize, Value)>) -> Cond {
    let mut conditions: Vec<Cond> = columns.into_iter().map(|(field, value)| Cond::Compare { field, op: Op::Eq, value }).collect();
    if let Some(row) = row {
        conditions.push(Cond::Not(Box::new(crate::rows::same_row(call, model(shape), row))));
    }
    if conditions.len() == 1 { conditions.remove(0) } else { Cond::And(conditions) }
}

/// A violated constraint as the error of the field whose question was answered a moment too early.
pub(crate) fn refused(shape: &Shape, error: DbError) -> ApiError {
    let DbErrorKind::Unique { model, fields } = error.kind() else { return error.into() };
    if shape.model != Some(*model) {
        return error.into();
    }
    if let [column] = fields.as_slice()
        && let Some(field) = shape.fields.iter().find(|field| field.column() == Some(*column))
        && let Some(question) = &field.unique
    {
        let errors = Errors::one(question.message.clone(), "unique");
        return ApiError::invalid(Errors::Map([(field.name.clone(), errors)].into_iter().collect()));
    }
    let together = shape.unique_together.iter().find(|set| {
        let columns: Vec<usize> = set.fields.iter().filter_map(|&place| shape.fields[place].column()).collect();
        columns.len() == fields.len() && columns.iter().all(|column| fields.contains(column))
    });
    match together {
        Some(set) => ApiError::invalid(Errors::whole(set.message.clone(), "unique")),
        None => error.into(),
    }
}
