//! The OpenAPI document.

use crate::call::Call;
use crate::{ApiError, Reply};

pub(super) fn schema(call: &Call<'_>) -> Result<Reply, ApiError> {
    let document = koroc_openapi::document(call.service.resolved());
    Ok(Reply::written(document.to_string().into_bytes()))
}
