//! A new row.

use http::{HeaderValue, StatusCode, header};
use koroc_spec::Value;

use super::Act;
use super::written::{address, json, negative_zeros};
use crate::call::Call;
use crate::keep::Kept;
use crate::{ApiError, Changes, Reply, input};

pub(super) async fn create(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let (model, serializer) = act.rows()?;
    let values = input::validated(call, serializer, None, false).await?.into_parts().columns;
    let mut values = with_hooks(call, act, model, None, values).await?;
    let mut kept = Kept::default();
    kept.keep(call.service.files(), &call.service.resolved().models[model], &mut values).await?;
    let zeros = negative_zeros(&values);
    let write = call.service.db().insert(model, values, serializer.columns());
    let row = kept.during(call.service.files(), write).await.map_err(|error| input::refused(serializer.shape(), error))?;
    let location = address(serializer, &row).and_then(|url| HeaderValue::try_from(url).ok());
    let reply = Reply::written(json(serializer, row, zeros)).with_status(StatusCode::CREATED);
    Ok(match location {
        Some(url) => reply.with_header(header::LOCATION, url),
        None => reply,
    })
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
