//! A new row.

use http::{HeaderValue, StatusCode, header};
use koroc_db::{Cond, Op};
use koroc_serial::Validated;
use koroc_spec::Value;

use super::Act;
use super::written::{address, json, negative_zeros};
use crate::call::Call;
use crate::keep::Kept;
use crate::rows::no_match;
use crate::{ApiError, Changes, Reply, input, records};

pub(super) async fn create(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let (model, serializer) = act.rows()?;
    let values = columns(input::validated(call, serializer, None, false).await?)?;
    let mut values = with_hooks(call, act, model, None, values).await?;
    let mut kept = Kept::default();
    kept.keep(call.service.files(), &call.service.resolved().models[model], &mut values).await?;
    let zeros = negative_zeros(&values);
    let key = call.service.resolved().models[model].primary_key();
    let returned = if serializer.is_flat() { serializer.columns() } else { &[key] };
    let write = call.service.db().insert(model, values, returned);
    let row = kept.during(call.service.files(), write).await.map_err(|error| input::refused(serializer.shape(), error))?;
    let (location, reply) = if serializer.is_flat() {
        (address(serializer, &row).map(str::to_owned), Reply::written(json(serializer, row, zeros)))
    } else {
        let cond = Cond::Compare { field: key, op: Op::Eq, value: row.into_iter().next().unwrap_or(Value::Null) };
        let shown = records::one(&call.context(None, None), serializer, model, cond).await?.ok_or_else(|| no_match(call, model))?;
        (shown.as_map().and_then(|map| map.get("url")).and_then(Value::as_str).map(str::to_owned), Reply::json(&shown))
    };
    let reply = reply.with_status(StatusCode::CREATED);
    Ok(match location.and_then(|url| HeaderValue::try_from(url).ok()) {
        Some(url) => reply.with_header(header::LOCATION, url),
        None => reply,
    })
}

/// The columns of validated values, where they have nothing else to be written.
pub(super) fn columns(validated: Validated) -> Result<Vec<(usize, Value)>, ApiError> {
    let parts = validated.into_parts();
    match parts.many.is_empty() && parts.nested.is_empty() {
        true => Ok(parts.columns),
        false => Err(ApiError::internal("rows beside a row cannot be written yet")),
    }
}

/// The values as the hooks leave them.
pub(super) async fn with_hooks(
    call: &Call<'_>,
    act: Act<'_>,
    model: usize,
    row: Option<&[Value]>,
    values: Vec<(usize, Value)>,
) -> Result<Vec<(usize, Value)>, ApiError> {
    if act.plan.before_write.is_empty() {
        return Ok(values);
    }
    let context = call.context(row.map(<[Value]>::to_vec), None);
    let mut changes = Changes::new(call.service.resolved(), model, values);
    for hook in &act.plan.before_write {
        changes = hook(context.clone(), changes).await?;
    }
    Ok(changes.values)
}
