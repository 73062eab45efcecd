//! A row written: hooks, the write or what the program does in its place, hooks again, and the answer.

use koroc_db::{DbError, DbErrorKind};
use koroc_serial::Serializer;
use koroc_spec::Value;

use super::Act;
use super::written::{address, json, negative_zeros};
use crate::call::Call;
use crate::keep::Kept;
use crate::rows::{no_match, same_row};
use crate::{ApiError, Changes, Context, Reply, input, records};

/// What the call sent, saved: in the row that it changes, or a new one. The answer shows the row as it is now; beside it stands the text of its field `url`.
pub(super) async fn save(call: &mut Call<'_>, act: Act<'_>, row: Option<&[Value]>, partial: bool) -> Result<(Reply, Option<String>), ApiError> {
    let (model, serializer) = act.rows()?;
    let validated = input::validated(call, serializer, row, partial).await?;
    let context = hooked(call, act, row);
    let changes = with_hooks(act, context.as_ref(), Changes::of(call.service.resolved(), model, validated)?).await?;
    let zeros = negative_zeros(&changes.values);
    let returning = returning(call, act, model, serializer);
    let fields = match (&act.plan.write, &context) {
        (Some(write), Some(context)) => write(context.clone(), changes).await?,
        _ => match write(call, changes, row, returning.as_deref().unwrap_or(serializer.columns())).await? {
            // Another request may have deleted it in between.
            Ok(written) => written.ok_or_else(|| no_match(call, model))?,
            Err(error) => return Err(refused(call, serializer, row, partial, error).await),
        },
    };
    for hook in &act.plan.after {
        let context = context.as_ref().expect("an operation with hooks has a context");
        hook(context.clone(), fields.clone()).await?;
    }
    match returning {
        None => Ok(flat(serializer, fields, zeros)),
        Some(_) if serializer.is_flat() => Ok(flat(serializer, serializer.columns().iter().map(|&column| fields[column].clone()).collect(), zeros)),
        Some(_) => {
            let context = context.unwrap_or_else(|| call.context(None, None));
            let shown = records::one(&context, serializer, model, same_row(call, model, &fields)).await?.ok_or_else(|| no_match(call, model))?;
            let address = shown.as_map().and_then(|map| map.get("url")).and_then(Value::as_str).map(str::to_owned);
            Ok((Reply::json(&shown), address))
        }
    }
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

/// All fields of the row, where they are needed; `None`: the answer's own columns are enough.
fn returning(call: &Call<'_>, act: Act<'_>, model: usize, serializer: &Serializer) -> Option<Vec<usize>> {
    let whole = !serializer.is_flat() || !act.plan.after.is_empty() || act.plan.write.is_some();
    whole.then(|| (0..call.service.resolved().models[model].fields.len()).collect())
}

/// Writes the row, its files first; what the database says stands apart from what ends the request.
async fn write(call: &Call<'_>, mut changes: Changes, row: Option<&[Value]>, returning: &[usize]) -> Result<Result<Option<Vec<Value>>, DbError>, ApiError> {
    let (mut kept, files) = (Kept::default(), call.service.files());
    kept.keep(files, &call.service.resolved().models[changes.model()], &mut changes.values).await?;
    Ok(kept.during(files, changes.write(call.service.db(), row, returning)).await)
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
fn flat(serializer: &Serializer, columns: Vec<Value>, zeros: Vec<(usize, Value)>) -> (Reply, Option<String>) {
    let address = address(serializer, &columns).map(str::to_owned);
    (Reply::written(json(serializer, columns, zeros)), address)
}
