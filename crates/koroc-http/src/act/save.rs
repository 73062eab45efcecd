//! A row written: hooks, the write or what the program does in its place, hooks again, and the answer.

use koroc_db::{DbError, DbErrorKind};
use koroc_serial::Serializer;
use koroc_spec::{Record, Value};

use super::Act;
use super::written::{address, json, negative_zeros};
use crate::call::Call;
use crate::rows::no_match;
use crate::uploads::Uploads;
use crate::{ApiError, Changes, Context, Reply, input, records};

/// What the call sent, saved: in the row that it changes, or a new one. The answer shows the row as it was written, with what was related to it then; beside it
/// stands the text of its field `url`.
pub(super) async fn save(call: &mut Call<'_>, act: Act<'_>, row: Option<&[Value]>, partial: bool) -> Result<(Reply, Option<String>), ApiError> {
    let (model, serializer) = act.rows()?;
    let validated = input::validated(call, serializer, row, partial).await?;
    let context = hooked(call, act, row);
    let changes = with_hooks(act, context.as_ref(), Changes::of(call.service.resolved(), model, validated)?).await?;
    let zeros = negative_zeros(&changes.values);
    let written = match (&act.plan.write, &context) {
        (Some(write), Some(context)) => by_hand(context, serializer, write(context.clone(), changes).await?).await?,
        _ => match write(call, act, changes, row).await? {
            // Another request may have deleted it in between.
            Ok(written) => written.ok_or_else(|| no_match(call, model))?,
            Err(error) => return Err(refused(call, serializer, row, partial, error).await),
        },
    };
    for hook in &act.plan.after {
        let context = context.as_ref().expect("an operation with hooks has a context");
        hook(context.clone(), written.fields.clone()).await?;
    }
    let Some(record) = written.record else { return Ok(flat(call, serializer, columns(act, serializer, written.fields), zeros)) };
    let context = context.unwrap_or_else(|| call.context(None, None));
    let shown = records::written(&context, serializer, record, partial).await?;
    let address = shown.as_map().and_then(|map| map.get(&call.service.resolved().settings.url_field_name)).and_then(Value::as_str).map(str::to_owned);
    Ok((Reply::json(&shown), address))
}

/// A row that was written: its fields (those that the answer shows, or all where more than the answer asks for them), and, where the answer shows more than
/// them, the row with what was related to it before anybody else could change it.
struct Written {
    fields: Vec<Value>,
    record: Option<Record>,
}

/// What the program wrote in place of Koroc: its row is shown as it gave it back, with what is related to it by now.
async fn by_hand(context: &Context, serializer: &Serializer, fields: Vec<Value>) -> Result<Written, ApiError> {
    let record = match serializer.is_flat() {
        true => None,
        false => Some(context.db().record(&fields, serializer.reads()).await?),
    };
    Ok(Written { fields, record })
}

/// What the program's functions around the write see; `None`: there are none. What writes in place of Koroc may ask for the body.
fn hooked(call: &Call<'_>, act: Act<'_>, row: Option<&[Value]>) -> Option<Context> {
    let plan = act.plan;
    let by_hand = !plan.before_write.is_empty() || !plan.after.is_empty() || plan.write.is_some();
    by_hand.then(|| call.context(row.map(<[Value]>::to_vec), plan.write.as_ref().and_then(|_| call.sent().cloned())))
}

/// The changes as the hooks leave them.
async fn with_hooks(act: Act<'_>, context: Option<&Context>, mut changes: Changes) -> Result<Changes, ApiError> {
    let Some(context) = context else { return Ok(changes) };
    for hook in &act.plan.before_write {
        changes = hook(context.clone(), changes).await?;
    }
    Ok(changes)
}

/// Whether something beside the answer asks for the row, so that all its fields are read.
fn is_whole(act: Act<'_>, serializer: &Serializer) -> bool {
    !serializer.is_flat() || !act.plan.after.is_empty() || act.plan.write.is_some()
}

/// Those of a written row's fields that a flat answer shows.
fn columns(act: Act<'_>, serializer: &Serializer, fields: Vec<Value>) -> Vec<Value> {
    if is_whole(act, serializer) { serializer.columns().iter().map(|&column| fields[column].clone()).collect() } else { fields }
}

/// Writes the row, its files first; what the database says stands apart from what ends the request.
async fn write(call: &Call<'_>, act: Act<'_>, mut changes: Changes, row: Option<&[Value]>) -> Result<Result<Option<Written>, DbError>, ApiError> {
    let serializer = act.plan.serializer.clone().expect("an operation about rows has a serializer");
    let (mut uploads, files, db) = (Uploads::default(), call.service.files(), call.service.db());
    uploads.keep(files, &call.service.resolved().models[changes.model()], &mut changes.values).await?;
    let returning = if is_whole(act, &serializer) { changes.every_field() } else { serializer.columns().to_vec() };
    let write = async {
        if serializer.is_flat() {
            return Ok(changes.write(db, row, &returning).await?.map(|fields| Written { fields, record: None }));
        }
        let written = changes.write_with(db, row, &returning, move |tx, fields| tx.record(fields, serializer.reads())).await?;
        Ok(written.map(|(fields, record)| Written { fields, record: Some(record) }))
    };
    Ok(uploads.during(files, write).await)
}

/// Why the database refused the write: what the questions say now that another request came in between, else the violated constraint itself.
async fn refused(call: &mut Call<'_>, serializer: &Serializer, row: Option<&[Value]>, partial: bool, error: DbError) -> ApiError {
    if !matches!(error.kind(), DbErrorKind::Unique { .. } | DbErrorKind::ForeignKey) {
        return error.into();
    }
    match input::validated(call, serializer, row, partial).await {
        Err(now) => now,
        Ok(_) => input::refused(serializer.shape(), error),
    }
}

/// The answer of columns.
fn flat(call: &Call<'_>, serializer: &Serializer, columns: Vec<Value>, zeros: Vec<(usize, Value)>) -> (Reply, Option<String>) {
    let address = address(serializer, &columns, &call.service.resolved().settings.url_field_name).map(str::to_owned);
    (Reply::written(json(serializer, columns, zeros)), address)
}
