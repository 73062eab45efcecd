//! From page to page: DRF's cursor, which seeks to a value and counts only the rows that share it.

use koroc_db::{Cond, Dialect, Op, Row, Select};
use koroc_html::Pages;
use koroc_serial::{Serializer, write_json};
use koroc_spec::{Cursor, FilterForms, Lookup, ResolvedOrder, Value, ValueRef};

use super::position::{Key, Position};
use super::{buffer, open, size};
use crate::call::Call;
use crate::form_field::FormField;
use crate::links;
use crate::records::shown;
use crate::{ApiError, ErrorKind, Reply};

pub(super) async fn page(call: &Call<'_>, pages: &Cursor, serializer: &Serializer, select: Select) -> Result<Reply, ApiError> {
    let size = size(&call.query, pages.page_size_param.as_deref(), pages.max_page_size, pages.page_size);
    let cursor = match call.query.get(&pages.cursor_param) {
        Some(text) => Position::parse(text, pages.offset_cutoff).ok_or_else(invalid_cursor)?,
        None => Position::default(),
    };
    let key = serializer.columns().len();
    let select = slice(call, select, &cursor, size)?;
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    if serializer.is_flat() {
        let mut sink = |row: &dyn Row| {
            keys.push(Key::of(row.get(key)));
            let mut out = Vec::with_capacity(256);
            serializer.write_row(&mut out, |k| row.get(k));
            rows.push(out);
        };
        call.service.db().each(&select, &mut sink).await?;
    } else {
        let mut reads = serializer.reads().clone();
        reads.columns.extend(select.columns.last());
        let records = call.service.db().records(&select, &reads).await?;
        keys.extend(records.iter().map(|record| Key::of(record.values[key].as_column().unwrap_or(ValueRef::Null))));
        for value in shown(&call.context(None, None), serializer, records).await? {
            let mut out = Vec::with_capacity(256);
            write_json(&mut out, &value, None);
            rows.push(out);
        }
    }
    if cursor.reverse {
        // What is one too many comes last from the database, and stands in front of the page.
        let shown = rows.len().min(usize::try_from(size).unwrap_or(usize::MAX));
        rows[..shown].reverse();
    }
    let window = Window::new(cursor, size, keys);
    let link = |position: Position| links::with(call, &[(&pages.cursor_param, Some(&position.encode()))]);
    let (next, previous) = (window.link(false).map(link), window.link(true).map(link));
    let mut out = buffer(size);
    open(&mut out, None, next.as_deref(), previous.as_deref());
    out.extend_from_slice(&rows[..window.keys.len()].join(&b','));
    out.extend_from_slice(b"]}");
    Ok(Reply { pages: Some(Pages::Neighbours { previous, next }), ..Reply::written(out) })
}

fn invalid_cursor() -> ApiError {
    ApiError::new(ErrorKind::NotFound, "Invalid cursor", "not_found")
}

/// The rows of the page and the one after it, in the cursor's direction; behind its columns each row shows the first field of the order.
fn slice(call: &Call<'_>, mut select: Select, cursor: &Position, size: u64) -> Result<Select, ApiError> {
    let model = &call.service.resolved().models[select.model];
    let primary_key = model.primary_key();
    if !select.order.iter().any(|by| by.field == primary_key) {
        // Rows that are equal in all fields of the order have to turn round with them.
        select.order.push(ResolvedOrder::own(primary_key, false));
    }
    select.order.iter_mut().for_each(|by| by.descending ^= cursor.reverse);
    // `resolve` lets a cursor walk along columns of the row itself only.
    let ResolvedOrder { field, descending, .. } = select.order[0];
    if let Some(key) = &cursor.value {
        let beyond = beyond(call, select.model, field, descending, key)?;
        select.cond = if select.cond == Cond::All { beyond } else { Cond::And(vec![select.cond, beyond]) };
    }
    select.columns.push(field);
    Ok(Select { limit: Some(size + 1), offset: Some(cursor.offset), ..select })
}

/// The condition of rows behind a value of the first field; NULLs stand first or last as the database orders them.
fn beyond(call: &Call<'_>, model: usize, field: usize, descending: bool, key: &Key) -> Result<Cond, ApiError> {
    let nulls_last = descending ^ (call.service.db().dialect() == Dialect::Postgres);
    let value = match key {
        Key::Null if nulls_last => return Ok(Cond::Never),
        Key::Null => return Ok(Cond::Not(Box::new(Cond::IsNull { field }))),
        Key::Text(text) => value(call, model, field, text).ok_or_else(invalid_cursor)?,
    };
    let beyond = Cond::Compare { field, op: if descending { Op::Lt } else { Op::Gt }, value };
    let null = call.service.resolved().models[model].fields[field].ty.null;
    Ok(if null && nulls_last { Cond::Or(vec![beyond, Cond::IsNull { field }]) } else { beyond })
}

/// The value of a field that a cursor holds as text.
fn value(call: &Call<'_>, model: usize, field: usize, text: &str) -> Option<Value> {
    let resolved = call.service.resolved();
    let ty = &resolved.models[model].fields[field].ty;
    let form = |lookup| FormField::new(ty, lookup, FilterForms::Rest, resolved);
    match form(Lookup::Gt).or_else(|_| form(Lookup::Exact)).ok()? {
        FormField::Text => (!text.contains('\0')).then(|| Value::from(text)),
        form => form.clean(text).ok().flatten(),
    }
}

/// A page between its neighbours.
struct Window {
    cursor: Position,
    size: u64,
    /// The value of the first field of the order in each row of the page.
    keys: Vec<Key>,
    has_next: bool,
    has_previous: bool,
    /// The value at which the next page begins, where it is known.
    next: Option<Key>,
    previous: Option<Key>,
}

impl Window {
    /// The page of these keys, which came in the cursor's direction and may be one too many.
    fn new(cursor: Position, size: u64, mut keys: Vec<Key>) -> Window {
        let following = if keys.len() as u64 > size { keys.pop() } else { None };
        let began_inside = cursor.value.is_some() || cursor.offset > 0;
        let (here, there) = ((began_inside, cursor.value.clone()), (following.is_some(), following));
        let ((has_next, next), (has_previous, previous)) = if cursor.reverse { (here, there) } else { (there, here) };
        if cursor.reverse {
            keys.reverse();
        }
        Window { cursor, size, keys, has_next, has_previous, next, previous }
    }

    /// The position of the previous page (in reverse) or the next one: at the last value of this page that the row beyond does not share, and as many rows
    /// further as lie between.
    fn link(&self, reverse: bool) -> Option<Position> {
        let (has, has_other, at, other) = if reverse {
            (self.has_previous, self.has_next, &self.previous, &self.next)
        } else {
            (self.has_next, self.has_previous, &self.next, &self.previous)
        };
        if !has {
            return None;
        }
        let edge = if reverse { self.keys.first() } else { self.keys.last() };
        let Some(edge) = edge else { return Some(Position { offset: 0, reverse, value: at.clone() }) };
        // Behind a turn, a cursor with an offset did not begin at a value that can be told from its neighbours'.
        let turned = self.cursor.reverse != reverse && self.cursor.offset != 0;
        let mut beyond = if turned { Some(edge) } else { at.as_ref() };
        for nth in 0..self.keys.len() {
            let key = &self.keys[if reverse { nth } else { self.keys.len() - 1 - nth }];
            if Some(key) != beyond {
                return Some(Position { offset: nth as u64, reverse, value: Some(key.clone()) });
            }
            beyond = Some(key);
        }
        // All rows of the page have one value.
        Some(match (has_other, self.cursor.reverse == reverse) {
            (false, _) => Position { offset: self.size, reverse, value: None },
            (true, true) => Position { offset: self.cursor.offset + self.size, reverse, value: other.clone() },
            (true, false) => Position { offset: 0, reverse, value: other.clone() },
        })
    }
}
