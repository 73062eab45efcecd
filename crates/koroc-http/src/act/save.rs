//! A row written: hooks, the write or what the program does in its place, hooks again.

use koroc_db::{DbError, DbErrorKind};
use koroc_serial::Serializer;
use koroc_spec::Value;

use super::Act;
use super::written::{json, negative_zeros};
use crate::call::Call;
use crate::keep::Kept;
use crate::rows::{no_match, same_row};
use crate::{ApiError, Changes, Context, Reply, input, records};

/// What the call sent, saved: in the row that it changes, or a new one. The answer shows the row as it is now; beside it stands the text of its field `url`.
pub(super) async fn save(call: &mut Call<'_>, act: Act<'_>, row: Option<&[Value]>, partial: bool) -> Result<(Reply, Option<String>), ApiError> {
    let (model, serializer) = act.rows()?;
    let validated = input::validated(call, serializer, row, partial).await?;
    let changes = Changes::of(call.service.resolved(), model, validated)?;
    let plan = act.plan;
    let by_hand = !plan.before_write.is_empty() || !plan.after.is_empty() || plan.write.is_some();
    let context = by_hand.then(|| call.context(row.map(<[Value]>::to_vec), None));
    let changes = with_hooks(act, context.as_ref(), changes).await?;
    let zeros = negative_zeros(&changes.values);
    // Where only the answer wants the row, and wants columns of it, these are all that the database returns.
    let whole = !serializer.is_flat() || !plan.after.is_empty() || plan.write.is_some();
    let every: Vec<usize> = if whole { (0..call.service.resolved().models[model].fields.len()).collect() } else { Vec::new() };
    let fields = match (&plan.write, &context) {
        (Some(write), Some(context)) => write(context.clone(), changes).await?,
        _ => {
            let (mut kept, mut changes) = (Kept::default(), changes);
            kept.keep(call.service.files(), &call.service.resolved().models[model], &mut changes.values).await?;
            let write = changes.write(call.service.db(), row, if whole { &every } else { serializer.columns() });
            match kept.during(call.service.files(), write).await {
                // Another request may have deleted it in between.
                Ok(written) => written.ok_or_else(|| no_match(call, model))?,
                Err(error) => return Err(refused(call, serializer, row, partial, error).await),
            }
        }
    };
    if let Some(context) = &context {
        for hook in &plan.after {
            hook(context.clone(), fields.clone()).await?;
        }
    }
    if !serializer.is_flat() {
        let context = context.unwrap_or_else(|| call.context(None, None));
        let shown = records::one(&context, serializer, model, same_row(call, model, &fields)).await?.ok_or_else(|| no_match(call, model))?;
        let address = shown.as_map().and_then(|map| map.get("url")).and_then(Value::as_str).map(str::to_owned);
        return Ok((Reply::json(&shown), address));
    }
    let columns: Vec<Value> = if whole { serializer.columns().iter().map(|&column| fields[column].clone()).collect() } else { fields };
    let address = super::written::address(serializer, &columns).map(str::to_owned);
    Ok((Reply::written(json(serializer, columns, zeros)), address))
}

/// The changes as the hooks leave them.
async fn with_hooks(act: Act<'_>, context: Option<&Context>, mut changes: Changes) -> Result<Changes, ApiError> {
    let Some(context) = context else { return Ok(changes) };
    for hook in &act.plan.before_write {
        changes = hook(context.clone(), changes).await?;
    }
    Ok(changes)
}

/// Why the database refused the write: what the questions say now that another request came in between, else the violated constraint itself.
async fn refused(call: &mut Call<'_>, serializer: &Serializer, row: Option<&[Value]>, partial: bool, error: DbError) -> ApiError {
    let constraint = matches!(error.kind(), DbErrorKind::Unique { .. } | DbErrorKind::ForeignKey);
    if !constraint {
        return error.into();
    }
    match input::validated(call, serializer, row, partial).await {
        Err(now) => now,
        Ok(_) => input::refused(serializer.shape(), error),
    }
}
