//! Pages of a list: which rows, and the links to the neighbours.

mod cursor;
mod limit_offset;
mod page_number;
mod position;

use koroc_db::{Row, Select};
use koroc_serial::{Serializer, json_string, write_json};
use koroc_spec::{Pagination, Value};

use crate::call::Call;
use crate::query::Query;
use crate::records::shown;
use crate::{ApiError, Reply, python};

/// The most rows of a page that a client may ask for where the resource does not say.
const MAX_SIZE: u64 = 1000;

/// The page that the query asks for, written straight from the database's rows.
///
/// # Errors
/// 404 for a page that is not there, or a cursor that is none.
pub(crate) async fn page(call: &Call<'_>, pages: &Pagination, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    match pages {
        Pagination::Off => all(call, serializer, select).await,
        Pagination::PageNumber(pages) => page_number::page(call, pages, serializer, select).await,
        Pagination::LimitOffset(pages) => limit_offset::page(call, pages, serializer, select).await,
        Pagination::Cursor(pages) => cursor::page(call, pages, serializer, select).await,
    }
}

/// All rows, as an array.
async fn all(call: &Call<'_>, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    let mut out = vec![b'['];
    if serializer.is_flat() {
        let mut sink = |row: &dyn Row| {
            comma(&mut out);
            serializer.write_row(&mut out, |k| row.get(k));
        };
        call.service.db().each(&select, &mut sink).await?;
    } else {
        let records = call.service.db().records(&select, serializer.reads()).await?;
        write(&mut out, &shown(&call.context(None, None), serializer, records).await?);
    }
    out.push(b']');
    Ok(Reply::written(out))
}

/// Rows that are counted: `head` learns how many there are in all and writes what stands before those of the page.
async fn counted(
    call: &Call<'_>,
    serializer: &Serializer,
    select: Select,
    mut out: Vec<u8>,
    mut head: impl FnMut(&mut Vec<u8>, u64) + Send,
) -> Result<Vec<u8>, ApiError> {
    if serializer.is_flat() {
        let mut sink = |count: u64, row: Option<&dyn Row>| match row {
            None => head(&mut out, count),
            Some(row) => {
                comma(&mut out);
                serializer.write_row(&mut out, |k| row.get(k));
            }
        };
        call.service.db().page(&select, &mut sink).await?;
    } else {
        let (count, records) = call.service.db().page_records(&select, serializer.reads()).await?;
        head(&mut out, count);
        write(&mut out, &shown(&call.context(None, None), serializer, records).await?);
    }
    out.extend_from_slice(b"]}");
    Ok(out)
}

fn write(out: &mut Vec<u8>, values: &[Value]) {
    for value in values {
        comma(out);
        write_json(out, value, None);
    }
}

/// A comma behind every item but the first.
fn comma(out: &mut Vec<u8>) {
    if out.last() != Some(&b'[') {
        out.push(b',');
    }
}

/// The rows a page that the query asks for with a parameter, at most `most`; `declared` where it asks for none, or for what is no number above zero.
fn size(query: &Query, param: Option<&str>, most: Option<u64>, declared: Option<u64>) -> u64 {
    let asked = param.and_then(|param| query.get(param)).and_then(python::int);
    match asked.and_then(|size| u64::try_from(size).ok()).filter(|&size| size > 0) {
        Some(size) => size.min(most.unwrap_or(MAX_SIZE)),
        None => declared.unwrap_or(1).max(1),
    }
}

/// A buffer with room for the head of a page and its rows.
fn buffer(rows: u64) -> Vec<u8> {
    Vec::with_capacity(256 + usize::try_from(rows.min(64)).unwrap_or(64) * 256)
}

/// Writes everything that stands before the rows.
fn open(out: &mut Vec<u8>, count: Option<u64>, next: Option<&str>, previous: Option<&str>) {
    out.push(b'{');
    if let Some(count) = count {
        out.extend_from_slice(format!("\"count\":{count},").as_bytes());
    }
    for (name, link) in [("next", next), ("previous", previous)] {
        out.extend_from_slice(format!("\"{name}\":").as_bytes());
        match link {
            Some(link) => json_string(out, link),
            None => out.extend_from_slice(b"null"),
        }
        out.push(b',');
    }
    out.extend_from_slice(b"\"results\":[");
}
