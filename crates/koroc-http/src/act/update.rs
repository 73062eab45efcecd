//! A row changed, whole or in part.

use super::Act;
use super::save::save;
use crate::call::Call;
use crate::rows::Object;
use crate::{ApiError, Reply};

pub(super) async fn update(call: &mut Call<'_>, act: Act<'_>, object: &Object, partial: bool) -> Result<Reply, ApiError> {
    save(call, act, Some(object.fields()), partial).await.map(|(reply, _)| reply)
}
