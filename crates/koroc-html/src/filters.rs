//! What a list may be asked, as a form on its page: a search, filters, an order.

use koroc_spec::{Choice, FieldKind, ListPolicy, Lookup, Pagination, Resolved, ResolvedFilter, ResolvedFilterBy, Route, RouteKind, names};
use serde::Serialize;

use crate::query;
use crate::text::plain;

/// What `filters.html` reads.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Filters {
    /// Where the form leads.
    path: String,
    /// Whether anything is asked already.
    open: bool,
    controls: Vec<Control>,
    /// Parameters of the request that no control has, and which stay: all but the page.
    kept: Vec<(String, String)>,
}

/// One parameter.
#[derive(Debug, PartialEq, Serialize)]
struct Control {
    name: String,
    label: String,
    /// The `type` of its input.
    input: &'static str,
    /// What is asked now.
    value: String,
    /// What may be picked; none: text is typed.
    options: Vec<Entry>,
    multiple: bool,
}

/// What may be picked.
#[derive(Debug, PartialEq, Serialize)]
struct Entry {
    value: String,
    label: String,
    picked: bool,
}

/// The form, where the route is a list that may be asked anything.
pub(crate) fn filters(resolved: &Resolved, route: &Route, full_path: &str) -> Option<Filters> {
    if !matches!(route.kind, RouteKind::List | RouteKind::Extra { detail: false }) {
        return None;
    }
    let list = route.operations.iter().find_map(|&operation| resolved.operations[operation].list.as_ref())?;
    let asked = query::pairs(full_path);
    let controls = controls(resolved, list, &asked);
    let page = match &list.pagination {
        Pagination::PageNumber(numbers) => numbers.page_param.as_str(),
        Pagination::LimitOffset(stretch) => stretch.offset_param.as_str(),
        Pagination::Cursor(cursor) => cursor.cursor_param.as_str(),
        Pagination::Off => "",
    };
    let has = |name: &str| controls.iter().any(|control| control.name == name);
    let (own, rest): (Vec<_>, Vec<_>) = asked.iter().cloned().partition(|(name, _)| has(name));
    let kept = rest.into_iter().filter(|(name, _)| name != page).collect();
    let open = own.iter().any(|(_, value)| !value.is_empty());
    let (path, _) = query::split(full_path);
    (!controls.is_empty()).then(|| Filters { path: query::without(path, ""), open, controls, kept })
}

fn controls(resolved: &Resolved, list: &ListPolicy, asked: &[(String, String)]) -> Vec<Control> {
    let mut controls = Vec::new();
    if !list.search.is_empty() {
        controls.push(Control::typed(&list.search_param, "search", asked));
    }
    for filter in &list.filters {
        for name in params(resolved, filter) {
            controls.push(control(resolved, filter, &name, asked));
        }
    }
    if !list.ordering.is_empty() {
        let both =
            list.ordering.iter().flat_map(|(name, _)| [(name.clone(), format!("{name} - ascending")), (format!("-{name}"), format!("{name} - descending"))]);
        controls.push(Control::picked(&list.ordering_param, both, asked));
    }
    controls
}

/// The parameters of a filter: of one with two ends, two.
fn params(resolved: &Resolved, filter: &ResolvedFilter) -> Vec<String> {
    let ResolvedFilterBy::FromTo(path) = &filter.by else { return vec![filter.param.clone()] };
    let kind = &resolved.models[path.model].fields[path.field].ty.kind;
    let ends = if matches!(kind, FieldKind::Date | FieldKind::Time | FieldKind::DateTime) { ["after", "before"] } else { ["min", "max"] };
    ends.map(|end| format!("{}_{end}", filter.param)).to_vec()
}

fn control(resolved: &Resolved, filter: &ResolvedFilter, name: &str, asked: &[(String, String)]) -> Control {
    let kind = |path: &koroc_spec::FieldPath| &resolved.models[path.model].fields[path.field].ty.kind;
    let (kind, multiple) = match &filter.by {
        ResolvedFilterBy::Field(_, Lookup::IsNull) => (Some(&FieldKind::Boolean), false),
        ResolvedFilterBy::Field(path, Lookup::Exact) => (Some(kind(path)), false),
        ResolvedFilterBy::AnyOf(path) => (Some(kind(path)), true),
        ResolvedFilterBy::Named(_, ty) => (Some(&ty.kind), false),
        ResolvedFilterBy::Field(..) | ResolvedFilterBy::FromTo(_) => (None, false),
    };
    if let Some(FieldKind::Choice { choices }) = kind {
        let entries = Choice::items(choices).into_iter().map(|(value, label)| (plain(value), label.to_owned()));
        Control { multiple, ..Control::picked(name, entries, asked) }
    } else if kind == Some(&FieldKind::Boolean) {
        Control::picked(name, [("true", "Yes"), ("false", "No")].map(|(value, label)| (value.to_owned(), label.to_owned())), asked)
    } else {
        Control::typed(name, "text", asked)
    }
}

impl Control {
    fn typed(name: &str, input: &'static str, asked: &[(String, String)]) -> Control {
        // Of a parameter that is given twice the last counts.
        let value = asked.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default();
        let label = names::capitalized(&name.replace("__", " ").replace('_', " "));
        Control { name: name.to_owned(), label, input, value, options: Vec::new(), multiple: false }
    }

    fn picked(name: &str, entries: impl IntoIterator<Item = (String, String)>, asked: &[(String, String)]) -> Control {
        let is_asked = |value: &str| asked.iter().any(|(known, asked)| known == name && asked == value);
        let options = entries.into_iter().map(|(value, label)| Entry { picked: is_asked(&value), value, label }).collect();
        Control { options, ..Control::typed(name, "", asked) }
    }
}
