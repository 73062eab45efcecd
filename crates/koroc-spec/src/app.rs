//! The application: an explicit list of what it serves.

use crate::{ApiView, Cloud, Cors, Deploy, Function, Model, Renderer, Resource, Rule, Suffixes, Throttle, View};

/// An application as declared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct App {
    /// Its name, `etffinder`: prefixes of files and deployed resources are made from it.
    pub name: String,
    /// Its title for people; made from the name where empty.
    pub title: String,
    /// Its version, for the OpenAPI document.
    pub version: String,
    /// A text about it.
    pub description: String,
    /// Its models, in any order.
    pub models: Vec<Model>,
    /// What it serves, in order of matching.
    pub mounts: Vec<Mount>,
    /// The name of the function that answers errors in place of the usual bodies (DRF's `EXCEPTION_HANDLER`); `None`: none does.
    pub exception_handler: Option<String>,
    /// The name of the program's function that sees every answer last, before it is rendered.
    pub finalizer: Option<String>,
    /// How its parts are deployed where they do not say.
    pub deploy: Deploy,
    /// What the whole asks of the cloud it is deployed to.
    pub cloud: Cloud,
    /// Which pages of other origins may use it; `None`: none.
    pub cors: Option<Cors>,
}

/// Something served under a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Mount {
    /// A router with its resources, under a prefix.
    Router {
        /// The prefix, `/api/v1`.
        prefix: String,
        /// The router.
        router: Router,
    },
    /// A function, or a view made of several.
    Function(Function),
    /// A function on the whole way of the API.
    ApiView(ApiView),
    /// A resource's operations at one path.
    View(View),
    /// The view that trades a user name and password for a token.
    ObtainToken(ObtainToken),
    /// The login and logout pages.
    Login(Login),
    /// The OpenAPI document.
    Schema(SchemaView),
    /// Uploaded files.
    Media(MediaView),
}

/// A router: resources by their path segment (DRF's DefaultRouter and SimpleRouter).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Router {
    /// Who may see the root that lists the resources; `None`: no root (SimpleRouter).
    pub root: Option<Rule>,
    /// The forms of the root's answers; `None`: as the settings say.
    pub root_renderers: Option<Vec<Renderer>>,
    /// Whether a format suffix may follow its paths; `None`: where there is a root.
    pub format_suffixes: Option<bool>,
    /// Whether paths end in a slash.
    pub trailing_slash: bool,
    /// The namespace of its routes' names, `v1` for `v1:funds-list`; `None`: they have none.
    pub namespace: Option<String>,
    /// The resources under their segments, in order.
    pub resources: Vec<(String, Resource)>,
}

impl Router {
    /// What may follow its paths: any format, where there is a root or it says so.
    pub(crate) fn suffixes(&self) -> Suffixes {
        if self.format_suffixes.unwrap_or(self.root.is_some()) { Suffixes::Any } else { Suffixes::Never }
    }
}

/// The view that trades a user name and password for a token.
#[derive(Debug, Clone, PartialEq)]
pub struct ObtainToken {
    /// Its path.
    pub path: String,
    /// Who may use it.
    pub permission: Rule,
    /// How often it may be used; DRF's own has no throttle, and the settings' do not apply to it.
    pub throttles: Vec<Throttle>,
}

/// The login and logout pages, `login/` and `logout/` under a prefix.
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    /// The prefix, `/api-auth`.
    pub prefix: String,
    /// How often logging in may be tried.
    pub throttles: Vec<Throttle>,
}

/// The view that answers the OpenAPI document.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaView {
    /// Its path.
    pub path: String,
    /// Who may see it.
    pub permission: Rule,
}

/// The view that answers uploaded files, under the setting `media_url` where that is a path; where it names another server, there is no such view.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaView {
    /// Who may see them.
    pub permission: Rule,
}
