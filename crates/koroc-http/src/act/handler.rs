//! A plain axum handler beside the resources: it answers in its own form, and its errors are the API's.

use http::{Method, Request};
use tower::ServiceExt;

use super::Act;
use crate::call::Call;
use crate::error::raised;
use crate::{ApiError, Reply};

pub(super) async fn handler(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let router = act.plan.handler.clone().ok_or_else(|| ApiError::internal("a handler has behaviour"))?;
    let mut parts = call.parts.clone();
    parts.extensions.insert(call.context(None, None));
    // A HEAD is answered as the GET without its body, which is left out at the end, where its length is known.
    if parts.method == Method::HEAD {
        parts.method = Method::GET;
    }
    let request = Request::from_parts(parts, call.take_body());
    let mut response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let Some(error) = raised(&mut response) {
        return Err(error);
    }
    let (head, body) = response.into_parts();
    Ok(Reply::raw(head, body))
}
