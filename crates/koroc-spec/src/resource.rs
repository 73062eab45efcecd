//! A resource: a model behind a set of operations (DRF's viewset, as data).

use crate::{
    Authenticator, Deploy, Filter, Metadata, Method, OrderBy, Ordering, Pagination, Parser, Renderer, Rule, Search, Serializer, Throttle, Versioning,
    ViewPolicy, ViewSchema,
};

/// A resource as declared; what is `None` or empty is worked out by [`resolve`](crate::resolve).
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// The label of its model, `app.Model`.
    pub model: String,
    /// The operations it answers.
    pub actions: Vec<StandardAction>,
    /// Who may use them.
    pub permission: Rule,
    /// How requests are authenticated; `None`: as the settings say.
    pub authentication: Option<Vec<Authenticator>>,
    /// The forms of answers; `None`: as the settings say.
    pub renderers: Option<Vec<Renderer>>,
    /// The forms of bodies; `None`: as the settings say.
    pub parsers: Option<Vec<Parser>>,
    /// How often it may be used; `None`: as the settings say.
    pub throttles: Option<Vec<Throttle>>,
    /// How requests name a version; `None`: as the settings say.
    pub versioning: Option<Versioning>,
    /// What a token must allow, where a gateway's authorizer looks at tokens (OAuth 2.0's scopes).
    pub scopes: Option<Vec<String>>,
    /// The name of the program's function that chooses the form of answers; `None`: suffix, `?format=` and `Accept` do.
    pub negotiation: Option<String>,
    /// What OPTIONS says; `None`: the usual.
    pub metadata: Option<Metadata>,
    /// What single standard operations say for themselves, by name (`create`, `partial_update`).
    pub policies: Vec<(String, ViewPolicy)>,
    /// The serializer of its rows.
    pub serializer: Serializer,
    /// Other serializers for single operations, by `list`, `create`, `retrieve`, `update`, `partial_update` or the name of an extra action. (OPTIONS does
    /// not show them: as in DRF, where `get_serializer_class` asks for the action, it is an action of its own.)
    pub serializers: Vec<(String, Serializer)>,
    /// What may be filtered.
    pub filters: Vec<Filter>,
    /// What `?search=` looks in.
    pub search: Vec<Search>,
    /// What `?ordering=` may name.
    pub ordering: Ordering,
    /// The order where none is asked for; empty: the model's.
    pub default_order: Vec<OrderBy>,
    /// How lists are paged; `None`: as the settings say.
    pub pagination: Option<Pagination>,
    /// The field that the path names a row by; `None`: the primary key.
    pub lookup_field: Option<String>,
    /// The name of the path's parameter for it; `None`: the field's.
    pub lookup_param: Option<String>,
    /// The regular expression that the parameter must match as a whole; `None`: any text without a slash or a dot.
    pub lookup_pattern: Option<String>,
    /// The name of the program's function that says which rows there are for whoever asks (DRF's `get_queryset`); `None`: all of the model.
    pub scope: Option<String>,
    /// The methods that it answers at all (DRF's `http_method_names`); `None`: those of its operations.
    pub methods: Option<Vec<Method>>,
    /// Operations beyond the standard ones, written in Rust.
    pub extra: Vec<ExtraAction>,
    /// Plain handlers under the resource's path, written in Rust.
    pub handlers: Vec<Handler>,
    /// Functions of the program that run around writes.
    pub hooks: Vec<Hook>,
    /// The name of the view, `Exchange Traded Fund` unless given.
    pub title: Option<String>,
    /// A text about the resource, shown on its page, in OPTIONS and in the OpenAPI document.
    pub description: String,
    /// Whether the OpenAPI document leaves all of it out.
    pub excluded: bool,
    /// What single standard operations say of themselves in the OpenAPI document, by name.
    pub schemas: Vec<(String, ViewSchema)>,
    /// How it is deployed.
    pub deploy: Deploy,
}

impl Resource {
    /// A resource with all six operations for a model; it still needs its permission.
    pub fn new(model: &str, permission: Rule) -> Self {
        Resource {
            model: model.to_owned(),
            actions: StandardAction::ALL.to_vec(),
            permission,
            authentication: None,
            renderers: None,
            parsers: None,
            throttles: None,
            versioning: None,
            scopes: None,
            negotiation: None,
            metadata: None,
            policies: Vec::new(),
            serializer: Serializer::of_model(model),
            serializers: Vec::new(),
            filters: Vec::new(),
            search: Vec::new(),
            ordering: Ordering::default(),
            default_order: Vec::new(),
            pagination: None,
            lookup_field: None,
            lookup_param: None,
            lookup_pattern: None,
            scope: None,
            methods: None,
            extra: Vec::new(),
            handlers: Vec::new(),
            hooks: Vec::new(),
            title: None,
            description: String::new(),
            excluded: false,
            schemas: Vec::new(),
            deploy: Deploy::default(),
        }
    }
}

/// The operations of a model's viewset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardAction {
    /// `GET` on the collection.
    List,
    /// `POST` on the collection.
    Create,
    /// `GET` on a row.
    Retrieve,
    /// `PUT` on a row.
    Update,
    /// `PATCH` on a row.
    PartialUpdate,
    /// `DELETE` on a row.
    Destroy,
}

impl StandardAction {
    /// All of them.
    pub const ALL: [StandardAction; 6] = [
        StandardAction::List,
        StandardAction::Create,
        StandardAction::Retrieve,
        StandardAction::Update,
        StandardAction::PartialUpdate,
        StandardAction::Destroy,
    ];

    /// The method it answers, and whether on a row rather than on the collection.
    pub const fn method(self) -> (Method, bool) {
        match self {
            StandardAction::List => (Method::Get, false),
            StandardAction::Create => (Method::Post, false),
            StandardAction::Retrieve => (Method::Get, true),
            StandardAction::Update => (Method::Put, true),
            StandardAction::PartialUpdate => (Method::Patch, true),
            StandardAction::Destroy => (Method::Delete, true),
        }
    }
}

/// An operation beyond the standard ones (DRF's `@action`). Several with one path share a route, which is named after the first of them (`@action.mapping`).
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraAction {
    /// Its name: the operation's id ends in it, and its behaviour is found by that id.
    pub name: String,
    /// Its part of the path, the name unless given.
    pub url_path: Option<String>,
    /// Its part of the route's name, the name unless given.
    pub url_name: Option<String>,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// The serializer of its input and output; `None`: that which the resource has for it.
    pub serializer: Option<Serializer>,
    /// Whether it is about one row.
    pub detail: bool,
    /// What it says for itself about its requests; the rest is as the resource says.
    pub policy: ViewPolicy,
    /// What its documentation comment says.
    pub description: String,
    /// What it says of itself in the OpenAPI document.
    pub schema: ViewSchema,
}

/// A plain handler under a resource's path.
#[derive(Debug, Clone, PartialEq)]
pub struct Handler {
    /// Its name: the operation's id ends in it.
    pub name: String,
    /// Its path behind the resource's, which may hold parameters.
    pub path: String,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// Who may use it; `None`: as the resource.
    pub permission: Option<Rule>,
    /// What its documentation comment says.
    pub description: String,
    /// What it says of itself in the OpenAPI document.
    pub schema: ViewSchema,
}

/// A function of the program that runs at a point of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Hook {
    /// When.
    pub point: HookPoint,
    /// The name of the function.
    pub name: String,
}

/// Where a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookPoint {
    /// With the validated values, before the row is made (DRF's `perform_create` before `save`).
    BeforeCreate,
    /// With the validated values, before the row is changed.
    BeforeUpdate,
    /// With the row, before it is deleted.
    BeforeDestroy,
    /// In place of making the row (DRF's `perform_create`); it answers the row.
    Create,
    /// In place of changing the row (DRF's `perform_update`); it answers the row.
    Update,
    /// In place of deleting the row (DRF's `perform_destroy`).
    Destroy,
    /// With the row, once it was made.
    AfterCreate,
    /// With the row, once it was changed.
    AfterUpdate,
    /// With the row, once it was deleted.
    AfterDestroy,
}
