//! Views with a path of their own: functions on the API's whole way, and resources without a router.

use crate::{Authenticator, Deploy, Metadata, Method, Parser, Renderer, Resource, Rule, Serializer, Throttle, Versioning, ViewSchema};

/// What a view or an action says for itself about its requests; what is `None` holds as around it, and in the end as the settings say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ViewPolicy {
    /// Who may use it.
    pub permission: Option<Rule>,
    /// How requests are authenticated.
    pub authentication: Option<Vec<Authenticator>>,
    /// The forms of answers.
    pub renderers: Option<Vec<Renderer>>,
    /// The forms of bodies.
    pub parsers: Option<Vec<Parser>>,
    /// How often it may be used.
    pub throttles: Option<Vec<Throttle>>,
    /// How requests name a version.
    pub versioning: Option<Versioning>,
    /// For how many seconds answers are kept and given again.
    pub cache: Option<u32>,
    /// What a token must allow, where a gateway's authorizer looks at tokens (OAuth 2.0's scopes).
    pub scopes: Option<Vec<String>>,
    /// The headers of requests that answers differ by.
    pub vary: Option<Vec<String>>,
    /// The name of the program's function that chooses the form of the answer.
    pub negotiation: Option<String>,
    /// What OPTIONS says.
    pub metadata: Option<Metadata>,
}

/// A function on the whole way of the API: negotiated, authenticated, permitted and throttled, its body parsed and its answer rendered (DRF's
/// `@api_view` and `APIView`).
#[derive(Debug, Clone, PartialEq)]
pub struct ApiView {
    /// Its name: its operations' id, by which its behaviour is found.
    pub name: String,
    /// Its path, which may hold parameters, `/errors/{kind}` or `/v/{version:v\d+}`.
    pub path: String,
    /// The name of its route for reversing, the view's unless given; what stands before a colon is its namespace, `v1:info`.
    pub route_name: Option<String>,
    /// The name that people and OPTIONS see, made from the name unless given.
    pub title: Option<String>,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// Whether it answers HEAD where it answers GET, as DRF's `APIView` does and its `@api_view` does not.
    pub head: bool,
    /// Who may use it.
    pub permission: Rule,
    /// What else it says about its requests; its permission is the one above.
    pub policy: ViewPolicy,
    /// The serializer of what it takes: what is sent is validated by it, and OPTIONS and the OpenAPI document show its fields.
    pub serializer: Option<Serializer>,
    /// What may follow its path as a format suffix.
    pub suffixes: Suffixes,
    /// What its documentation comment says.
    pub description: String,
    /// What it says of itself in the OpenAPI document.
    pub schema: ViewSchema,
    /// How it is deployed.
    pub deploy: Deploy,
}

/// A resource's operations at one path, without a router (DRF's generic views): those on the collection, or those on a row, which a parameter of
/// the path names.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Its name: the beginning of its operations' ids, and of its route's name.
    pub name: String,
    /// Its path; with operations on a row, its last parameter names the row.
    pub path: String,
    /// What it serves.
    pub resource: Resource,
    /// What may follow its path as a format suffix.
    pub suffixes: Suffixes,
}

/// Which format suffixes may follow a path (and a slash that).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Suffixes {
    /// None.
    #[default]
    Never,
    /// Any of small letters and digits; what no renderer has is answered 404 by the view.
    Any,
    /// These.
    Of(Vec<String>),
}

impl Suffixes {
    /// Whether any may follow.
    pub fn exist(&self) -> bool {
        *self != Suffixes::Never
    }

    /// Whether this one may.
    pub fn allow(&self, format: &str) -> bool {
        match self {
            Suffixes::Never => false,
            Suffixes::Any => !format.is_empty() && format.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()),
            Suffixes::Of(formats) => formats.iter().any(|known| known == format),
        }
    }
}
