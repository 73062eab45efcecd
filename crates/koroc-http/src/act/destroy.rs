//! A row deleted.

use super::Act;
use crate::call::Call;
use crate::rows::{Object, no_match, same_row};
use crate::{ApiError, Reply};

pub(super) async fn destroy(call: &mut Call<'_>, act: Act<'_>, object: Object) -> Result<Reply, ApiError> {
    let (model, _) = act.rows()?;
    let (row, plan) = (object.fields(), act.plan);
    let by_hand = !plan.before_destroy.is_empty() || !plan.after.is_empty() || plan.destroy.is_some();
    let Some(context) = by_hand.then(|| call.context(Some(row.to_vec()), None)) else { return delete(call, model, &object).await };
    for hook in &plan.before_destroy {
        hook(context.clone()).await?;
    }
    let reply = match &plan.destroy {
        Some(destroy) => destroy(context.clone()).await.map(|()| Reply::no_content())?,
        None => delete(call, model, &object).await?,
    };
    for hook in &plan.after {
        hook(context.clone(), row.to_vec()).await?;
    }
    Ok(reply)
}

async fn delete(call: &Call<'_>, model: usize, object: &Object) -> Result<Reply, ApiError> {
    match call.service.db().delete(model, &same_row(call, model, object.fields())).await? {
        0 => Err(no_match(call, model)),
        _ => Ok(Reply::no_content()),
    }
}
