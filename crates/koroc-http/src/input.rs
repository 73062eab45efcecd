//! What a client sent for a row: validated, with what only the database knows.

use std::collections::HashMap;

use chrono::Datelike;
use koroc_db::{Cond, DbError, DbErrorKind, Op, Part, Select};
use koroc_serial::{Ask, Errors, Message, Named, Serializer, Validated, Validation};
use koroc_spec::{DatePart, DefaultValue, Shape, Value};

use crate::ApiError;
use crate::call::Call;
use crate::service::Service;

/// The validated values of the body. `row`: the row that they are for, all its fields; `None`: a new one.
///
/// # Errors
/// 400 with the errors of every field, those of uniqueness and relations among them; what the parser says of the body.
pub(crate) async fn validated(call: &mut Call<'_>, serializer: &Serializer, row: Option<&[Value]>, partial: bool) -> Result<Validated, ApiError> {
    let asking = call.asking();
    let data = call.data().await?;
    let mut validation = asking.env(row, |env| serializer.validate(data.input(), partial, env));
    ask(call.service, &mut validation, row).await?;
    validation.finish(row).map_err(ApiError::invalid)
}

/// Asks the database the questions of a validation: about related rows in one query a column, however many objects name some; else in one a question.
pub(crate) async fn ask(service: &Service, validation: &mut Validation, row: Option<&[Value]>) -> Result<(), ApiError> {
    let mut found: HashMap<(usize, usize), Named> = HashMap::new();
    for ((model, column), values) in related(validation) {
        found.insert((model, column), named(service, model, column, &values).await?);
    }
    for place in 0..validation.questions().len() {
        // What is found makes later questions more exact.
        let question = validation.questions()[place].clone();
        let row = row.filter(|_| question.is_about_the_row());
        match question.ask {
            Ask::Related { model, column, .. } => validation.found(place, &found[&(model, column)]),
            ask => {
                if is_taken(service, ask, row).await? {
                    validation.taken(place);
                }
            }
        }
    }
    Ok(())
}

/// The values that are asked about as related rows, by model and column.
fn related(validation: &Validation) -> HashMap<(usize, usize), Vec<Value>> {
    let mut all: HashMap<(usize, usize), Vec<Value>> = HashMap::new();
    for question in validation.questions() {
        if let Ask::Related { model, column, values } = &question.ask {
            all.entry((*model, *column)).or_default().extend_from_slice(values);
        }
    }
    all
}

/// How many values one statement asks about: databases take some ten thousand parameters.
const AT_ONCE: usize = 1000;

/// The rows that have one of these values in a column, in one query unless there are very many.
async fn named(service: &Service, model: usize, column: usize, values: &[Value]) -> Result<Named, ApiError> {
    let key = service.resolved().models[model].primary_key();
    let mut pairs = Vec::new();
    for values in values.chunks(AT_ONCE) {
        let cond = match values {
            [value] => Cond::Compare { field: column, op: Op::Eq, value: value.clone() },
            values => Cond::In { field: column, values: values.to_vec() },
        };
        let select = Select { model, columns: vec![column, key], cond, order: Vec::new(), limit: None, offset: None };
        let rows = service.db().rows(&select).await?;
        pairs.extend(rows.into_iter().filter_map(|row| <[Value; 2]>::try_from(row).ok()).map(|[value, key]| (value, key)));
    }
    Ok(pairs.into_iter().collect())
}

/// Whether another row is in the way.
async fn is_taken(service: &Service, ask: Ask, row: Option<&[Value]>) -> Result<bool, ApiError> {
    let equal = |(field, value)| Cond::Compare { field, op: Op::Eq, value };
    let (model, mut conditions) = match ask {
        Ask::Related { .. } => return Ok(false),
        Ask::Unique { model, column, value, ignore_case } => {
            (model, vec![Cond::Compare { field: column, op: if ignore_case { Op::IEq } else { Op::Eq }, value }])
        }
        Ask::Together { model, mut columns, rest, given, condition, .. } => {
            let known = |column: usize| {
                given.iter().find(|(at, _)| *at == column).map(|(_, value)| value.clone()).unwrap_or_else(|| unsent(service, model, row, column))
            };
            columns.extend(rest.iter().map(|&column| (column, unsent(service, model, row, column))));
            // NULL equals nothing, so a set with one is never taken.
            if columns.iter().any(|(_, value)| value.is_null()) {
                return Ok(false);
            }
            let mut conditions: Vec<Cond> = columns.into_iter().map(equal).collect();
            for (column, value, negated) in condition {
                if (known(column) == value) == negated {
                    return Ok(false);
                }
                let cond = if value.is_null() { Cond::IsNull { field: column } } else { equal((column, value)) };
                conditions.push(if negated { Cond::Not(Box::new(cond)) } else { cond });
            }
            (model, conditions)
        }
        Ask::UniqueFor { model, column, value, date, part, day } => (model, vec![equal((column, value)), same_part(date, part, &day)]),
    };
    if let Some(row) = row {
        let key = service.resolved().models[model].primary_key();
        conditions.push(Cond::Not(Box::new(Cond::eq(key, row[key].clone()))));
    }
    let cond = if conditions.len() == 1 { conditions.remove(0) } else { Cond::And(conditions) };
    Ok(service.db().exists(model, &cond).await?)
}

/// The condition that a date shares a part with this one.
fn same_part(field: usize, part: DatePart, day: &Value) -> Cond {
    let day = match day {
        Value::Date(day) => *day,
        Value::DateTime(instant) => instant.date_naive(),
        _ => return Cond::Never,
    };
    let (part, value) = match part {
        DatePart::Date => (Part::Date, Value::Date(day)),
        DatePart::Month => (Part::Month, Value::Int(day.month().into())),
        DatePart::Year => (Part::Year, Value::Int(day.year().into())),
    };
    Cond::Part { field, part, op: Op::Eq, value }
}

/// The value of a column that was not sent: the row's, or a new row's default where that is known beforehand.
fn unsent(service: &Service, model: usize, row: Option<&[Value]>, column: usize) -> Value {
    match (row, &service.resolved().models[model].fields[column].default) {
        (Some(row), _) => row[column].clone(),
        (None, Some(DefaultValue::Const(value))) => value.clone(),
        (None, _) => Value::Null,
    }
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
        Some(set) => {
            let message = Message::new(set.message.clone(), set.code.clone());
            ApiError::invalid(Errors::Map([(koroc_serial::NON_FIELD_ERRORS.to_owned(), Errors::List(vec![message]))].into_iter().collect()))
        }
        None => error.into(),
    }
}
