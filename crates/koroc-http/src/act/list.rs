//! A page of rows.

use koroc_db::Cond;

use super::Act;
use crate::call::Call;
use crate::{ApiError, Reply, paginate, rows};

pub(super) async fn list(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    among(call, act, Cond::All).await
}

/// The page that the query asks for, of the rows that meet a condition besides.
pub(super) async fn among(call: &mut Call<'_>, act: Act<'_>, among: Cond) -> Result<Reply, ApiError> {
    let (_, serializer) = act.rows()?;
    let pages = act.operation.list.as_ref().map(|list| &list.pagination).ok_or_else(|| ApiError::internal("a list has pages"))?;
    let mut select = rows::select(call, act.operation, act.plan, serializer.columns()).await?;
    select.cond = rows::both(among, select.cond);
    paginate::page(call, pages, serializer, select).await
}
