//! Paths from the names of routes (DRF's `reverse`).

use koroc_spec::{Path, Resolved, Route, Segment, VersionScheme, Versioning};

use crate::percent::{self, encode_into};
use crate::query::Query;

/// What a request brings to the links in its answer.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'c> {
    pub(crate) resolved: &'c Resolved,
    /// The version that it asked for, and how.
    pub(crate) version: Option<(&'c Versioning, &'c str)>,
    /// Its `?format=`, which links carry on.
    pub(crate) format: Option<&'c str>,
}

impl Origin<'_> {
    /// The path and query of the route with this name, its parameters filled in; `None`: there is no such route, or it needs other parameters.
    pub(crate) fn reverse(&self, name: &str, parameters: &[(&str, &str)]) -> Option<String> {
        let find = |name: &str| self.resolved.routes.iter().find(|route| route.name == name);
        let versioned = || match self.version {
            Some((Versioning { scheme: VersionScheme::Namespace, .. }, version)) => find(&format!("{version}:{name}")),
            _ => None,
        };
        self.to(versioned().or_else(|| find(name))?, parameters)
    }

    /// The path and query of a route.
    pub(crate) fn to(&self, route: &Route, parameters: &[(&str, &str)]) -> Option<String> {
        let version = self.version.filter(|(versioning, _)| versioning.scheme == VersionScheme::Path);
        let version = version.map(|(versioning, version)| (versioning.param.as_str(), version));
        let given = |name: &str| parameters.iter().copied().chain(version).find(|(known, _)| *known == name).map(|(_, value)| value);
        Some(filled(&route.path, given)? + &self.query())
    }

    /// The query that links carry.
    pub(crate) fn query(&self) -> String {
        let version = self.version.filter(|(versioning, _)| versioning.scheme == VersionScheme::Query);
        let version = version.map(|(versioning, version)| (versioning.param.as_str(), Some(version)));
        let format = self.format.map(|format| (self.resolved.settings.url_format_override.as_str(), Some(format)));
        Query::default().with(&version.into_iter().chain(format).collect::<Vec<_>>())
    }
}

/// A path with its parameters filled in and encoded; `None`: one is missing.
fn filled<'v>(path: &Path, given: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
    let mut out = String::new();
    for segment in &path.segments {
        out.push('/');
        match segment {
            Segment::Literal(text) => out.push_str(text),
            Segment::Param(name) | Segment::Rest(name) => encode_into(&mut out, given(name)?.as_bytes(), percent::PATH),
        }
    }
    if path.trailing_slash || path.segments.is_empty() {
        out.push('/');
    }
    Some(out)
}
