//! The service: everything that requests need, compiled once by the places of routes and operations.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use http::{HeaderValue, Method, Request, Response};
use koroc_db::Db;
use koroc_serial::{FieldPlan, Serializer};
use koroc_spec::{Action, FieldKind, HookPoint, Operation, Path, Problem, Renderer, Resolved, Route, Segment, Value};

use uuid::Uuid;

use crate::auth::{Auth, SecretKey};
use crate::behaviour::{Behaviours, Run, RunWith};
use crate::filter::FilterPlan;
use crate::permit::Check;
use crate::routes::RouteTable;
use crate::{Body, Client, Reply, handle};

/// An application that answers requests; cheap to clone. Every host (a server, Lambda, a test) calls [`Service::handle`] and holds no logic of its own.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    resolved: Arc<Resolved>,
    db: Db,
    auth: Auth,
    trusted_proxies: Vec<IpAddr>,
    table: RouteTable,
    routes: Vec<RoutePlan>,
    operations: Vec<OperationPlan>,
}

impl Service {
    /// Compiles an application.
    ///
    /// # Errors
    /// All problems at once: behaviour that is named and not written or the reverse, comparisons that a column does not have, patterns that cannot be compiled,
    /// addresses of proxies that are none.
    pub fn new(resolved: Arc<Resolved>, db: Db, behaviours: Behaviours, key: SecretKey) -> Result<Service, Vec<Problem>> {
        let mut problems = behaviours.check(&resolved);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut compiler = Compiler { resolved: &resolved, behaviours: &behaviours, problems: Vec::new() };
        let operations = resolved.operations.iter().map(|operation| compiler.operation(operation)).collect();
        let routes = resolved.routes.iter().map(|route| compiler.route(route)).collect();
        let trusted_proxies = compiler.trusted_proxies();
        problems.append(&mut compiler.problems);
        let auth = Auth::new(db.clone(), key).map_err(|problem| vec![problem])?;
        if !problems.is_empty() {
            return Err(problems);
        }
        let operations: Option<Vec<OperationPlan>> = operations;
        let operations = operations.expect("what cannot be compiled is a problem");
        let table = RouteTable::new(&resolved);
        Ok(Service(Arc::new(Inner { resolved, db, auth, trusted_proxies, table, routes, operations })))
    }

    /// Answers a request. It never fails: what goes wrong becomes an answer, even a panic.
    pub fn handle(&self, request: Request<Body>, client: Client) -> impl Future<Output = Response<Body>> + Send {
        handle::handle(self, request, client)
    }

    /// The application's description.
    pub fn resolved(&self) -> &Arc<Resolved> {
        &self.0.resolved
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Users, passwords, sessions and tokens.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    pub(crate) fn table(&self) -> &RouteTable {
        &self.0.table
    }

    pub(crate) fn trusted_proxies(&self) -> &[IpAddr] {
        &self.0.trusted_proxies
    }

    pub(crate) fn route_plan(&self, place: usize) -> &RoutePlan {
        &self.0.routes[place]
    }

    pub(crate) fn operation_plan(&self, place: usize) -> &OperationPlan {
        &self.0.operations[place]
    }
}

/// What a route needs at each request.
pub(crate) struct RoutePlan {
    /// The value of `Allow`.
    pub(crate) allow: HeaderValue,
    /// The form of answers before one is negotiated.
    pub(crate) default_renderer: Renderer,
    /// The rule for OPTIONS and for methods that have no operation.
    pub(crate) check: Check,
    operations: Vec<(Method, usize)>,
}

impl RoutePlan {
    /// The operation of a method; HEAD has GET's.
    pub(crate) fn operation(&self, method: &Method) -> Option<usize> {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
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
    pub(crate) extra: Option<Run<Reply>>,
    pub(crate) handler: Option<Router>,
}

/// How a path names a row.
pub(crate) struct LookupPlan {
    pub(crate) field: usize,
    /// The name of the path's parameter's place: the segment's, counted from 0.
    pub(crate) segment: usize,
    key: Key,
}

/// How the text of a path becomes a value of the lookup field.
enum Key {
    Text,
    Integer,
    Uuid,
    Other(Box<FieldPlan>),
}

impl LookupPlan {
    /// The value that a text names; `None`: no row can have it.
    pub(crate) fn value(&self, text: &str) -> Option<Value> {
        match &self.key {
            Key::Text => (!text.contains('\0')).then(|| Value::from(text)),
            Key::Integer => crate::python::int(text).map(Value::Int),
            Key::Uuid => python_uuid(text).map(Value::Uuid),
            Key::Other(plan) => plan.validate(&Value::from(text)).ok(),
        }
    }
}

/// Collects the problems of all plans.
struct Compiler<'a> {
    resolved: &'a Resolved,
    behaviours: &'a Behaviours,
    problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn route(&mut self, route: &Route) -> RoutePlan {
        let operations: Vec<(Method, usize)> = route.operations.iter().map(|&place| (method(self.resolved.operations[place].method), place)).collect();
        let mut names: Vec<&str> = operations.iter().map(|(method, _)| method.as_str()).collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        names.push("OPTIONS");
        let model = route.operations.first().and_then(|&place| self.resolved.operations[place].model).map(|model| &self.resolved.models[model]);
        RoutePlan {
            allow: HeaderValue::try_from(names.join(", ")).expect("names of methods are ASCII"),
            default_renderer: route.policy.renderers.first().copied().unwrap_or(Renderer::Json),
            check: Check::new(&route.policy.permission, model, &self.behaviours.permissions),
            operations,
        }
    }

    fn operation(&mut self, operation: &Operation) -> Option<OperationPlan> {
        let model = operation.model.map(|model| &self.resolved.models[model]);
        let serializer = operation.shape.map(|shape| {
            let resolved = self.resolved;
            Serializer::new(&resolved.shapes[shape], &resolved.models, &resolved.settings, &self.behaviours.validators).map(Arc::new)
        });
        let serializer = match serializer {
            Some(result) => Some(self.keep(result)?),
            None => None,
        };
        let mut filters = Vec::new();
        for filter in operation.list.iter().flat_map(|list| &list.filters) {
            let plan = FilterPlan::new(filter, model.expect("an operation with filters has a model"), self.resolved);
            filters.push(self.keep(plan)?);
        }
        let point = match operation.action {
            Action::Create => Some(HookPoint::BeforeCreate),
            Action::Update | Action::PartialUpdate => Some(HookPoint::BeforeUpdate),
            Action::Destroy => Some(HookPoint::BeforeDestroy),
            Action::List
            | Action::Retrieve
            | Action::Extra
            | Action::Handler
            | Action::Root
            | Action::ObtainToken
            | Action::Login
            | Action::Logout
            | Action::Schema => None,
        };
        let hooks = || operation.hooks.iter().filter(|hook| Some(hook.point) == point).map(|hook| hook.name.as_str());
        Some(OperationPlan {
            check: Check::new(&operation.policy.permission, model, &self.behaviours.permissions),
            serializer,
            filters,
            lookup: self.lookup(operation),
            before_write: hooks().filter_map(|name| self.behaviours.before_write.get(name).cloned()).collect(),
            before_destroy: hooks().filter_map(|name| self.behaviours.before_destroy.get(name).cloned()).collect(),
            extra: (operation.action == Action::Extra).then(|| self.behaviours.extras.get(&operation.id).cloned()).flatten(),
            handler: (operation.action == Action::Handler).then(|| self.handler(operation)).flatten(),
        })
    }

    /// A one-route axum router, so that the extractors of axum work.
    fn handler(&self, operation: &Operation) -> Option<Router> {
        let handler = self.behaviours.handlers.get(&operation.id)?.clone();
        Some(Router::new().route(&self.resolved.routes[operation.route].path.to_string(), handler))
    }

    fn lookup(&mut self, operation: &Operation) -> Option<LookupPlan> {
        let (model, field) = (operation.model?, operation.lookup?);
        let field_type = &self.resolved.models[model].fields[field].ty;
        let segment = parameter(&self.resolved.routes[operation.route].path)?;
        let key = match base(&field_type.kind) {
            FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => Key::Text,
            FieldKind::Integer { .. } => Key::Integer,
            FieldKind::Uuid => Key::Uuid,
            FieldKind::Boolean
            | FieldKind::Float
            | FieldKind::Decimal { .. }
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::DateTime
            | FieldKind::Duration
            | FieldKind::Ip { .. }
            | FieldKind::Json
            | FieldKind::Choice { .. }
            | FieldKind::MultipleChoice { .. }
            | FieldKind::List { .. }
            | FieldKind::Dict { .. }
            | FieldKind::File
            | FieldKind::ForeignKey(_)
            | FieldKind::OneToOne(_)
            | FieldKind::ManyToMany(_)
            | FieldKind::Custom { .. } => Key::Other(Box::new(self.keep(FieldPlan::new(field_type, &self.resolved.settings, &self.resolved.models))?)),
        };
        Some(LookupPlan { field, segment, key })
    }

    fn trusted_proxies(&mut self) -> Vec<IpAddr> {
        let parse = |text: &String| text.parse().map_err(|_| Problem::new("trusted_proxies", format!("`{text}` is no IP address")));
        self.resolved.settings.trusted_proxies.iter().filter_map(|text| self.keep(parse(text))).collect()
    }
}

/// A UUID as Python reads it: the usual form at once, and any other with its hyphens and decoration taken away.
fn python_uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().or_else(|| {
        let plain = text.replace("urn:", "").replace("uuid:", "");
        Uuid::try_parse(&plain.trim_matches(['{', '}']).replace('-', "")).ok()
    })
}

/// The kind that a custom kind is built on.
pub(crate) fn base(kind: &FieldKind) -> &FieldKind {
    match kind {
        FieldKind::Custom { base: inner, .. } => base(inner),
        plain => plain,
    }
}

/// Whether an operation's route names a row.
fn parameter(path: &Path) -> Option<usize> {
    path.segments.iter().rposition(|segment| matches!(segment, Segment::Param(_)))
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
