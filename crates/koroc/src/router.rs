//! Resources under a prefix (DRF's routers).

use koroc_spec::Renderer;

use crate::permission::Permission;
use crate::resource::{IntoResource, Resource};

/// Resources by their path segment, mounted under a prefix by [`App::mount`](crate::App::mount).
///
/// A router with a root lists its resources there and accepts format suffixes (DRF's `DefaultRouter`); since the root is
/// a view of its own, it states its permission. [`Router::simple`] has neither (DRF's `SimpleRouter`).
///
/// ```
/// # use koroc::doc::*;
/// # fn funds() -> impl IntoResource { ModelViewSet::<Fund>::new().permission(IsAuthenticated) }
/// # let _ =
/// Router::with_root(AllowAny).trailing_slash(false).register("funds", funds());
/// ```
#[must_use]
pub struct Router {
    pub(crate) data: koroc_spec::Router,
    pub(crate) root: Option<Permission>,
    pub(crate) resources: Vec<(String, Resource)>,
}

impl Router {
    /// A router whose root, at the prefix itself, lists its resources to whom `permission` lets.
    pub fn with_root(permission: impl Into<Permission>) -> Self {
        Router { root: Some(permission.into()), ..Router::simple() }
    }

    /// A router without root and format suffixes.
    pub fn simple() -> Self {
        Router { data: koroc_spec::Router { trailing_slash: true, ..koroc_spec::Router::default() }, root: None, resources: Vec::new() }
    }

    /// Whether paths end in a slash, as Django's do; without this they do.
    pub fn trailing_slash(mut self, trailing_slash: bool) -> Self {
        self.data.trailing_slash = trailing_slash;
        self
    }

    /// Whether a format suffix, `/funds.json`, may follow its paths (DRF's `include_format_suffixes`); without this one may where there is a root.
    pub fn format_suffixes(mut self, format_suffixes: bool) -> Self {
        self.data.format_suffixes = Some(format_suffixes);
        self
    }

    /// The forms of the root's answers (DRF's `root_renderers`); without this as the settings say.
    pub fn root_renderers(mut self, renderers: impl IntoIterator<Item = Renderer>) -> Self {
        self.data.root_renderers = Some(renderers.into_iter().collect());
        self
    }

    /// The namespace of its routes' names, for [`Versioning::namespace`](koroc_spec::Versioning::namespace): `v1` for `v1:funds-list`.
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.data.namespace = Some(namespace.to_owned());
        self
    }

    /// Adds a resource under a segment, `funds`: its collection is at `funds`, a row at `funds/{id}`.
    ///
    /// The segment also names its operations (`funds.list`) and, when deployed, its function.
    pub fn register(mut self, segment: &str, resource: impl IntoResource) -> Self {
        self.resources.push((segment.to_owned(), resource.into_resource()));
        self
    }
}
