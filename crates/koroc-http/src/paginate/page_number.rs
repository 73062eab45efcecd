//! Pages by number: `?page=3`.

use koroc_db::Select;
use koroc_html::Pages;
use koroc_serial::Serializer;
use koroc_spec::PageNumber;

use super::{buffer, counted, open, size};
use crate::call::Call;
use crate::links;
use crate::{ApiError, ErrorKind, Reply, python};

pub(super) async fn page(call: &Call<'_>, pages: &PageNumber, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    let size = size(&call.query, pages.page_size_param.as_deref(), pages.max_page_size, pages.page_size);
    let number = match call.query.get(&pages.page_param).unwrap_or("") {
        "" => 1,
        text if pages.last_page_strings.iter().any(|last| last == text) => last_page(call.service.db().count(select.model, &select.cond).await?, size),
        text => python::int(text).and_then(|number| u64::try_from(number).ok()).filter(|&number| number > 0).ok_or_else(invalid_page)?,
    };
    let select = Select { limit: Some(size), offset: Some((number - 1).saturating_mul(size).min(i64::MAX as u64)), ..select };
    let mut last = 1;
    let head = |out: &mut Vec<u8>, count: u64| {
        last = last_page(count, size);
        let next = (number < last).then(|| link(call, pages, number + 1));
        let previous = (number > 1 && number <= last).then(|| link(call, pages, number - 1));
        open(out, Some(count), next.as_deref(), previous.as_deref());
    };
    let out = counted(call, serializer, select, buffer(size), head).await?;
    if number > last {
        return Err(invalid_page());
    }
    Ok(Reply { pages: Some(Pages::Numbered { current: number, last }), ..Reply::written(out) })
}

fn last_page(count: u64, size: u64) -> u64 {
    count.div_ceil(size).max(1)
}

fn invalid_page() -> ApiError {
    ApiError::new(ErrorKind::NotFound, "Invalid page.", "not_found")
}

fn link(call: &Call<'_>, pages: &PageNumber, page: u64) -> String {
    let text = page.to_string();
    links::with(call, &[(&pages.page_param, (page > 1).then_some(text.as_str()))])
}
