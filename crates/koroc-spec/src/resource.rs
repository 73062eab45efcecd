//! A resource: a model behind a set of operations (DRF's viewset, as data).

use crate::{Authenticator, Deploy, Method, Pagination, Parser, Renderer, Rule, Serializer, Throttle, Versioning, ViewPolicy};

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
    /// What single standard operations say for themselves, by name (`create`, `partial_update`).
    pub policies: Vec<(String, ViewPolicy)>,
    /// The serializer of its rows.
    pub serializer: Serializer,
    /// Other serializers for single operations, by `list`, `create`, `retrieve`, `update`, `partial_update` or the name of an extra action.
    pub serializers: Vec<(String, Serializer)>,
    /// What may be filtered.
    pub filters: Vec<Filter>,
    /// What `?search=` looks in.
    pub search: Vec<Search>,
    /// Field names that `?ordering=` may name.
    pub ordering: Vec<String>,
    /// The order where none is asked for; empty: the model's.
    pub default_order: Vec<OrderBy>,
    /// How lists are paged; `None`: as the settings say.
    pub pagination: Option<Pagination>,
    /// The field that the path names a row by; `None`: the primary key.
    pub lookup_field: Option<String>,
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
            policies: Vec::new(),
            serializer: Serializer::of_model(model),
            serializers: Vec::new(),
            filters: Vec::new(),
            search: Vec::new(),
            ordering: Vec::new(),
            default_order: Vec::new(),
            pagination: None,
            lookup_field: None,
            extra: Vec::new(),
            handlers: Vec::new(),
            hooks: Vec::new(),
            title: None,
            description: String::new(),
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

/// A field that clients may filter by, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The field.
    pub field: String,
    /// The comparisons; `exact` is `?field=`, any other `?field__lookup=`.
    pub lookups: Vec<Lookup>,
}

/// A comparison (Django's lookups).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Equal.
    Exact,
    /// Equal, ignoring case.
    IExact,
    /// One of a list, separated by commas.
    In,
    /// Holds the text, ignoring case.
    IContains,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Between two values, separated by a comma, both included.
    Range,
}

impl Lookup {
    /// Its name behind `__`.
    pub const fn name(self) -> &'static str {
        match self {
            Lookup::Exact => "exact",
            Lookup::IExact => "iexact",
            Lookup::In => "in",
            Lookup::IContains => "icontains",
            Lookup::Gt => "gt",
            Lookup::Gte => "gte",
            Lookup::Lt => "lt",
            Lookup::Lte => "lte",
            Lookup::Range => "range",
        }
    }
}

/// A field that searches look in.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The field.
    pub field: String,
    /// How a term must match it.
    pub mode: SearchMode,
}

/// How a search term matches, ignoring case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchMode {
    /// Anywhere in the text.
    Contains,
    /// At its start (DRF's `^`).
    StartsWith,
    /// All of it (DRF's `=`).
    Exact,
}

/// A field to order by.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// The field.
    pub field: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// An operation beyond the standard ones (DRF's `@action`).
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraAction {
    /// Its name: the operation's id ends in it, and its behaviour is found by that id.
    pub name: String,
    /// Its part of the path, the name unless given.
    pub url_path: Option<String>,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// Whether it is about one row.
    pub detail: bool,
    /// What it says for itself about its requests; the rest is as the resource says.
    pub policy: ViewPolicy,
    /// What its documentation comment says.
    pub description: String,
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
}
