//! Any stretch of a list: `?limit=20&offset=40`.

use koroc_db::Select;
use koroc_html::Pages;
use koroc_serial::Serializer;
use koroc_spec::LimitOffset;

use super::{buffer, counted, open, size};
use crate::call::Call;
use crate::links;
use crate::{ApiError, Reply, python};

pub(super) async fn page(call: &Call<'_>, pages: &LimitOffset, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    let limit = size(&call.query, Some(&pages.limit_param), pages.max_limit, pages.default_limit);
    // The links go on counting where no table reaches.
    let offset = call.query.get(&pages.offset_param).and_then(python::big_int).and_then(|offset| u128::try_from(offset).ok()).unwrap_or(0);
    let skipped = u64::try_from(offset).unwrap_or(u64::MAX).min(i64::MAX as u64);
    let select = Select { limit: Some(limit), offset: Some(skipped), ..select };
    let mut all = 0;
    let head = |out: &mut Vec<u8>, count: u64| {
        all = count;
        let next = (offset + u128::from(limit) < u128::from(count)).then(|| link(call, pages, limit, offset + u128::from(limit)));
        let previous = (offset > 0).then(|| link(call, pages, limit, offset.saturating_sub(limit.into())));
        open(out, Some(count), next.as_deref(), previous.as_deref());
    };
    let out = counted(call, serializer, select, buffer(limit), head).await?;
    Ok(Reply { pages: Some(Pages::Stretch { count: all, limit, offset: skipped }), ..Reply::written(out) })
}

/// This request's URL for another stretch; the limit is written out, an offset of zero is left out.
fn link(call: &Call<'_>, pages: &LimitOffset, limit: u64, offset: u128) -> String {
    let (limit, from) = (limit.to_string(), offset.to_string());
    links::with(call, &[(&pages.limit_param, Some(&limit)), (&pages.offset_param, (offset > 0).then_some(from.as_str()))])
}
