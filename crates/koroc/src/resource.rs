//! A resource on its way to a router: its description, its models, and what it has in Rust.

use axum::routing::MethodRouter;
use koroc_spec::Resource as Data;

use crate::models::Models;

/// A resource as a router takes it: data, and the functions that the data names.
pub struct Resource {
    pub(crate) data: Data,
    pub(crate) models: Models,
    /// Plain handlers by the name of their operation.
    pub(crate) handlers: Vec<(String, MethodRouter)>,
}

impl Resource {
    pub(crate) fn new(data: Data, models: Models) -> Self {
        Resource { data, models, handlers: Vec::new() }
    }
}

/// What can be registered with a router: a viewset that has its permission.
#[diagnostic::on_unimplemented(
    message = "this resource does not say who may use it",
    label = "`.permission(…)` is missing",
    note = "everyone: `.permission(AllowAny)`; whoever is logged in: `.permission(IsAuthenticated)`; what the settings say: `.permission(FromSettings)`"
)]
pub trait IntoResource {
    /// The resource.
    fn into_resource(self) -> Resource;
}

impl IntoResource for Resource {
    fn into_resource(self) -> Resource {
        self
    }
}
