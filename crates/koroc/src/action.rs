//! An operation of a resource beyond the standard ones.

use koroc_http::{ApiError, Context, Reply};
use koroc_spec::{ExtraAction, Method, ViewPolicy, ViewSchema};

use crate::models::Models;
use crate::named::Named;
use crate::permission::{NamedPermission, Permission};
use crate::resource::Bind;
use crate::said;

/// An extra action (DRF's `@action`): an `async fn` of the request's [`Context`] that makes the [`Reply`].
///
/// `#[action]` makes it; written out it is for functions that are values. It runs on the resource's way: authenticated,
/// permitted and, with `detail`, with the row looked up.
///
/// ```
/// # use koroc::doc::*;
/// /// The symbol in small letters.
/// #[action(detail = true, methods(GET))]
/// async fn small(context: Context) -> Result<Reply, ApiError> {
///     let fund: Fund = context.object()?;
///     Ok(Reply::json(&fund.symbol.to_lowercase().into()))
/// }
/// # let _ =
/// ModelViewSet::<Fund>::new().permission(IsAuthenticated).action(small)
/// # ;
/// ```
#[must_use]
pub struct Action {
    pub(crate) data: ExtraAction,
    pub(crate) permissions: Vec<NamedPermission>,
    /// What comes with the serializer of its own.
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
    pub(crate) bind: Bind,
}

impl Action {
    /// An action on a row (`detail`) or on the collection, under the path `name`.
    pub fn new<F, R>(name: &str, detail: bool, methods: Vec<Method>, action: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        let own = name.to_owned();
        let data = ExtraAction {
            name: name.to_owned(),
            url_path: None,
            url_name: None,
            serializer: None,
            methods,
            detail,
            policy: ViewPolicy::default(),
            description: String::new(),
            schema: ViewSchema::default(),
        };
        let bind: Bind = Box::new(move |behaviours, resource| behaviours.extra(&format!("{resource}.{own}"), action));
        Action { data, permissions: Vec::new(), models: Models::default(), functions: Vec::new(), bind }
    }

    /// What it is for: on its page, in OPTIONS and in the OpenAPI document.
    pub fn description(mut self, text: &str) -> Self {
        self.data.description = text.to_owned();
        self
    }

    /// Its path behind the resource's or the row's, in place of its name.
    pub fn url_path(mut self, path: &str) -> Self {
        self.data.url_path = Some(path.to_owned());
        self
    }

    /// Its part of the route's name, in place of its name.
    pub fn url_name(mut self, name: &str) -> Self {
        self.data.url_name = Some(name.to_owned());
        self
    }

    /// Who may use it; without this whoever may use the resource.
    pub fn permission(mut self, permission: impl Into<Permission>) -> Self {
        let permission = permission.into();
        self.data.policy.permission = Some(permission.rule);
        self.permissions = permission.named;
        self
    }

    said::policy!("as the resource says");

    said::serializer! {
        /// The serializer of what it takes and shows; without this the resource's. OPTIONS shows its fields, but not those of a serializer that the resource has
        /// for the action ([`serializer_for`](crate::ModelViewSet::serializer_for)), as in DRF.
    }
}

/// What [`ModelViewSet::action`](crate::ModelViewSet::action) takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action of a resource",
    label = "put `#[action(detail = true, methods(POST))]` above it, `detail = false` if it is not about one row"
)]
pub trait IntoAction {
    /// The action.
    fn into_action(self) -> Action;
}

impl IntoAction for Action {
    fn into_action(self) -> Action {
        self
    }
}

/// What `#[action]` makes of a function.
#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> Action> IntoAction for F {
    fn into_action(self) -> Action {
        self()
    }
}
