//! A function with a path of its own.

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use koroc_spec::{Function as Data, Method};

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
    pub(crate) handler: MethodRouter,
}

impl Function {
    /// A function that answers `methods` at `path` to whom `permission` lets.
    pub fn new<T: 'static>(name: &str, path: &str, methods: Vec<Method>, permission: impl Into<Permission>, handler: impl Handler<T, ()>) -> Self {
        let permission = permission.into();
        let handler = method_router(&methods, handler);
        let data = Data::at(name, path, methods, permission.rule);
        Function { data, permissions: permission.named, models: Models::default(), functions: Vec::new(), handler }
    }

    /// What it is for, in the OpenAPI document.
    pub fn description(mut self, text: &str) -> Self {
        self.data.description = text.to_owned();
        self.data.endpoints.iter_mut().for_each(|endpoint| endpoint.description = text.to_owned());
        self
    }

    said::deploy!();
}

said::declaration! {
    /// What [`App::function`](crate::App::function) takes.
    IntoFunction, into_function, Function,
    "`{Self}` is not a function of an application",
    "put `#[function(path = \"/…\", methods(GET), permission = …)]` above it"
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
