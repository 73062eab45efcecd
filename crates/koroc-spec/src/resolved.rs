//! The resolved application: everything worked out, relations by index; what every reader reads.

use crate::{
    Authenticator, Cloud, Cors, Deploy, FieldKind, Hook, Hop, Limit, ListPolicy, Metadata, Method, Model, Parser, Path, Renderer, ResolvedSchema, Rule,
    Settings, Shape, Suffixes, Trigger, Versioning,
};

/// A resolved application. All indexes into its lists are valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The application's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// A text about it.
    pub description: String,
    /// The settings it was resolved with.
    pub settings: Settings,
    /// All models, relations linked.
    pub models: Vec<Model>,
    /// All serializers.
    pub shapes: Vec<Shape>,
    /// All paths, in order of matching: the first that matches answers.
    pub routes: Vec<Route>,
    /// All operations.
    pub operations: Vec<Operation>,
    /// What is deployed together.
    pub groups: Vec<Group>,
    /// The name of the function that answers errors in place of the usual bodies.
    pub exception_handler: Option<String>,
    /// How its parts are deployed where they do not say.
    pub deploy: Deploy,
    /// What the whole asks of the cloud it is deployed to.
    pub cloud: Cloud,
    /// Which pages of other origins may use it.
    pub cors: Option<Cors>,
    /// The name of the program's function that sees every answer last; `None`: none does.
    pub finalizer: Option<String>,
}

impl Resolved {
    /// The place of the model with this label, `app.Model`.
    pub fn model(&self, label: &str) -> Option<usize> {
        self.models.iter().position(|model| model.label() == label)
    }

    /// The step along a many-to-many relation: the model of its pairs, and the foreign keys there. `None` for any other field.
    pub fn many(&self, model: usize, field: usize) -> Option<Hop> {
        let (from, field) = (&self.models[model], &self.models[model].fields[field]);
        let FieldKind::ManyToMany(relation) = &field.ty.kind else { return None };
        let label = relation.through.clone().unwrap_or_else(|| format!("{}_{}", from.label(), field.name));
        let through = self.models.iter().position(|known| known.label() == label)?;
        let sides = self.models[through].fields.iter().enumerate().filter_map(|(at, side)| match &side.ty.kind {
            FieldKind::ForeignKey(side) => Some((at, side.target)),
            _ => None,
        });
        let sides: Vec<(usize, Option<usize>)> = sides.collect();
        let (from, _) = sides.iter().find(|(_, target)| *target == Some(model))?;
        let (to, _) = sides.iter().find(|(at, target)| at != from && *target == relation.target)?;
        Some(Hop::Many { through, from: *from, to: *to })
    }

    /// The operation with this id, `funds.list`.
    pub fn operation(&self, id: &str) -> Option<usize> {
        self.operations.iter().position(|operation| operation.id == id)
    }
}

/// A path and what answers it: one view in DRF's sense, with its name, its policy and an operation for each method.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The path, without format suffix.
    pub path: Path,
    /// Its name for reversing, `funds-list`; what stands before its last colon is its namespace.
    pub name: String,
    /// The view's name for people and OPTIONS, `Exchange Traded Fund List`.
    pub title: String,
    /// The view's description.
    pub description: String,
    /// What sort of view it is.
    pub kind: RouteKind,
    /// Its operations, in the order of [`Method::ALL`].
    pub operations: Vec<usize>,
    /// Whether HEAD is answered where GET is.
    pub head: bool,
    /// What holds for OPTIONS and for methods that have no operation.
    pub policy: Policy,
    /// Which of `.json` and its like may follow the path (and a slash that).
    pub format_suffixes: Suffixes,
}

/// The sorts of views.
#[derive(Debug, Clone, PartialEq)]
pub enum RouteKind {
    /// A resource's collection.
    List,
    /// One row of a resource.
    Detail,
    /// An extra action of a resource.
    Extra {
        /// Whether it is about one row.
        detail: bool,
    },
    /// A router's root: names of resources and their list routes.
    Root {
        /// The segment under which each is registered, and its list route.
        entries: Vec<(String, usize)>,
    },
    /// A plain handler beside a resource: it answers in its own form, only authentication and permission are Koroc's.
    Handler,
    /// A function: as [`RouteKind::Handler`].
    Function,
    /// A function on the whole way of the API.
    ApiView,
    /// The view that gives out tokens.
    ObtainToken,
    /// The login page.
    Login,
    /// The logout page.
    Logout,
    /// The OpenAPI document.
    Schema,
    /// Uploaded files, by the rest of the path.
    Media,
}

/// How a view treats requests before it acts.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// How requests are authenticated, in order.
    pub authentication: Vec<Authenticator>,
    /// Who may use it; never [`Rule::FromSettings`].
    pub permission: Rule,
    /// The forms of answers, the first is the default.
    pub renderers: Vec<Renderer>,
    /// The forms of bodies.
    pub parsers: Vec<Parser>,
    /// How often it may be used; all of them count.
    pub throttles: Vec<Limit>,
    /// How requests name a version; `None`: there are none.
    pub versioning: Option<Versioning>,
    /// For how many seconds answers are kept and given again; `None`: they are made anew.
    pub cache: Option<u32>,
    /// What a token must allow, where a gateway's authorizer looks at tokens.
    pub scopes: Vec<String>,
    /// The headers of requests that answers differ by, beside `Accept`.
    pub vary: Vec<String>,
    /// The name of the program's function that chooses the form of the answer; `None`: suffix, `?format=` and `Accept` do.
    pub negotiation: Option<String>,
    /// What OPTIONS says.
    pub metadata: Metadata,
}

impl Policy {
    /// A policy of JSON that says nothing more.
    pub(crate) fn of(authentication: Vec<Authenticator>, permission: Rule) -> Self {
        Policy {
            authentication,
            permission,
            renderers: vec![Renderer::Json],
            parsers: Vec::new(),
            throttles: Vec::new(),
            versioning: None,
            cache: None,
            vary: Vec::new(),
            negotiation: None,
            metadata: Metadata::default(),
            scopes: Vec::new(),
        }
    }
}

/// A method on a path, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its id, `funds.list`: behaviour written in Rust is found by it, and OpenAPI names it so.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// The method it answers (GET also answers HEAD).
    pub method: Method,
    /// Its path.
    pub route: usize,
    /// How it treats requests.
    pub policy: Policy,
    /// The model it is about.
    pub model: Option<usize>,
    /// The field that the path names a row by, in the model.
    pub lookup: Option<usize>,
    /// The name of the path's parameter for it; `None`: its last.
    pub lookup_param: Option<String>,
    /// The name of the program's function that says which rows there are for whoever asks; `None`: all of the model.
    pub scope: Option<String>,
    /// The serializer of its input and output.
    pub shape: Option<usize>,
    /// The serializer that OPTIONS shows in place of it.
    pub options_shape: Option<usize>,
    /// Filters, search, order and pages: those of its resource. (A single row is looked up among the filtered rows, as in DRF.)
    pub list: Option<ListPolicy>,
    /// Functions of the program that run around it.
    pub hooks: Vec<Hook>,
    /// What it is for.
    pub description: String,
    /// What it says of itself in documents.
    pub schema: ResolvedSchema,
    /// What it is deployed with.
    pub group: usize,
}

/// What an operation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Answers a page of rows.
    List,
    /// Makes a row.
    Create,
    /// Answers a row.
    Retrieve,
    /// Replaces a row.
    Update,
    /// Changes a row in part.
    PartialUpdate,
    /// Deletes a row.
    Destroy,
    /// Runs an extra action or a view, written in Rust, found by the operation's id.
    Extra,
    /// Runs a plain handler or function, written in Rust, found by the operation's id.
    Handler,
    /// Lists a router's resources.
    Root,
    /// Gives out a token.
    ObtainToken,
    /// Shows the login page (GET) or logs in (POST).
    Login,
    /// Logs out.
    Logout,
    /// Answers the OpenAPI document.
    Schema,
    /// Answers an uploaded file.
    Media,
}

/// What is deployed together: one Lambda function, one tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name: the resource's segment, the function's name, or `core`.
    pub name: String,
    /// What it holds.
    pub kind: GroupKind,
    /// How it is deployed, with the application's defaults applied.
    pub deploy: Deploy,
    /// The events that call it.
    pub triggers: Vec<Trigger>,
}

/// The sorts of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// A resource.
    Resource,
    /// A function.
    Function,
    /// Roots, tokens, login and schema; the fallback for paths that nothing else answers.
    Core,
}
