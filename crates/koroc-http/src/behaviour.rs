//! What a program writes in Rust, beside its description: found by operation id or by name.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::routing::MethodRouter;
use koroc_db::{Cond, Db};
use koroc_serial::{Errors, Message, Object, Validators};
use koroc_spec::{Problem, Resolved, Value};

use crate::names::Names;
use crate::own::Own;
use crate::{ApiError, Changes, Context, Invocation, Permission, Reply};

/// A boxed future, which is what a behaviour of any form becomes.
pub(crate) type Running<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send>>;
/// An extra action, or a hook before a row is deleted.
pub(crate) type Run<T> = Arc<dyn Fn(Context) -> Running<T> + Send + Sync>;
/// What makes a computed field of a row, all its fields.
pub(crate) type Compute = Arc<dyn Fn(Vec<Value>) -> Result<Value, ApiError> + Send + Sync>;
/// The same for one that takes its time.
pub(crate) type ComputeAsync = Arc<dyn Fn(Context, Vec<Value>) -> Running<Value> + Send + Sync>;
/// A hook with the row that was written.
pub(crate) type RunAfter = Arc<dyn Fn(Context, Vec<Value>) -> Running<()> + Send + Sync>;
/// What is done in place of writing; it answers the row.
pub(crate) type RunInstead = Arc<dyn Fn(Context, Changes) -> Running<Vec<Value>> + Send + Sync>;
/// What says which rows there are.
pub(crate) type Scope = Arc<dyn Fn(Context) -> Result<Cond, ApiError> + Send + Sync>;
/// A hook that may change what is written.
pub(crate) type RunWith = Arc<dyn Fn(Context, Changes) -> Running<Changes> + Send + Sync>;

/// A computed field.
#[derive(Clone)]
pub(crate) enum Computed {
    AtOnce(Compute),
    Async(ComputeAsync),
}

/// What a function without a path does.
pub(crate) type RunCall = Arc<dyn Fn(Invocation) -> Running<serde_json::Value> + Send + Sync>;

/// What a filter makes of a value that its form accepted.
pub(crate) type NamedFilter = Arc<dyn Fn(&Db, Value) -> Result<Cond, ApiError> + Send + Sync>;

/// Everything that a program wrote in Rust. The description names it; [`Behaviours::check`] finds what is named in one place and missing in the other.
///
/// ```
/// use koroc_http::{ApiError, Behaviours, Context, Reply};
/// use koroc_spec::Value;
///
/// async fn ping(_: Context) -> Result<Reply, ApiError> {
///     Ok(Reply::json(&Value::from("pong")))
/// }
/// let behaviours = Behaviours::default().extra("funds.ping", ping);
/// ```
#[derive(Default, Clone)]
pub struct Behaviours {
    pub(crate) extras: HashMap<String, Run<Reply>>,
    pub(crate) handlers: HashMap<String, MethodRouter>,
    pub(crate) calls: HashMap<String, RunCall>,
    pub(crate) before_write: HashMap<String, RunWith>,
    pub(crate) before_destroy: HashMap<String, Run<()>>,
    pub(crate) after: HashMap<String, RunAfter>,
    pub(crate) writes: HashMap<String, RunInstead>,
    pub(crate) destroys: HashMap<String, Run<()>>,
    pub(crate) scopes: HashMap<String, Scope>,
    pub(crate) permissions: HashMap<String, Permission>,
    pub(crate) computed: HashMap<String, Computed>,
    pub(crate) filters: HashMap<String, NamedFilter>,
    pub(crate) validators: Validators,
    pub(crate) own: Own,
}

impl Behaviours {
    /// An extra action, by its operation's id (`funds.top`).
    pub fn extra<F, R>(mut self, id: &str, action: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.extras.insert(id.to_owned(), Arc::new(move |context| Box::pin(action(context))));
        self
    }

    /// A plain axum handler, by its operation's id; its extractors work as in axum, and `Extension<Context>` is among them.
    pub fn handler(mut self, id: &str, handler: MethodRouter) -> Self {
        self.handlers.insert(id.to_owned(), handler);
        self
    }

    /// What a function without a path does when it is called, by the function's name.
    pub fn call<F, R>(mut self, name: &str, function: F) -> Self
    where
        F: Fn(Invocation) -> R + Send + Sync + 'static,
        R: Future<Output = Result<serde_json::Value, ApiError>> + Send + 'static,
    {
        self.calls.insert(name.to_owned(), Arc::new(move |call| Box::pin(function(call))));
        self
    }

    /// A hook with the validated values, before a row is made or changed (DRF's `perform_create`, `perform_update`): what it returns is written, in a transaction
    /// that begins after the hook.
    pub fn before_write<F, R>(mut self, name: &str, hook: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Changes, ApiError>> + Send + 'static,
    {
        self.before_write.insert(name.to_owned(), Arc::new(move |context, changes| Box::pin(hook(context, changes))));
        self
    }

    /// A hook before a row is deleted; an error keeps the row.
    pub fn before_destroy<F, R>(mut self, name: &str, hook: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.before_destroy.insert(name.to_owned(), Arc::new(move |context| Box::pin(hook(context))));
        self
    }

    /// A hook with all fields of the row, once it was made, changed or deleted and the transaction is committed; an error is answered, and what was written stays.
    pub fn after<F, R>(mut self, name: &str, hook: F) -> Self
    where
        F: Fn(Context, Vec<Value>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.after.insert(name.to_owned(), Arc::new(move |context, row| Box::pin(hook(context, row))));
        self
    }

    /// What is done in place of making or changing a row (DRF's `perform_create`, `perform_update`); it answers all fields of the row.
    pub fn write<F, R>(mut self, name: &str, write: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Vec<Value>, ApiError>> + Send + 'static,
    {
        self.writes.insert(name.to_owned(), Arc::new(move |context, changes| Box::pin(write(context, changes))));
        self
    }

    /// What is done in place of deleting a row (DRF's `perform_destroy`).
    pub fn destroy<F, R>(mut self, name: &str, destroy: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.destroys.insert(name.to_owned(), Arc::new(move |context| Box::pin(destroy(context))));
        self
    }

    /// What says which rows of a model there are for whoever asks (DRF's `get_queryset`), by its name.
    pub fn scope(mut self, name: &str, scope: impl Fn(Context) -> Result<Cond, ApiError> + Send + Sync + 'static) -> Self {
        self.scopes.insert(name.to_owned(), Arc::new(scope));
        self
    }

    /// A permission, by the name in [`Rule::Named`](koroc_spec::Rule::Named).
    pub fn permission(mut self, name: &str, permission: Permission) -> Self {
        self.permissions.insert(name.to_owned(), permission);
        self
    }

    /// What a filter makes of a value, by the name in [`FilterBy::Named`](koroc_spec::FilterBy::Named).
    pub fn filter(mut self, name: &str, filter: impl Fn(&Db, Value) -> Result<Cond, ApiError> + Send + Sync + 'static) -> Self {
        self.filters.insert(name.to_owned(), Arc::new(filter));
        self
    }

    /// A validator of single fields, by its name.
    pub fn field_validator(mut self, name: &str, check: impl Fn(&Value) -> Result<(), Message> + Send + Sync + 'static) -> Self {
        self.validators.fields.insert(name.to_owned(), Arc::new(check));
        self
    }

    /// A check of single fields that runs once everything else has passed, by its name.
    pub fn field_check(mut self, name: &str, check: impl Fn(&Value) -> Result<(), Vec<Message>> + Send + Sync + 'static) -> Self {
        self.validators.checks.insert(name.to_owned(), Arc::new(check));
        self
    }

    /// What makes a computed field, by its name; it is given all fields of the row.
    pub fn computed(mut self, name: &str, function: impl Fn(Vec<Value>) -> Result<Value, ApiError> + Send + Sync + 'static) -> Self {
        self.computed.insert(name.to_owned(), Computed::AtOnce(Arc::new(function)));
        self
    }

    /// What makes a computed field of the request and all fields of the row, by its name.
    pub fn computed_async<F, R>(mut self, name: &str, function: F) -> Self
    where
        F: Fn(Context, Vec<Value>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Value, ApiError>> + Send + 'static,
    {
        self.computed.insert(name.to_owned(), Computed::Async(Arc::new(move |context, row| Box::pin(function(context, row)))));
        self
    }

    /// A validator of whole objects, by its name.
    pub fn object_validator(mut self, name: &str, check: impl Fn(&Object<'_>) -> Result<(), Errors> + Send + Sync + 'static) -> Self {
        self.validators.objects.insert(name.to_owned(), Arc::new(check));
        self
    }

    /// All of both; of two with one name, that of `other` counts.
    pub fn merge(mut self, other: Behaviours) -> Self {
        self.extras.extend(other.extras);
        self.handlers.extend(other.handlers);
        self.calls.extend(other.calls);
        self.before_write.extend(other.before_write);
        self.before_destroy.extend(other.before_destroy);
        self.after.extend(other.after);
        self.writes.extend(other.writes);
        self.destroys.extend(other.destroys);
        self.scopes.extend(other.scopes);
        self.permissions.extend(other.permissions);
        self.computed.extend(other.computed);
        self.filters.extend(other.filters);
        self.validators.fields.extend(other.validators.fields);
        self.validators.checks.extend(other.validators.checks);
        self.validators.objects.extend(other.validators.objects);
        self.own.extend(other.own);
        self
    }

    /// Names in the description that nothing here has, and the reverse.
    pub fn check(&self, resolved: &Resolved) -> Vec<Problem> {
        let used = Names::of(resolved);
        let mut problems = Vec::new();
        let mut compare = |what: &str, used: &HashSet<&str>, here: HashSet<&str>| {
            let mut lacking: Vec<&&str> = used.difference(&here).collect();
            let mut idle: Vec<&&str> = here.difference(used).collect();
            lacking.sort();
            idle.sort();
            problems.extend(lacking.iter().map(|name| Problem::new(format!("{what} `{name}`"), "is named in the application and written nowhere")));
            problems.extend(idle.iter().map(|name| Problem::new(format!("{what} `{name}`"), "is written and named nowhere in the application")));
        };
        compare("extra action", &used.extras, keys(&self.extras));
        compare("handler", &used.handlers, keys(&self.handlers));
        compare("function", &used.calls, keys(&self.calls));
        compare("hook", &used.before_write, keys(&self.before_write));
        compare("hook before deletion", &used.before_destroy, keys(&self.before_destroy));
        compare("hook afterwards", &used.after, keys(&self.after));
        compare("way of writing", &used.writes, keys(&self.writes));
        compare("way of deleting", &used.destroys, keys(&self.destroys));
        compare("scope", &used.scopes, keys(&self.scopes));
        compare("permission", &used.permissions, keys(&self.permissions));
        compare("filter", &used.filters, keys(&self.filters));
        compare("validator of a field", &used.fields, keys(&self.validators.fields));
        compare("check of a field", &used.checks, keys(&self.validators.checks));
        compare("computed field", &used.computed, keys(&self.computed));
        compare("validator of an object", &used.objects, keys(&self.validators.objects));
        compare("authenticator", &used.authenticators, keys(&self.own.authenticators));
        compare("parser", &used.parsers, keys(&self.own.parsers));
        compare("renderer", &used.renderers, keys(&self.own.renderers));
        compare("throttle", &used.throttles, keys(&self.own.throttles));
        compare("handler of errors", &used.error_handlers, keys(&self.own.error_handlers));
        compare("finalizer of answers", &used.finalizers, keys(&self.own.finalizers));
        compare("metadata", &used.metadata, keys(&self.own.metadata));
        compare("negotiation", &used.negotiations, keys(&self.own.negotiations));
        problems
    }
}

fn keys<T>(map: &HashMap<String, T>) -> HashSet<&str> {
    map.keys().map(String::as_str).collect()
}
