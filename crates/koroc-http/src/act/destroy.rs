//! A row deleted.

use super::Act;
use crate::call::Call;
use crate::rows::{Object, no_match, same_row};
use crate::{ApiError, Reply};

pub(super) async fn destroy(call: &mut Call<'_>, act: Act<'_>, object: Object) -> Result<Reply, ApiError> {
    let (model, _) = act.rows()?;
    let row = object.fields();
    if !act.plan.before_destroy.is_empty() {
        let context = call.context(Some(row.to_vec()), None);
        for hook in &act.plan.before_destroy {
            hook(context.clone()).await?;
        }
    }
    match call.service.db().delete(model, &same_row(call, model, row)).await? {
        0 => Err(no_match(call, model)),
        _ => Ok(Reply::no_content()),
    }
}
