//! A row changed, whole or in part.

use koroc_spec::Auto;

use super::Act;
use super::create::{columns, with_hooks};
use super::written::{json, negative_zeros};
use crate::call::Call;
use crate::keep::Kept;
use crate::rows::{Object, no_match, same_row};
use crate::{ApiError, Reply, input, records};

pub(super) async fn update(call: &mut Call<'_>, act: Act<'_>, object: &Object, partial: bool) -> Result<Reply, ApiError> {
    let (model, serializer) = act.rows()?;
    let row = object.fields();
    let values = columns(input::validated(call, serializer, Some(row), partial).await?)?;
    let mut values = with_hooks(call, act, model, Some(row), values).await?;
    let mut kept = Kept::default();
    kept.keep(call.service.files(), &call.service.resolved().models[model], &mut values).await?;
    let zeros = negative_zeros(&values);
    let stamped = call.service.resolved().models[model].fields.iter().any(|field| field.auto == Some(Auto::OnSave));
    let cond = same_row(call, model, row);
    let returned = if serializer.is_flat() { serializer.columns() } else { &[] };
    let columns = if values.is_empty() && !stamped {
        returned.iter().map(|&column| row[column].clone()).collect()
    } else {
        let written = kept.during(call.service.files(), call.service.db().update(model, &cond, values, returned)).await;
        // Another request may have deleted it in between.
        written.map_err(|error| input::refused(serializer.shape(), error))?.ok_or_else(|| no_match(call, model))?
    };
    if serializer.is_flat() {
        return Ok(Reply::written(json(serializer, columns, zeros)));
    }
    let shown = records::one(&call.context(None, None), serializer, model, cond).await?;
    Ok(Reply::json(&shown.ok_or_else(|| no_match(call, model))?))
}
