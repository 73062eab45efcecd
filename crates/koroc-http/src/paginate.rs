//! Pages by number: which rows, and the links to the neighbours.

use koroc_db::{Row, Select};
use koroc_serial::{Serializer, json_string};
use koroc_spec::PageNumber;

use crate::call::Call;
use crate::links;
use crate::{ApiError, ErrorKind, Reply, python};

/// The largest size that a client may choose where the resource does not say.
const MAX_PAGE_SIZE: u64 = 1000;

/// The page that the query asks for, written straight from the database's rows.
///
/// # Errors
/// 404 for a page that is not there.
pub(crate) async fn page(call: &Call<'_>, pages: &PageNumber, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    let size = page_size(call, pages);
    let number = match call.query.get(&pages.page_param).unwrap_or("") {
        "" => 1,
        "last" => last_page(call.service.db().count(select.model, &select.cond).await?, size),
        text => python::int(text).and_then(|number| u64::try_from(number).ok()).filter(|&number| number > 0).ok_or_else(invalid_page)?,
    };
    let select = Select { limit: Some(size), offset: Some((number - 1).saturating_mul(size).min(i64::MAX as u64)), ..select };
    let mut out = Vec::with_capacity(256 + usize::try_from(size.min(64)).unwrap_or(64) * 256);
    let mut last = 1;
    let links = Links { call, param: &pages.page_param };
    let mut first = true;
    let mut sink = |count: u64, row: Option<&dyn Row>| match row {
        None => {
            last = last_page(count, size);
            links.open(&mut out, count, number, last);
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
    Ok(Reply { pages: Some((number, last)), ..Reply::written(out) })
}

fn page_size(call: &Call<'_>, pages: &PageNumber) -> u64 {
    let declared = pages.page_size.unwrap_or(call.service.resolved().settings.page_size).max(1);
    let asked = pages.page_size_param.as_ref().and_then(|param| call.query.get(param)).and_then(python::int);
    match asked.and_then(|size| u64::try_from(size).ok()).filter(|&size| size > 0) {
        Some(size) => size.min(pages.max_page_size.unwrap_or(MAX_PAGE_SIZE)),
        None => declared,
    }
}

fn last_page(count: u64, size: u64) -> u64 {
    count.div_ceil(size).max(1)
}

fn invalid_page() -> ApiError {
    ApiError::new(ErrorKind::NotFound, "Invalid page.", "not_found")
}

/// The links of a page.
struct Links<'c, 'r> {
    call: &'c Call<'r>,
    param: &'c str,
}

impl Links<'_, '_> {
    /// Writes everything that stands before the rows.
    fn open(&self, out: &mut Vec<u8>, count: u64, number: u64, last: u64) {
        out.extend_from_slice(format!("{{\"count\":{count},\"next\":").as_bytes());
        self.write(out, (number < last).then(|| number + 1));
        out.extend_from_slice(b",\"previous\":");
        self.write(out, (number > 1 && number <= last).then(|| number - 1));
        out.extend_from_slice(b",\"results\":[");
    }

    fn write(&self, out: &mut Vec<u8>, page: Option<u64>) {
        let Some(page) = page else {
            out.extend_from_slice(b"null");
            return;
        };
        let text = page.to_string();
        let query = self.call.query.with(self.param, (page > 1).then_some(text.as_str()));
        json_string(out, &format!("{}{query}", links::here(self.call)));
    }
}
