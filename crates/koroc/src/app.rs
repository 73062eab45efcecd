//! The application: an explicit list of what it serves.

use std::collections::HashMap;

use koroc_db::{DefaultFn, Model};
use koroc_http::Behaviours;
use koroc_spec::{
    App as Data, Cloud, Cors, Deploy, Login, MediaView, Mount, ObtainToken, Problem, Resolved, SchemaView, Settings, Suffixes, Throttle, View, resolve,
};

use crate::api_view::IntoApiView;
use crate::auth::described_elsewhere;
use crate::function::IntoFunction;
use crate::models::{ModelFunctions, Models};
use crate::named::Named;
use crate::permission::{NamedPermission, Permission};
use crate::resource::IntoResource;
use crate::router::Router;

/// An application: what it serves and where, in order of matching. [`run`](crate::run) makes a program of it.
///
/// Models of mounted resources belong to it by themselves, as do models that these point at; others are added with
/// [`model`](Self::model).
///
/// ```
/// # use koroc::doc::*;
/// # fn funds() -> impl IntoResource { ModelViewSet::<Fund>::new().permission(IsAuthenticated) }
/// #[function(path = "/alive", methods(GET), permission = AllowAny)]
/// async fn alive() -> &'static str {
///     "i'm alive"
/// }
///
/// fn app() -> App {
///     App::new("etffinder")
///         .mount("/api/v1", Router::with_root(AllowAny).register("funds", funds()))
///         .obtain_token("/api/v1/auth/token", AllowAny)
///         .schema("/api/v1/schema", AllowAny)
///         .login("/api-auth")
///         .function(alive)
/// }
/// # app();
/// ```
#[must_use]
pub struct App {
    pub(crate) data: Data,
    models: Models,
    permissions: Vec<NamedPermission>,
    functions: Vec<Named>,
    pub(crate) behaviours: Behaviours,
    migrations: Vec<&'static str>,
}

impl App {
    /// An application without anything to serve; its name is the prefix of files and deployed resources.
    pub fn new(name: &str) -> Self {
        let data = Data { name: name.to_owned(), ..Data::default() };
        App { data, models: Models::default(), permissions: Vec::new(), functions: Vec::new(), behaviours: Behaviours::default(), migrations: Vec::new() }
    }

    /// Its title for people, on pages and in the OpenAPI document; without this the name with a capital.
    pub fn title(mut self, title: &str) -> Self {
        self.data.title = title.to_owned();
        self
    }

    /// Its version, in the OpenAPI document.
    pub fn version(mut self, version: &str) -> Self {
        self.data.version = version.to_owned();
        self
    }

    /// A text about it, in the OpenAPI document.
    pub fn description(mut self, text: &str) -> Self {
        self.data.description = text.to_owned();
        self
    }

    /// How its parts are deployed where they do not say.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").deploy(Deploy::new().memory_size(256).timeout(10).log_retention(14))
    /// # ;
    /// ```
    pub fn deploy(mut self, deploy: Deploy) -> Self {
        self.data.deploy = deploy;
        self
    }

    /// Lets pages of other origins use it from a browser.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").cors(Cors::origins(["https://app.example.com"]).headers(["Authorization", "Content-Type"]))
    /// # ;
    /// ```
    pub fn cors(mut self, cors: Cors) -> Self {
        self.data.cors = Some(cors);
        self
    }

    /// What the whole asks of the cloud it is deployed to: a database, a bucket, an authorizer, alarms.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.data.cloud = cloud;
        self
    }

    /// The migrations of its tables: the list that `makemigrations` keeps, `migrations::MIGRATIONS`. An application of several parts adds each one's.
    pub fn migrations(mut self, files: &[&'static str]) -> Self {
        self.migrations.extend(files);
        self
    }

    /// Adds a model that no resource serves.
    pub fn model<M: Model + ModelFunctions>(mut self) -> Self {
        self.models.add::<M>();
        self
    }

    /// Serves a router's resources under a prefix.
    pub fn mount(mut self, prefix: &str, router: Router) -> Self {
        let root = router.root.map(|permission| self.rule(permission));
        let mut resources = Vec::new();
        for (segment, mut resource) in router.resources {
            self.behaviours = self.behaviours.merge(resource.named(&segment));
            self.models.extend(resource.models);
            self.permissions.extend(resource.permissions);
            self.functions.extend(resource.functions);
            resources.push((segment, resource.data));
        }
        let router = koroc_spec::Router { root, resources, ..router.data };
        self.data.mounts.push(Mount::Router { prefix: prefix.to_owned(), router });
        self
    }

    /// Serves a function, made by `#[function]`, or a view, made by `#[view]`; or adds one that events call.
    pub fn function(mut self, function: impl IntoFunction) -> Self {
        let function = function.into_function();
        self.models.extend(function.models);
        self.functions.extend(function.functions);
        self.permissions.extend(function.permissions);
        self.behaviours = self.behaviours.merge(function.behaviours);
        self.data.mounts.push(Mount::Function(function.data));
        self
    }

    /// Serves a view of the API without rows, made by `#[api_view]` or an [`ApiView`](crate::ApiView).
    pub fn api_view(mut self, view: impl IntoApiView) -> Self {
        let mut view = view.into_api_view();
        self.behaviours = view.bind(self.behaviours);
        self.models.extend(view.models);
        self.permissions.extend(view.permissions);
        self.functions.extend(view.functions);
        self.data.mounts.push(Mount::ApiView(view.data));
        self
    }

    /// Serves a resource's operations at one path, without a router: those on the collection, or those on a row, which the path's last parameter
    /// names; see [`GenericView`](crate::GenericView). Its name is the beginning of its operations' names, and its route's.
    pub fn view(mut self, path: &str, name: &str, resource: impl IntoResource) -> Self {
        let mut resource = resource.into_resource();
        self.behaviours = self.behaviours.merge(resource.named(name));
        self.models.extend(resource.models);
        self.permissions.extend(resource.permissions);
        self.functions.extend(resource.functions);
        self.data.mounts.push(Mount::View(View { name: name.to_owned(), path: path.to_owned(), resource: resource.data, suffixes: Suffixes::Never }));
        self
    }

    /// Serves the view that trades a user name and password for a token.
    pub fn obtain_token(mut self, path: &str, permission: impl Into<Permission>) -> Self {
        let permission = self.rule(permission);
        self.data.mounts.push(Mount::ObtainToken(ObtainToken { path: path.to_owned(), permission, throttles: Vec::new() }));
        self
    }

    /// Serves the login and logout pages of the browsable API, `login/` and `logout/` under a prefix.
    pub fn login(mut self, prefix: &str) -> Self {
        self.data.mounts.push(Mount::Login(Login { prefix: prefix.to_owned(), throttles: Vec::new() }));
        self
    }

    /// How often a token may be asked for, and the login page be tried, at the mounts so far: `Throttle::anon().rate("5/min")` slows down guessing.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// App::new("example").obtain_token("/token", AllowAny).login("/api-auth").throttle_logins([Throttle::anon().rate("5/min")])
    /// # ;
    /// ```
    pub fn throttle_logins(mut self, throttles: impl IntoIterator<Item = Throttle>) -> Self {
        let throttles: Vec<Throttle> = throttles.into_iter().collect();
        for mount in &mut self.data.mounts {
            match mount {
                Mount::ObtainToken(view) => view.throttles.clone_from(&throttles),
                Mount::Login(login) => login.throttles.clone_from(&throttles),
                Mount::Router { .. } | Mount::Function(_) | Mount::ApiView(_) | Mount::View(_) | Mount::Schema(_) | Mount::Media(_) => {}
            }
        }
        self
    }

    /// Serves the OpenAPI document.
    pub fn schema(mut self, path: &str, permission: impl Into<Permission>) -> Self {
        let permission = self.rule(permission);
        self.data.mounts.push(Mount::Schema(SchemaView { path: path.to_owned(), permission }));
        self
    }

    /// Serves uploaded files under the setting `media_url`, with ranges and conditions; leave it out where another server does. A file is served to whom
    /// the permission lets in, whatever its row says: to decide by the row, answer [`Context::file`](koroc_http::Context::file) from an action.
    pub fn media(mut self, permission: impl Into<Permission>) -> Self {
        let permission = self.rule(permission);
        self.data.mounts.push(Mount::Media(MediaView { permission }));
        self
    }

    /// The declaration taken apart: the description, and what stands beside it.
    pub fn into_parts(self) -> Parts {
        let mut app = self.data;
        let own = self.models.described.into_iter().filter(|(id, _)| !described_elsewhere(*id)).map(|(_, model)| model);
        app.models = own.chain(koroc_http::auth::models()).collect();
        let clashes = [clashes(&self.permissions), Named::clashes(&self.functions)].concat();
        let behaviours = self.functions.iter().fold(self.behaviours, |behaviours, named| named.add(behaviours));
        let behaviours =
            self.models.validators.into_iter().fold(behaviours, |behaviours, (name, check)| behaviours.field_validator(&name, move |value| check(value)));
        let behaviours = self.permissions.into_iter().fold(behaviours, |behaviours, named| behaviours.permission(&named.name, named.check));
        Parts { app, behaviours, defaults: self.models.defaults, migrations: self.migrations, clashes }
    }

    /// The rule of a permission, whose functions are kept.
    fn rule(&mut self, permission: impl Into<Permission>) -> koroc_spec::Rule {
        let permission = permission.into();
        self.permissions.extend(permission.named);
        permission.rule
    }
}

/// Names that two different permissions have.
fn clashes(permissions: &[NamedPermission]) -> Vec<Problem> {
    let mut seen: HashMap<&str, &NamedPermission> = HashMap::new();
    let mut problems = Vec::new();
    for named in permissions {
        if seen.insert(&named.name, named).is_some_and(|earlier| earlier.functions != named.functions) {
            problems.push(Problem::new(format!("permission `{}`", named.name), "is the name of two different functions; each needs its own"));
        }
    }
    problems
}

/// An application as its readers take it.
pub struct Parts {
    /// The description, Django's own tables among its models.
    pub app: Data,
    /// What it has in Rust.
    pub behaviours: Behaviours,
    /// Functions that make defaults, for [`DbOptions`](koroc_db::DbOptions).
    pub defaults: HashMap<String, DefaultFn>,
    /// The texts of its migration files.
    pub migrations: Vec<&'static str>,
    clashes: Vec<Problem>,
}

impl Parts {
    /// Resolves the description, and compares it with what was written in Rust.
    ///
    /// # Errors
    /// All problems at once; those of the comparison only where the description itself has none.
    pub fn resolve(&self, settings: &Settings) -> Result<Resolved, Vec<Problem>> {
        let resolved = resolve(&self.app, settings).map_err(|problems| [self.clashes.as_slice(), &problems].concat())?;
        let problems = [self.clashes.clone(), self.behaviours.check(&resolved)].concat();
        if problems.is_empty() { Ok(resolved) } else { Err(problems) }
    }
}
