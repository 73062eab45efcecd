//! An extra action, written in Rust.

use http::Method;

use super::Act;
use crate::call::Call;
use crate::rows::Object;
use crate::{ApiError, Reply};

pub(super) async fn extra(call: &mut Call<'_>, act: Act<'_>, object: Option<Object>) -> Result<Reply, ApiError> {
    let action = act.plan.extra.as_ref().ok_or_else(|| ApiError::internal("an extra action has behaviour"))?;
    let reads_body = matches!(*call.method(), Method::POST | Method::PUT | Method::PATCH);
    let data = if reads_body { Some(call.data().await?.clone()) } else { None };
    action(call.context(object.map(|object| object.fields().to_vec()), data)).await
}
