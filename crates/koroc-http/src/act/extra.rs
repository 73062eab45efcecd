//! An extra action or a view, written in Rust.

use koroc_serial::Form;

use super::{Act, list};
use crate::body::Data;
use crate::call::Call;
use crate::rows::Object;
use crate::{ApiError, Reply};

pub(super) async fn extra(call: &mut Call<'_>, act: Act<'_>, object: Option<Object>) -> Result<Reply, ApiError> {
    let action = act.plan.extra.as_ref().ok_or_else(|| ApiError::internal("an extra action has behaviour"))?;
    let (data, unreadable) = match call.data().await {
        Ok(data) => (data.clone(), None),
        Err(error) => (Data::Form(Form::default()), Some(error)),
    };
    let context = call.context(object.map(|object| object.fields().to_vec()), Some(data));
    if let Some(error) = unreadable {
        context.refuse_data(error);
    }
    let mut reply = action(context).await?;
    match reply.among.take() {
        Some(among) => list::among(call, act, among).await,
        None => Ok(reply),
    }
}
