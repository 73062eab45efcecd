//! The route table: which route a path belongs to.

use std::collections::HashMap;
use std::ops::Range;

use koroc_spec::{Resolved, Route, RouteKind, Segment};

/// All routes of an application as a tree of path segments. Of the routes that match, the first in the application's order answers.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<Box<str>, Node>,
    parameter: Option<Box<Node>>,
    ends: Vec<End>,
}

/// A route whose path ends at a node.
#[derive(Debug, Clone, Copy)]
struct End {
    route: usize,
    /// How its path ends.
    form: Form,
    /// How it ends with a format suffix, if it may have one.
    suffixed: Option<Form>,
    /// Whether its parameters may hold dots.
    dots: bool,
}

/// How a path ends behind its last named segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Slash,
    /// `funds.json`.
    Suffix,
    /// `/api/v1/.json`: the root of a router.
    SlashSuffix,
}

/// The route of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// Its place among the routes.
    pub(crate) route: usize,
    /// Where the format suffix stands in the path, without its dot.
    pub(crate) format: Option<Range<usize>>,
}

impl RouteTable {
    pub(crate) fn new(resolved: &Resolved) -> Self {
        let mut table = RouteTable::default();
        for (place, route) in resolved.routes.iter().enumerate() {
            table.add(place, route);
        }
        table
    }

    fn add(&mut self, place: usize, route: &Route) {
        let mut node = &mut self.root;
        for segment in &route.path.segments {
            node = match segment {
                Segment::Literal(text) => node.literals.entry(text.as_str().into()).or_default(),
                Segment::Param(_) => node.parameter.get_or_insert_default(),
            };
        }
        let suffix = if matches!(route.kind, RouteKind::Root { .. }) { Form::SlashSuffix } else { Form::Suffix };
        node.ends.push(End {
            route: place,
            form: if route.path.trailing_slash || route.path.segments.is_empty() { Form::Slash } else { Form::Plain },
            suffixed: route.format_suffixes.then_some(suffix),
            // DRF's routers match a parameter with `[^/.]+`, Django's paths with `[^/]+`.
            dots: !route.format_suffixes && !matches!(route.kind, RouteKind::Detail | RouteKind::Extra { .. }),
        });
    }

    /// The route of a decoded path.
    pub(crate) fn find(&self, path: &str) -> Option<Match> {
        let mut best = None;
        let rest = path.strip_prefix('/')?;
        walk(&self.root, path, path.len() - rest.len(), false, &mut best);
        best
    }
}

/// Tries the node for what is left of the path from `at`; `dotted` says whether a parameter so far holds a dot.
fn walk(node: &Node, path: &str, at: usize, dotted: bool, best: &mut Option<Match>) {
    let rest = &path[at..];
    if rest.is_empty() {
        offer(node, Form::Slash, dotted, None, best);
        return;
    }
    let (segment, next) = match rest.find('/') {
        Some(slash) => (&rest[..slash], Some(at + slash + 1)),
        None => (rest, None),
    };
    if let Some(child) = node.literals.get(segment) {
        enter(child, path, next, dotted, best);
    }
    if let Some(child) = &node.parameter
        && !segment.is_empty()
    {
        enter(child, path, next, dotted || segment.contains('.'), best);
    }
    if next.is_none_or(|next| next == path.len()) {
        enter_suffixed(node, segment, at, dotted, best);
    }
}

fn enter(node: &Node, path: &str, next: Option<usize>, dotted: bool, best: &mut Option<Match>) {
    match next {
        Some(next) => walk(node, path, next, dotted, best),
        None => offer(node, Form::Plain, dotted, None, best),
    }
}

/// The last segment with a format suffix behind it, and perhaps a slash behind that.
fn enter_suffixed(node: &Node, segment: &str, at: usize, dotted: bool, best: &mut Option<Match>) {
    let Some((name, format)) = segment.rsplit_once('.') else { return };
    if format.is_empty() || !format.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return;
    }
    let format = at + name.len() + 1..at + segment.len();
    if name.is_empty() {
        offer(node, Form::SlashSuffix, dotted, Some(format), best);
        return;
    }
    if let Some(child) = node.literals.get(name) {
        offer(child, Form::Suffix, dotted, Some(format.clone()), best);
    }
    if let Some(child) = &node.parameter {
        offer(child, Form::Suffix, dotted || name.contains('.'), Some(format), best);
    }
}

/// Takes the first route that ends here in this form, unless an earlier one was found.
fn offer(node: &Node, form: Form, dotted: bool, format: Option<Range<usize>>, best: &mut Option<Match>) {
    let fits = |end: &&End| (end.form == form || end.suffixed == Some(form)) && (end.dots || !dotted);
    if let Some(end) = node.ends.iter().find(fits)
        && best.as_ref().is_none_or(|best| end.route < best.route)
    {
        *best = Some(Match { route: end.route, format });
    }
}

/// The values of a route's parameters in a path that matches it, in order.
pub(crate) fn parameters<'p>(route: &Route, path: &'p str, found: &Match) -> Vec<(String, &'p str)> {
    let path = match &found.format {
        Some(format) => &path[..format.start - 1],
        None => path,
    };
    let parts = path.split('/').skip(1);
    let named = route.path.segments.iter().zip(parts).filter_map(|(segment, part)| match segment {
        Segment::Literal(_) => None,
        Segment::Param(name) => Some((name.clone(), part)),
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_spec::{App, Field, FieldKind, Function, IntegerWidth, Method, Model, Mount, Resource, Router, Rule, Settings, resolve};

    fn table() -> (Resolved, RouteTable) {
        let mut model = Model::new("api", "Fund");
        model.fields.push(Field { primary_key: true, ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) });
        let router = |slash, root| Router { root, trailing_slash: slash, resources: vec![("funds".to_owned(), Resource::new("api.Fund", Rule::AllowAny))] };
        let function = |path: &str| {
            Mount::Function(Function {
                name: path.to_owned(),
                path: path.to_owned(),
                methods: vec![Method::Get],
                permission: Rule::AllowAny,
                description: String::new(),
                deploy: Default::default(),
            })
        };
        let mounts = vec![
            function("/api/v1/funds/special"),
            Mount::Router { prefix: "/api/v1".to_owned(), router: router(false, Some(Rule::AllowAny)) },
            Mount::Router { prefix: "/slash".to_owned(), router: Router { resources: Vec::new(), ..router(true, Some(Rule::AllowAny)) } },
            function("/albums/{album}/like"),
            function("/albums/{album}/"),
        ];
        let app = App { models: vec![model], mounts, ..App::default() };
        let resolved = resolve(&app, &Settings::default()).unwrap();
        let table = RouteTable::new(&resolved);
        (resolved, table)
    }

    #[test]
    fn paths_find_their_routes() {
        let (resolved, table) = table();
        for (path, found) in [
            ("/api/v1/", "api-root"),
            ("/api/v1/.json", "api-root json"),
            ("/api/v1/.json/", "api-root json"),
            ("/api/v1", ""),
            ("/api/v1.json", ""),
            ("/api/v1/funds", "funds-list"),
            ("/api/v1/funds.json", "funds-list json"),
            ("/api/v1/funds.json/", "funds-list json"),
            ("/api/v1/funds.JSON", ""),
            ("/api/v1/funds.", ""),
            ("/api/v1/funds/", ""),
            ("/api/v1/funds/.json", ""),
            ("/api/v1/Funds", ""),
            ("/api/v1//funds", ""),
            ("/api/v1/funds/7", "funds-detail 7"),
            ("/api/v1/funds/7/", ""),
            ("/api/v1/funds/7.json", "funds-detail json 7"),
            ("/api/v1/funds/7.8.json", ""),
            ("/api/v1/funds/special", "/api/v1/funds/special"),
            ("/api/v1/funds/special.json", "funds-detail json special"),
            ("/albums/a.b/like", "/albums/{album}/like a.b"),
            ("/albums/a", ""),
            ("/albums/a/", "/albums/{album}/ a"),
            ("/albums//like", ""),
            ("", ""),
            ("*", ""),
        ] {
            let text = table.find(path).map_or(String::new(), |hit| {
                let route = &resolved.routes[hit.route];
                let words = hit.format.clone().map(|format| &path[format]);
                let words = words.into_iter().chain(parameters(route, path, &hit).into_iter().map(|(_, value)| value));
                [route.name.as_str()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(text, found, "{path}");
        }
    }
}
