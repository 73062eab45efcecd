//! The route table: which route a path belongs to.

use std::collections::HashMap;
use std::ops::Range;

use koroc_spec::{Path, Problem, Resolved, Route, RouteKind, Segment, Suffixes};
use regex::Regex;

/// All routes of an application as a tree of path segments. Of the routes that match, the first in the application's order answers.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    literals: HashMap<Box<str>, Node>,
    parameter: Option<Box<Node>>,
    rest: Option<Box<Node>>,
    ends: Vec<End>,
}

/// A route whose path ends at a node.
#[derive(Debug)]
struct End {
    route: usize,
    /// How its path ends.
    form: Form,
    /// How it ends with a format suffix.
    suffixed: Form,
    suffixes: Suffixes,
    /// The patterns of its parameters, by their segments' places.
    patterns: Vec<(usize, Pattern)>,
}

/// What a parameter must match as a whole.
#[derive(Debug)]
enum Pattern {
    /// A router's `[^/.]+`, which nearly all have.
    NoDot,
    Regex(Regex),
}

impl Pattern {
    fn new(text: &str) -> Result<Pattern, regex::Error> {
        if text == Path::WITHOUT_DOT { Ok(Pattern::NoDot) } else { Regex::new(&format!("^(?:{text})$")).map(Pattern::Regex) }
    }

    fn takes(&self, text: &str) -> bool {
        match self {
            Pattern::NoDot => !text.contains('.'),
            Pattern::Regex(regex) => regex.is_match(text),
        }
    }
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
    /// # Errors
    /// Patterns of parameters that are no regular expressions.
    pub(crate) fn new(resolved: &Resolved) -> Result<Self, Vec<Problem>> {
        let mut table = RouteTable::default();
        let added = resolved.routes.iter().enumerate().map(|(place, route)| table.add(place, route));
        let problems: Vec<Problem> = added.filter_map(Result::err).collect();
        if problems.is_empty() { Ok(table) } else { Err(problems) }
    }

    fn add(&mut self, place: usize, route: &Route) -> Result<(), Problem> {
        let mut patterns = Vec::new();
        for (name, text) in &route.path.patterns {
            let is_param = |segment: &Segment| matches!(segment, Segment::Param(known) if known == name);
            let pattern = Pattern::new(text).map_err(|error| Problem::new(format!("`{}`", route.path), format!("has the pattern `{text}`: {error}")))?;
            patterns.extend(route.path.segments.iter().position(is_param).map(|at| (at, pattern)));
        }
        let mut node = &mut self.root;
        for segment in &route.path.segments {
            node = match segment {
                Segment::Literal(text) => node.literals.entry(text.as_str().into()).or_default(),
                Segment::Param(_) => node.parameter.get_or_insert_default(),
                Segment::Rest(_) => node.rest.get_or_insert_default(),
            };
        }
        let suffix = if matches!(route.kind, RouteKind::Root { .. }) { Form::SlashSuffix } else { Form::Suffix };
        node.ends.push(End {
            route: place,
            form: if route.path.trailing_slash || route.path.segments.is_empty() { Form::Slash } else { Form::Plain },
            suffixed: suffix,
            suffixes: route.format_suffixes.clone(),
            patterns,
        });
        Ok(())
    }

    /// The route of a decoded path.
    pub(crate) fn find(&self, path: &str) -> Option<Match> {
        let mut best = None;
        let rest = path.strip_prefix('/')?;
        walk(&self.root, path, path.len() - rest.len(), &mut best);
        best
    }
}

/// Tries the node for what is left of the path from `at`.
fn walk(node: &Node, path: &str, at: usize, best: &mut Option<Match>) {
    let rest = &path[at..];
    if let Some(child) = &node.rest {
        offer(child, Form::Plain, path, None, best);
    }
    if rest.is_empty() {
        offer(node, Form::Slash, path, None, best);
        return;
    }
    let (segment, next) = match rest.find('/') {
        Some(slash) => (&rest[..slash], Some(at + slash + 1)),
        None => (rest, None),
    };
    if let Some(child) = node.literals.get(segment) {
        enter(child, path, next, best);
    }
    if let Some(child) = &node.parameter
        && !segment.is_empty()
    {
        enter(child, path, next, best);
    }
    if next.is_none_or(|next| next == path.len()) {
        enter_suffixed(node, path, segment, at, best);
    }
}

fn enter(node: &Node, path: &str, next: Option<usize>, best: &mut Option<Match>) {
    match next {
        Some(next) => walk(node, path, next, best),
        None => offer(node, Form::Plain, path, None, best),
    }
}

/// The last segment with a format suffix behind it, and perhaps a slash behind that.
fn enter_suffixed(node: &Node, path: &str, segment: &str, at: usize, best: &mut Option<Match>) {
    let Some((name, _)) = segment.rsplit_once('.') else { return };
    let format = at + name.len() + 1..at + segment.len();
    if name.is_empty() {
        offer(node, Form::SlashSuffix, path, Some(format), best);
        return;
    }
    if let Some(child) = node.literals.get(name) {
        offer(child, Form::Suffix, path, Some(format.clone()), best);
    }
    if let Some(child) = &node.parameter {
        offer(child, Form::Suffix, path, Some(format), best);
    }
}

/// Takes the first route that ends here in this form, unless an earlier one was found.
fn offer(node: &Node, form: Form, path: &str, format: Option<Range<usize>>, best: &mut Option<Match>) {
    let ends = |end: &End| match &format {
        Some(format) => end.suffixed == form && end.suffixes.allow(&path[format.clone()]),
        None => end.form == form,
    };
    let plain = format.as_ref().map_or(path, |format| &path[..format.start - 1]);
    let matches = |end: &End| end.patterns.iter().all(|(place, pattern)| plain.split('/').nth(place + 1).is_some_and(|text| pattern.takes(text)));
    let fits = |end: &&End| ends(end) && matches(end);
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
    let mut rest = path.strip_prefix('/').unwrap_or(path);
    let named = route.path.segments.iter().filter_map(|segment| {
        let here = rest;
        let (part, behind) = here.split_once('/').unwrap_or((here, ""));
        rest = behind;
        match segment {
            Segment::Literal(_) => None,
            Segment::Param(name) => Some((name.clone(), part)),
            Segment::Rest(name) => Some((name.clone(), here)),
        }
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
        let router = |slash, root| Router {
            root,
            trailing_slash: slash,
            resources: vec![("funds".to_owned(), Resource::new("api.Fund", Rule::AllowAny))],
            ..Router::default()
        };
        let function = |path: &str| Mount::Function(Function::at(path, path, vec![Method::Get], Rule::AllowAny));
        let mounts = vec![
            function("/api/v1/funds/special"),
            Mount::Router { prefix: "/api/v1".to_owned(), router: router(false, Some(Rule::AllowAny)) },
            Mount::Router { prefix: "/slash".to_owned(), router: Router { resources: Vec::new(), ..router(true, Some(Rule::AllowAny)) } },
            function("/albums/{album}/like"),
            function("/albums/{album}/"),
        ];
        let app = App { models: vec![model], mounts, ..App::default() };
        let resolved = resolve(&app, &Settings::default()).unwrap();
        let table = RouteTable::new(&resolved).unwrap();
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
