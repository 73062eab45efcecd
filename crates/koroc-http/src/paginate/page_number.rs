//! Pages by number: `?page=3`.

use koroc_db::{Row, Select};
use koroc_html::Pages;
use koroc_serial::Serializer;
use koroc_spec::PageNumber;

use super::{buffer, open, size};
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
    let mut out = buffer(size);
    let mut last = 1;
    let mut first = true;
    let mut sink = |count: u64, row: Option<&dyn Row>| match row {
        None => {
            last = last_page(count, size);
            let next = (number < last).then(|| link(call, pages, number + 1));
            let previous = (number > 1 && number <= last).then(|| link(call, pages, number - 1));
            open(&mut out, Some(count), next.as_deref(), previous.as_deref());
        }
        Some(row) => {
            if !std::mem::replace(&mut first, false) {
                out.push(b',');
            }
            serializer.write_row(&mut out, |k| row.get(k));
        }
    };
    call.service.db().page(&select, &mut sink).await?;
    if number > last {
        return Err(invalid_page());
    }
    out.extend_from_slice(b"]}");
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
