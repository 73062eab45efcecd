//! A model behind a set of operations, told step by step (DRF's viewsets).

mod behaviour;
mod generic;
mod list;
mod policy;
mod schema;
mod serializers;

use std::marker::PhantomData;

use koroc_db::Model;
use koroc_spec::{Authenticator, Deploy, Method, Resource as Data, Rule, StandardAction};

use crate::columns::NamedColumn;
use crate::models::{ModelFunctions, Models};
use crate::permission::Permission;
use crate::resource::{IntoResource, Resource};

pub use generic::GenericView;

/// Says that nobody has said yet who may use a resource.
#[derive(Debug)]
pub struct Unstated;

/// Says that [`permission`](ModelViewSet::permission) was called.
#[derive(Debug)]
pub struct Stated;

/// The operations of a model: list, create, retrieve, update, partial update and destroy (DRF's `ModelViewSet`).
///
/// It becomes a resource of a [`Router`](crate::Router) once [`permission`](Self::permission) has said who may use it;
/// everything else has DRF's defaults.
///
/// ```
/// # use koroc::doc::*;
/// fn funds() -> impl IntoResource {
///     ModelViewSet::<Fund>::new()
///         .permission(IsAuthenticated)
///         .filter((Fund::NAME, Fund::SYMBOL.lookups([Exact, IExact, In])))
///         .search((Fund::SYMBOL.at_start(), Fund::NAME))
///         .order((Fund::SYMBOL, Fund::NAME))
///         .paginate(PageNumber::of(10))
/// }
/// # Router::simple().register("funds", funds());
/// ```
///
/// Without a permission it does not compile:
///
/// ```compile_fail
/// # use koroc::doc::*;
/// # Router::simple().register("funds",
/// ModelViewSet::<Fund>::new().paginate(PageNumber::of(10))
/// # );
/// ```
pub struct ModelViewSet<M, P = Unstated> {
    resource: Resource,
    marker: PhantomData<(fn() -> M, P)>,
}

impl<M: Model + ModelFunctions> ModelViewSet<M> {
    /// All six operations on all fields of the model.
    #[expect(clippy::new_without_default, reason = "a viewset is not a value that has a default: its permission is missing")]
    pub fn new() -> Self {
        let mut models = Models::default();
        models.add::<M>();
        // The rule stays until `permission` replaces it: without that the viewset is not a resource.
        let data = Data::new(M::LABEL, Rule::FromSettings);
        ModelViewSet { resource: Resource::new(data, models), marker: PhantomData }
    }
}

/// The reading operations of a model: list and retrieve (DRF's `ReadOnlyModelViewSet`).
///
/// ```
/// # use koroc::doc::*;
/// # Router::simple().register("funds",
/// ReadOnlyModelViewSet::<Fund>::new().permission(AllowAny)
/// # );
/// ```
pub struct ReadOnlyModelViewSet<M>(PhantomData<fn() -> M>);

impl<M: Model + ModelFunctions> ReadOnlyModelViewSet<M> {
    /// A viewset that lists and retrieves.
    #[expect(clippy::new_ret_no_self, reason = "the operations are data of one viewset type, and the name is DRF's")]
    pub fn new() -> ModelViewSet<M> {
        let mut viewset = ModelViewSet::new();
        viewset.resource.data.actions = vec![StandardAction::List, StandardAction::Retrieve];
        viewset
    }
}

impl<M, P> ModelViewSet<M, P> {
    /// Says who may use the resource: a rule such as [`IsAuthenticated`](Rule::IsAuthenticated), rules composed with `&`, `|` and `!`,
    /// a [`Permission`] of the program's own, or [`FromSettings`](Rule::FromSettings) where the settings decide.
    pub fn permission(mut self, permission: impl Into<Permission>) -> ModelViewSet<M, Stated> {
        let permission = permission.into();
        self.resource.data.permission = permission.rule;
        self.resource.permissions.extend(permission.named);
        ModelViewSet { resource: self.resource, marker: PhantomData }
    }

    /// Only these of the six operations (DRF's mixins); without this all of them.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// use koroc::spec::StandardAction::{Create, List};
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).only([List, Create])
    /// # ;
    /// ```
    pub fn only(mut self, actions: impl IntoIterator<Item = StandardAction>) -> Self {
        self.resource.data.actions = actions.into_iter().collect();
        self
    }

    /// The unique column whose value names a row in the path; without this the primary key.
    pub fn lookup(mut self, column: impl NamedColumn<Model = M>) -> Self {
        self.resource.data.lookup_field = Some(column.field_name());
        self
    }

    /// The name of the path's parameter for it; without this the column's.
    pub fn lookup_param(mut self, name: &str) -> Self {
        self.resource.data.lookup_param = Some(name.to_owned());
        self
    }

    /// The regular expression that the parameter must match as a whole (DRF's `lookup_value_regex`); without this it is any text without a slash or a dot.
    pub fn lookup_pattern(mut self, pattern: &str) -> Self {
        self.resource.data.lookup_pattern = Some(pattern.to_owned());
        self
    }

    /// The methods that it answers at all (DRF's `http_method_names`; HEAD and OPTIONS are always answered); without this those of its operations.
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.resource.data.methods = Some(methods.into_iter().collect());
        self
    }

    /// How requests say who they come from; without this as the settings say.
    pub fn authentication(mut self, authenticators: impl IntoIterator<Item = Authenticator>) -> Self {
        self.resource.data.authentication = Some(authenticators.into_iter().collect());
        self
    }

    /// The name of its pages; without this the model's.
    pub fn title(mut self, title: &str) -> Self {
        self.resource.data.title = Some(title.to_owned());
        self
    }

    /// A text about it: on its page, in OPTIONS and in the OpenAPI document.
    pub fn description(mut self, text: &str) -> Self {
        self.resource.data.description = text.to_owned();
        self
    }

    /// How it is deployed: memory, time, environment; what is left open is the application's ([`App::deploy`](crate::App::deploy)).
    pub fn deploy(mut self, deploy: Deploy) -> Self {
        self.resource.data.deploy = deploy;
        self
    }
}

impl<M> IntoResource for ModelViewSet<M, Stated> {
    fn into_resource(self) -> Resource {
        self.resource
    }
}
