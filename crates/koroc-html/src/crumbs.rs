//! Where a page stands in the application, and which paths lead on from it.

use koroc_spec::{Method, Path, Resolved, Route, RouteKind, Segment};
use serde::Serialize;

use crate::ApiPage;
use crate::json::RowLinks;

/// Something to follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    /// What it is called.
    pub(crate) name: String,
    /// Where it leads.
    pub(crate) url: String,
}

/// The views on the way down to this one, which is the last.
pub(crate) fn breadcrumbs(resolved: &Resolved, route: &Route, path: &str) -> Vec<Link> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let above = (0..segments.len()).filter_map(|depth| {
        let view = resolved.routes.iter().find(|route| is_view(route) && matches(&route.path, &segments[..depth]))?;
        Some(Link { name: view.title.clone(), url: joined(&segments[..depth], view.path.trailing_slash) })
    });
    above.chain([Link { name: route.title.clone(), url: path.to_owned() }]).collect()
}

/// The extra actions of a collection or a row that can be read.
pub(crate) fn extra_actions(resolved: &Resolved, route: usize, path: &str) -> Vec<Link> {
    let here = &resolved.routes[route];
    if !matches!(here.kind, RouteKind::List | RouteKind::Detail) {
        return Vec::new();
    }
    let segments = plain_segments(here, path);
    let below = resolved.routes.iter().filter(|route| {
        matches!(route.kind, RouteKind::Extra { .. })
            && route.path.segments.strip_prefix(here.path.segments.as_slice()).is_some_and(|tail| matches!(tail, [Segment::Literal(_)]))
            && route.operations.iter().any(|&operation| resolved.operations[operation].method == Method::Get)
    });
    below.filter_map(|route| Some(Link { name: route.title.clone(), url: filled(&route.path, &segments)? })).collect()
}

/// How the rows of an answer link to their own pages: from a list's answer, and from that to a row's creation.
pub(crate) fn row_links(resolved: &Resolved, page: &ApiPage<'_>, path: &str) -> RowLinks {
    let route = &resolved.routes[page.route];
    let depth = match (&route.kind, page.method, page.status) {
        (RouteKind::List, "GET", 200) if page.content.starts_with('[') => 2,
        (RouteKind::List, "GET", 200) => 3,
        (RouteKind::List, "POST", 201) => 1,
        _ => return RowLinks::none(),
    };
    let row = resolved.routes.iter().find(|row| {
        row.kind == RouteKind::Detail && row.path.segments.strip_prefix(route.path.segments.as_slice()).is_some_and(|tail| matches!(tail, [Segment::Param(_)]))
    });
    let field = row.and_then(|row| {
        let operation = &resolved.operations[*row.operations.first()?];
        Some((row, &resolved.models[operation.model?].fields[operation.lookup?].name))
    });
    match field {
        Some((row, key)) => {
            RowLinks { key: key.clone(), depth, before: joined(&plain_segments(route, path), true), after: if row.path.trailing_slash { "/" } else { "" } }
        }
        None => RowLinks::none(),
    }
}

/// Whether the route answers with a page, so that a breadcrumb may lead to it.
fn is_view(route: &Route) -> bool {
    match route.kind {
        RouteKind::Root { .. } | RouteKind::List | RouteKind::Detail | RouteKind::Extra { .. } | RouteKind::ApiView => true,
        RouteKind::Handler | RouteKind::Function | RouteKind::ObtainToken | RouteKind::Login | RouteKind::Logout | RouteKind::Schema | RouteKind::Media => {
            false
        }
    }
}

fn matches(path: &Path, segments: &[&str]) -> bool {
    path.segments.len() == segments.len()
        && path.segments.iter().zip(segments).all(|(segment, text)| match segment {
            Segment::Literal(literal) => literal == text,
            Segment::Param(_) | Segment::Rest(_) => true,
        })
}

/// The segments of the path without a format suffix.
fn plain_segments<'p>(route: &Route, path: &'p str) -> Vec<&'p str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if let (true, Some(last)) = (route.format_suffixes.exist(), segments.last_mut()) {
        let formats = route.policy.renderers.iter().map(|renderer| renderer.format());
        *last = formats.filter_map(|format| last.strip_suffix(format)?.strip_suffix('.')).next().unwrap_or(last);
    }
    segments
}

fn joined(segments: &[&str], trailing_slash: bool) -> String {
    let path = segments.iter().map(|segment| format!("/{segment}")).collect::<String>();
    if trailing_slash || path.is_empty() { path + "/" } else { path }
}

/// The path with its first segments taken from a request's, and literals after them.
fn filled(path: &Path, segments: &[&str]) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .segments
        .iter()
        .enumerate()
        .map(|(at, segment)| match segment {
            Segment::Literal(text) => Some(text.as_str()),
            Segment::Param(_) | Segment::Rest(_) => segments.get(at).copied(),
        })
        .collect();
    Some(joined(&parts?, path.trailing_slash))
}
