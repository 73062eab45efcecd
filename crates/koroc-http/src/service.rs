//! The service: everything that requests need, compiled once by the places of routes and operations.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use http::{Request, Response};
use koroc_db::Db;
use koroc_files::Storage;
use koroc_spec::{Problem, Resolved};

use crate::auth::{Auth, KeySource};
use crate::behaviour::{Behaviours, Computed, RunCall};
use crate::cache::Cache;
use crate::own::Own;
use crate::plan::{Compiler, OperationPlan, RoutePlan};
use crate::render::Templates;
use crate::routes::RouteTable;
use crate::throttle::Store;
use crate::{ApiError, Body, Client, Invocation, handle};

/// An application that answers requests; cheap to clone. Every host (a server, Lambda, a test) calls [`Service::handle`] and holds no logic of its own.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    resolved: Arc<Resolved>,
    db: Db,
    auth: Auth,
    files: Storage,
    trusted_proxies: Vec<IpAddr>,
    table: RouteTable,
    routes: Vec<RoutePlan>,
    operations: Vec<OperationPlan>,
    own: Own,
    templates: Templates,
    throttle_store: Store,
    cache: Cache,
    computed: HashMap<String, Computed>,
    calls: HashMap<String, RunCall>,
}

impl Service {
    /// Compiles an application.
    ///
    /// # Errors
    /// All problems at once: behaviour that is named and not written or the reverse, comparisons that a column does not have, patterns that cannot be compiled,
    /// addresses of proxies that are none, a place for files that cannot be used.
    pub fn new(resolved: Arc<Resolved>, db: Db, behaviours: Behaviours, key: impl Into<KeySource>) -> Result<Service, Vec<Problem>> {
        let mut problems = behaviours.check(&resolved);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut compiler = Compiler { resolved: &resolved, behaviours: &behaviours, problems: Vec::new() };
        let operations = resolved.operations.iter().map(|operation| compiler.operation(operation)).collect();
        let routes = resolved.routes.iter().map(|route| compiler.route(route)).collect();
        let trusted_proxies = compiler.trusted_proxies();
        problems.append(&mut compiler.problems);
        let files = Storage::open(&resolved.settings.media_root).map_err(|error| vec![Problem::new("media_root", error.to_string())])?;
        let auth = Auth::new(db.clone(), key).map_err(|problem| vec![problem])?;
        if !problems.is_empty() {
            return Err(problems);
        }
        let operations: Option<Vec<OperationPlan>> = operations;
        let operations = operations.expect("what cannot be compiled is a problem");
        let table = RouteTable::new(&resolved)?;
        let templates = Templates::new(behaviours.own.templates.iter())?;
        let (own, computed, calls) = (behaviours.own, behaviours.computed, behaviours.calls);
        let throttle_store = Store::new(&resolved.settings.throttle_store).map_err(|problem| vec![problem])?;
        Ok(Service(Arc::new(Inner {
            resolved,
            db,
            auth,
            files,
            trusted_proxies,
            table,
            routes,
            operations,
            own,
            templates,
            throttle_store,
            cache: Cache::default(),
            computed,
            calls,
        })))
    }

    /// Answers a request. It never fails: what goes wrong becomes an answer, even a panic.
    pub fn handle(&self, request: Request<Body>, client: Client) -> impl Future<Output = Response<Body>> + Send {
        handle::handle(self, request, client)
    }

    /// Calls a function without a path, by its name, with what the caller sent.
    ///
    /// # Errors
    /// The function's own; and if there is no such function.
    pub async fn call(&self, name: &str, event: serde_json::Value) -> Result<serde_json::Value, ApiError> {
        let function = self.0.calls.get(name).ok_or_else(|| ApiError::internal(format!("there is no function `{name}` that events can call")))?;
        function(Invocation::new(self.clone(), event)).await
    }

    /// The application's description.
    pub fn resolved(&self) -> &Arc<Resolved> {
        &self.0.resolved
    }

    /// The function that makes a computed field.
    pub(crate) fn computed(&self, name: &str) -> Option<&Computed> {
        self.0.computed.get(name)
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Users, passwords, sessions and tokens.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Where uploaded files are kept.
    pub fn files(&self) -> &Storage {
        &self.0.files
    }

    /// What the program has in Rust for its views.
    pub(crate) fn own(&self) -> &Own {
        &self.0.own
    }

    /// Answers that are given again.
    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    pub(crate) fn throttle_store(&self) -> &Store {
        &self.0.throttle_store
    }

    pub(crate) fn templates(&self) -> &Templates {
        &self.0.templates
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
