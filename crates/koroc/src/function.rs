//! A function with a path of its own.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use koroc_http::{ApiError, Behaviours, Invocation};
use koroc_spec::{Deploy, Endpoint, Function as Data, Method, Trigger, ViewSchema};
use serde::Serialize;

use crate::models::Models;
use crate::named::Named;
use crate::permission::{NamedPermission, Permission};
use crate::said;

/// A function of an application: where it answers, to whom, and the axum handler that does it.
///
/// `#[function]` makes it; written out it is for handlers that are values.
///
/// ```
/// use koroc::prelude::*;
/// let alive = koroc::Function::new("alive", "/alive", vec![Method::Get], AllowAny, async || "i'm alive").deploy(Deploy::new().memory_size(128));
/// # let _ = App::new("example").function(alive);
/// ```
#[must_use]
pub struct Function {
    pub(crate) data: Data,
    pub(crate) permissions: Vec<NamedPermission>,
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
    pub(crate) behaviours: Behaviours,
}

impl Function {
    /// A function that answers `methods` at `path` to whom `permission` lets.
    pub fn new<T: 'static>(name: &str, path: &str, methods: Vec<Method>, permission: impl Into<Permission>, handler: impl Handler<T, ()>) -> Self {
        Function::empty(name).endpoint(name, path, methods, permission, &[], handler)
    }

    /// A view without anything that it answers; [`endpoint`](Self::endpoint) adds it. `#[view]` makes it.
    pub fn view(name: &str) -> Self {
        Function::empty(name)
    }

    /// A function that events call: a schedule, a queue, a bucket ([`trigger`](Self::trigger)), or somebody by its name.
    ///
    /// ```
    /// use koroc::prelude::*;
    /// use koroc::spec::Trigger;
    ///
    /// let count = |call: Invocation| async move { Ok(koroc::auth::User::objects().count(call.db()).await?) };
    /// let count = koroc::Function::called("count", count).trigger(Trigger::Schedule("rate(1 hour)".into()));
    /// # let _ = App::new("example").function(count);
    /// ```
    pub fn called<F, R, T>(name: &str, function: F) -> Self
    where
        F: Fn(Invocation) -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, ApiError>> + Send + 'static,
        T: Serialize,
    {
        let mut this = Function::empty(name);
        this.behaviours = this.behaviours.call(name, move |call| {
            let answer = function(call);
            async move { serde_json::to_value(answer.await?).map_err(ApiError::internal) }
        });
        this
    }

    fn empty(name: &str) -> Self {
        let data = Data { name: name.to_owned(), description: String::new(), endpoints: Vec::new(), triggers: Vec::new(), deploy: Deploy::default() };
        Function { data, permissions: Vec::new(), models: Models::default(), functions: Vec::new(), behaviours: Behaviours::default() }
    }

    /// Answers `methods` at `path` as well; `name` is the operation's (`album.like`), `scopes` what a token must allow where a gateway looks at tokens.
    pub fn endpoint<T: 'static>(
        mut self,
        name: &str,
        path: &str,
        methods: Vec<Method>,
        permission: impl Into<Permission>,
        scopes: &[&str],
        handler: impl Handler<T, ()>,
    ) -> Self {
        let permission = permission.into();
        self.behaviours = self.behaviours.handler(name, method_router(&methods, handler));
        self.permissions.extend(permission.named);
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.data.endpoints.push(Endpoint {
            name: name.to_owned(),
            path: path.to_owned(),
            methods,
            permission: permission.rule,
            description: String::new(),
            scopes,
            schema: ViewSchema::default(),
        });
        self
    }

    /// What it is for, in the OpenAPI document; of a view, what its last endpoint is for.
    pub fn description(mut self, text: &str) -> Self {
        let last = self.data.endpoints.last_mut().map(|endpoint| &mut endpoint.description);
        *last.unwrap_or(&mut self.data.description) = text.to_owned();
        self
    }

    /// What calls it.
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.data.triggers.push(trigger);
        self
    }

    said::deploy!();
}

/// What [`App::function`](crate::App::function) takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function of an application",
    label = "put `#[function(path = \"/…\", methods(GET), permission = …)]` above it, or `#[view]` above its `impl`"
)]
pub trait IntoFunction {
    /// The function.
    fn into_function(self) -> Function;
}

impl IntoFunction for Function {
    fn into_function(self) -> Function {
        self
    }
}

/// What `#[function]` makes of a function.
#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> Function> IntoFunction for F {
    fn into_function(self) -> Function {
        self()
    }
}

/// An axum handler for these methods.
pub(crate) fn method_router<T: 'static>(methods: &[Method], handler: impl Handler<T, ()>) -> MethodRouter {
    let filters = methods.iter().map(|method| match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    });
    filters.reduce(MethodFilter::or).map_or_else(MethodRouter::new, |filter| on(filter, handler))
}
