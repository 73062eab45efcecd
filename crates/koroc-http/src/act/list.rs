//! A page of rows.

use super::Act;
use crate::call::Call;
use crate::{ApiError, Reply, paginate, rows};

pub(super) async fn list(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let (_, serializer) = act.rows()?;
    let pages = act.operation.list.as_ref().map(|list| &list.pagination).ok_or_else(|| ApiError::internal("a list has pages"))?;
    let select = rows::select(call, act.operation, act.plan, serializer.columns()).await?;
    paginate::page(call, pages, serializer, select).await
}
