//! A new row.

use http::{HeaderValue, StatusCode, header};

use super::Act;
use super::save::save;
use crate::call::Call;
use crate::{ApiError, Reply};

pub(super) async fn create(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let (reply, address) = save(call, act, None, false).await?;
    let reply = reply.with_status(StatusCode::CREATED);
    Ok(match address.and_then(|url| HeaderValue::try_from(url).ok()) {
        Some(url) => reply.with_header(header::LOCATION, url),
        None => reply,
    })
}
