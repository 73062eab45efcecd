//! What a serializer needs to know of the request that it works for.

use koroc_spec::Value;

/// A request, as far as serializers look at it.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The scheme and host that addresses begin with, `http://localhost:8000`.
    pub base: &'a str,
    /// The format suffix that addresses carry, where the request had one.
    pub format: Option<&'a str>,
    /// The query that addresses carry, as `?format=json`; empty: none.
    pub query: &'a str,
    /// The route that a path leads to, and the value of its last parameter.
    pub find: &'a (dyn Fn(&str) -> Option<(usize, String)> + Sync),
    /// The key of the user who asks.
    pub user: Option<&'a Value>,
    /// The row that an input changes, all its fields; `None`: a new one.
    pub row: Option<&'a [Value]>,
    /// Whether an answer shows a row that was changed in part: what stands in for missing values is left out of it.
    pub partial: bool,
}

impl Env<'static> {
    /// No request: addresses begin with their path, and lead nowhere.
    pub const NONE: Env<'static> = Env { base: "", format: None, query: "", find: &|_| None, user: None, row: None, partial: false };
}
