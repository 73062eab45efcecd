//! What routes and operations need at each request, compiled once.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use http::{HeaderValue, Method};
use koroc_serial::Serializer;
use koroc_spec::{Action, FieldKind, HookPoint, Hop, Operation, Problem, Resolved, Route, ShapeField, Source};

use crate::Reply;
use crate::behaviour::{Behaviours, Run, RunAfter, RunInstead, RunWith, Scope};
use crate::filter::FilterPlan;
use crate::lookup::LookupPlan;
use crate::permit::Check;

/// What a route needs at each request.
pub(crate) struct RoutePlan {
    /// The value of `Allow`.
    pub(crate) allow: HeaderValue,
    /// The rule for OPTIONS and for methods that have no operation.
    pub(crate) check: Check,
    operations: Vec<(Method, usize)>,
    head: bool,
}

impl RoutePlan {
    /// The operation of a method; HEAD has GET's.
    pub(crate) fn operation(&self, method: &Method) -> Option<usize> {
        let method = if self.head && *method == Method::HEAD { &Method::GET } else { method };
        self.operations.iter().find(|(known, _)| known == method).map(|&(_, place)| place)
    }
}

/// What an operation needs at each request.
pub(crate) struct OperationPlan {
    pub(crate) check: Check,
    pub(crate) serializer: Option<Arc<Serializer>>,
    pub(crate) filters: Vec<FilterPlan>,
    pub(crate) lookup: Option<LookupPlan>,
    /// Hooks that see what is written.
    pub(crate) before_write: Vec<RunWith>,
    pub(crate) before_destroy: Vec<Run<()>>,
    /// What is done in place of writing, or of deleting.
    pub(crate) write: Option<RunInstead>,
    pub(crate) destroy: Option<Run<()>>,
    /// Hooks with the row that was made, changed or deleted.
    pub(crate) after: Vec<RunAfter>,
    /// What says which rows there are.
    pub(crate) scope: Option<Scope>,
    pub(crate) extra: Option<Run<Reply>>,
    pub(crate) handler: Option<Router>,
}

/// Collects the problems of all plans.
pub(crate) struct Compiler<'a> {
    pub(crate) resolved: &'a Resolved,
    pub(crate) behaviours: &'a Behaviours,
    pub(crate) problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    pub(crate) fn route(&mut self, route: &Route) -> RoutePlan {
        let operations: Vec<(Method, usize)> = route.operations.iter().map(|&place| (method(self.resolved.operations[place].method), place)).collect();
        let mut names: Vec<&str> = operations.iter().map(|(method, _)| method.as_str()).collect();
        let head = route.head && names.contains(&"GET");
        if head {
            names.push("HEAD");
        }
        names.push("OPTIONS");
        let model = route.operations.first().and_then(|&place| self.resolved.operations[place].model).map(|model| &self.resolved.models[model]);
        RoutePlan {
            allow: HeaderValue::try_from(names.join(", ")).expect("names of methods are ASCII"),
            check: Check::new(&route.policy.permission, model, &self.behaviours.permissions),
            operations,
            head,
        }
    }

    pub(crate) fn operation(&mut self, operation: &Operation) -> Option<OperationPlan> {
        let model = operation.model.map(|model| &self.resolved.models[model]);
        let serializer = operation.shape.map(|shape| {
            let resolved = self.resolved;
            Serializer::new(shape, resolved, &self.behaviours.validators).map(Arc::new)
        });
        let serializer = match serializer {
            Some(result) => Some(self.keep(result)?),
            None => None,
        };
        let mut filters = Vec::new();
        for filter in operation.list.iter().flat_map(|list| &list.filters) {
            filters.push(self.keep(FilterPlan::new(filter, self.resolved, self.behaviours))?);
        }
        let lookup = self.keep(LookupPlan::new(operation, self.resolved))?;
        let points = match operation.action {
            Action::Create => Some([HookPoint::BeforeCreate, HookPoint::Create, HookPoint::AfterCreate]),
            Action::Update | Action::PartialUpdate => Some([HookPoint::BeforeUpdate, HookPoint::Update, HookPoint::AfterUpdate]),
            Action::Destroy => Some([HookPoint::BeforeDestroy, HookPoint::Destroy, HookPoint::AfterDestroy]),
            Action::List
            | Action::Retrieve
            | Action::Extra
            | Action::Handler
            | Action::Root
            | Action::ObtainToken
            | Action::Login
            | Action::Logout
            | Action::Schema
            | Action::Media => None,
        };
        let [before, instead, after] = points.map_or([None; 3], |points| points.map(Some));
        if matches!(operation.action, Action::Create | Action::Update | Action::PartialUpdate)
            && !operation.hooks.iter().any(|hook| Some(hook.point) == instead)
        {
            self.problems
                .extend(operation.shape.into_iter().flat_map(|shape| &self.resolved.shapes[shape].fields).filter_map(|field| unwritable(operation, field)));
        }
        let hooks = |point: Option<HookPoint>| operation.hooks.iter().filter(move |hook| Some(hook.point) == point).map(|hook| hook.name.as_str());
        Some(OperationPlan {
            check: Check::new(&operation.policy.permission, model, &self.behaviours.permissions),
            serializer,
            filters,
            lookup,
            before_write: hooks(before).filter_map(|name| self.behaviours.before_write.get(name).cloned()).collect(),
            before_destroy: hooks(before).filter_map(|name| self.behaviours.before_destroy.get(name).cloned()).collect(),
            write: hooks(instead).find_map(|name| self.behaviours.writes.get(name).cloned()),
            destroy: hooks(instead).find_map(|name| self.behaviours.destroys.get(name).cloned()),
            after: hooks(after).filter_map(|name| self.behaviours.after.get(name).cloned()).collect(),
            scope: operation.scope.as_ref().and_then(|name| self.behaviours.scopes.get(name).cloned()),
            extra: (operation.action == Action::Extra).then(|| self.behaviours.extras.get(&operation.id).cloned()).flatten(),
            handler: (operation.action == Action::Handler).then(|| self.handler(operation)).flatten(),
        })
    }

    /// A one-route axum router, so that the extractors of axum work.
    fn handler(&self, operation: &Operation) -> Option<Router> {
        let handler = self.behaviours.handlers.get(&operation.id)?.clone();
        Some(Router::new().route(&self.resolved.routes[operation.route].path.to_string(), handler))
    }

    pub(crate) fn trusted_proxies(&mut self) -> Vec<IpAddr> {
        let parse = |text: &String| text.parse().map_err(|_| Problem::new("trusted_proxies", format!("`{text}` is no IP address")));
        self.resolved.settings.trusted_proxies.iter().filter_map(|text| self.keep(parse(text))).collect()
    }
}

/// A nested object that nobody knows how to write.
fn unwritable(operation: &Operation, field: &ShapeField) -> Option<Problem> {
    let nested = matches!(field.ty.kind, FieldKind::Nested { .. }) && !field.read_only && !field.hidden;
    let rows = match &field.source {
        Source::Path { hops, .. } => !matches!(hops[..], [Hop::Reverse { .. }]),
        Source::Whole => true,
        Source::Field(_) | Source::Computed(_) | Source::Own(_) => false,
    };
    let message = "takes rows that are not written with this one, since they do not point at it; make it `.read_only()`, or write the row with \
                   `.create_with(…)` and `.update_with(…)`";
    (nested && rows).then(|| Problem::new(format!("{}.{}", operation.id, field.name), message))
}

/// The kind that a custom kind is built on.
pub(crate) fn base(kind: &FieldKind) -> &FieldKind {
    match kind {
        FieldKind::Custom { base: inner, .. } => base(inner),
        plain => plain,
    }
}

fn method(method: koroc_spec::Method) -> Method {
    match method {
        koroc_spec::Method::Get => Method::GET,
        koroc_spec::Method::Post => Method::POST,
        koroc_spec::Method::Put => Method::PUT,
        koroc_spec::Method::Patch => Method::PATCH,
        koroc_spec::Method::Delete => Method::DELETE,
    }
}
