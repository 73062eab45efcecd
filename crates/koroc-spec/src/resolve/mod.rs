//! The one step between declaration and readers: defaults, names, links and expansion.

mod check;
mod core;
mod deploy;
mod function;
mod list;
mod models;
mod named;
mod policy;
mod relation;
mod resource;
mod shape;
mod unique;
mod view;
mod view_schema;
mod wire;

use crate::{App, Deploy, Group, GroupKind, Mount, Path, Problem, Resolved, Serializer, Settings, names};

/// Resolves an application with its settings, or lists everything that is wrong with it.
///
/// # Errors
/// All problems at once, each with its place: unknown or duplicate names, fields that cannot be what they were declared to be, paths
/// and names of operations that clash. What is written in Rust is not known here; the request path compares its names.
pub fn resolve(app: &App, settings: &Settings) -> Result<Resolved, Vec<Problem>> {
    let mut resolver = Resolver::new(app, settings);
    resolver.add_through_models();
    resolver.link_models();
    for mount in &app.mounts {
        match mount {
            Mount::Router { prefix, router } => resolver.router(&Path::parse(prefix), router),
            Mount::Function(function) => resolver.function(function),
            Mount::ApiView(view) => resolver.api_view(view),
            Mount::View(view) => resolver.view(view),
            Mount::ObtainToken(view) => resolver.obtain_token(view),
            Mount::Login(login) => resolver.login(login),
            Mount::Schema(view) => resolver.schema(view),
            Mount::Media(view) => resolver.media(view),
        }
    }
    resolver.link_urls();
    resolver.check_clashes();
    resolver.check_deployment();
    if resolver.problems.is_empty() { Ok(resolver.out) } else { Err(resolver.problems) }
}

/// The application so far, and what was wrong with it.
struct Resolver<'a> {
    app: &'a App,
    out: Resolved,
    /// The serializers that have a shape already, and its place.
    serializers: Vec<(Serializer, usize)>,
    problems: Vec<Problem>,
}

/// The place of the group for everything that is neither a resource nor a function.
const CORE: usize = 0;

impl<'a> Resolver<'a> {
    fn new(app: &'a App, settings: &Settings) -> Self {
        let core = Group { name: "core".to_owned(), kind: GroupKind::Core, deploy: app.deploy.clone(), triggers: Vec::new() };
        let out = Resolved {
            name: app.name.clone(),
            title: if app.title.is_empty() { names::capitalized(&app.name) } else { app.title.clone() },
            version: if app.version.is_empty() { "0.1.0".to_owned() } else { app.version.clone() },
            description: app.description.clone(),
            settings: settings.clone(),
            models: app.models.clone(),
            shapes: Vec::new(),
            routes: Vec::new(),
            operations: Vec::new(),
            groups: vec![core],
            exception_handler: app.exception_handler.clone(),
            deploy: app.deploy.clone(),
            cloud: app.cloud.clone(),
            cors: app.cors.clone(),
            finalizer: app.finalizer.clone(),
        };
        Resolver { app, out, serializers: Vec::new(), problems: Vec::new() }
    }

    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    fn group(&mut self, name: &str, kind: GroupKind, deploy: &Deploy) -> usize {
        self.out.groups.push(Group { name: name.to_owned(), kind, deploy: deploy.or(&self.app.deploy), triggers: Vec::new() });
        self.out.groups.len() - 1
    }
}
