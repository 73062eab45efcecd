//! Expands routers and resources into routes and operations, in the order of DRF's routers.

use super::{CORE, Resolver, models::list};
use crate::{
    Action, ExtraAction, GroupKind, Handler, ListPolicy, Method, Operation, Path, Policy, ResolvedSchema, Resource, Route, RouteKind, Router, StandardAction,
    Suffixes, View, ViewPolicy, names,
};

impl Resolver<'_> {
    /// A router: its resources, then its root.
    pub(super) fn router(&mut self, prefix: &Path, router: &Router) {
        let entries =
            router.resources.iter().map(|(segment, resource)| (segment.clone(), self.resource(prefix, router, segment, resource))).collect::<Vec<_>>();
        let Some(rule) = &router.root else { return };
        let entries = entries.into_iter().filter_map(|(segment, route)| route.map(|route| (segment, route))).collect();
        let path = Path { trailing_slash: true, ..prefix.clone() };
        let about = "The default basic root view for DefaultRouter";
        let policy =
            self.policy("the router's root", &ViewPolicy { permission: Some(rule.clone()), renderers: router.root_renderers.clone(), ..ViewPolicy::default() });
        let name = router.named("api-root");
        let route = self.route(path, &name, "Api Root", about, RouteKind::Root { entries }, policy, router.suffixes());
        self.operation(route, "api-root", Action::Root, Method::Get, None, CORE);
    }

    /// A resource; the place of its list route, if it has one.
    fn resource(&mut self, prefix: &Path, router: &Router, segment: &str, resource: &Resource) -> Option<usize> {
        let parts = self.parts(prefix.join(segment), router, segment, resource)?;
        let first = self.out.operations.len();
        for handler in &resource.handlers {
            self.handler(&parts, handler);
        }
        let list = self.standard(&parts, false);
        for extra in resource.extra.iter().filter(|extra| !extra.detail) {
            self.extra(&parts, extra);
        }
        self.standard(&parts, true);
        for extra in resource.extra.iter().filter(|extra| extra.detail) {
            self.extra(&parts, extra);
        }
        self.exclude(first, resource);
        list
    }

    /// What a resource's operations share.
    fn parts<'a>(&mut self, base: Path, router: &'a Router, segment: &str, resource: &'a Resource) -> Option<Parts<'a>> {
        let place = format!("resource {base}");
        let Some(model) = self.out.model(&resource.model) else {
            self.problem(place, format!("is about `{}`, which is not among the application's models", resource.model));
            return None;
        };
        let lookup = self.lookup(&place, resource, model);
        let shape = self.shape(&place, &resource.serializer);
        Some(Parts {
            router,
            resource,
            name: segment.replace('/', "-"),
            title: resource.title.clone().unwrap_or_else(|| names::title(&self.out.models[model].verbose_name)),
            base,
            about: About {
                model,
                lookup,
                lookup_param: Some(resource.lookup_param().to_owned()),
                scope: resource.scope.clone(),
                shape,
                options_shape: None,
                list: self.list_policy(&place, resource, model, shape),
                hooks: resource.hooks.clone(),
            },
            group: self.group(segment, GroupKind::Resource, &resource.deploy),
        })
    }

    /// The collection's or the row's standard operations.
    fn standard(&mut self, parts: &Parts<'_>, detail: bool) -> Option<usize> {
        if !parts.resource.actions.iter().any(|action| action.method().1 == detail) {
            return None;
        }
        let (name, suffix) = if detail { ("detail", "Instance") } else { ("list", "List") };
        let (name, title) = (parts.router.named(&format!("{}-{name}", parts.name)), format!("{} {suffix}", parts.title));
        Some(self.rows_route(parts, detail, parts.path(detail, ""), &name, &title, parts.router.suffixes()))
    }

    /// A resource's operations at one path of its own.
    pub(super) fn single(&mut self, path: &Path, router: &Router, view: &View, detail: bool) {
        let Some(mut parts) = self.parts(path.clone(), router, &view.name, &view.resource) else { return };
        let first = self.out.operations.len();
        parts.about.lookup_param = view.resource.lookup_param.clone();
        let title = view.resource.title.clone().unwrap_or_else(|| names::title(&view.name.replace(['_', '-'], " ")));
        self.rows_route(&parts, detail, path.clone(), &view.name, &title, view.suffixes.clone());
        self.exclude(first, &view.resource);
    }

    /// Leaves a resource's operations out of documents where it says so.
    fn exclude(&mut self, first: usize, resource: &Resource) {
        for operation in &mut self.out.operations[first..] {
            operation.schema.excluded |= resource.excluded;
        }
    }

    fn rows_route(&mut self, parts: &Parts<'_>, detail: bool, path: Path, name: &str, title: &str, suffixes: Suffixes) -> usize {
        let own = parts.resource.policy();
        let policy = self.policy(name, &own);
        let kind = if detail { RouteKind::Detail } else { RouteKind::List };
        let route = self.route(path, name, title, &parts.resource.description, kind, policy, suffixes);
        for method in Method::ALL.into_iter().filter(|method| parts.resource.answers(*method)) {
            for action in parts.resource.actions.iter().filter(|action| action.method() == (method, detail)) {
                let (action, verb) = named(*action);
                let (about, at) = (self.about(parts, verb), self.out.operations.len());
                self.operation(route, &format!("{}.{verb}", parts.name), action, method, Some(&about), parts.group);
                for (_, special) in parts.resource.policies.iter().filter(|(action, _)| action == verb) {
                    let policy = self.policy(name, &special.within(&own));
                    self.out.operations[at].policy = policy;
                }
                for (_, schema) in parts.resource.schemas.iter().filter(|(action, _)| action == verb) {
                    self.describe(&format!("resource {}.{verb}", parts.base), at, schema, Some(about.shape));
                }
            }
        }
        route
    }

    /// What an operation is about, with the serializer that it has of its own.
    fn about(&mut self, parts: &Parts<'_>, action: &str) -> About {
        let own = parts.resource.serializers.iter().find(|(name, _)| name == action);
        let shape = own.map(|(_, serializer)| self.shape(&format!("resource {}.{action}", parts.base), serializer));
        About { shape: shape.unwrap_or(parts.about.shape), options_shape: shape.map(|_| parts.about.shape), ..parts.about.clone() }
    }

    fn extra(&mut self, parts: &Parts<'_>, extra: &ExtraAction) {
        let path = parts.path(extra.detail, extra.url_path.as_deref().unwrap_or(&extra.name));
        let policy = self.policy(&format!("{}.{}", parts.name, extra.name), &extra.policy.within(&parts.resource.policy()));
        let kind = RouteKind::Extra { detail: extra.detail };
        let title = names::capitalized(&extra.name.replace('_', " "));
        // An action that says nothing of itself is described by its resource, as in DRF.
        let description = if extra.description.is_empty() { &parts.resource.description } else { &extra.description };
        let about = match &extra.serializer {
            Some(serializer) => About { shape: self.shape(&format!("resource {}.{}", parts.base, extra.name), serializer), ..parts.about.clone() },
            None => self.about(parts, &extra.name),
        };
        let (id, methods): (_, Vec<Method>) =
            (format!("{}.{}", parts.name, extra.name), extra.methods.iter().copied().filter(|method| parts.resource.answers(*method)).collect());
        if methods.is_empty() && !extra.methods.is_empty() {
            return;
        }
        // Functions for other methods of a path that is there belong to its route.
        let shared = self.out.routes.iter().position(|route| route.kind == kind && route.path == path && self.is_free(route, &methods));
        let before = self.out.operations.len();
        let route = shared.unwrap_or_else(|| {
            let url_name = extra.url_name.clone().unwrap_or_else(|| extra.name.replace('_', "-"));
            let name = parts.router.named(&format!("{}-{url_name}", parts.name));
            self.route(path, &name, &title, description, kind, policy.clone(), parts.router.suffixes())
        });
        self.methods(route, &id, &methods, &Action::Extra, Some(&about), parts.group);
        for operation in &mut self.out.operations[before..] {
            (operation.policy, operation.description) = (policy.clone(), extra.description.clone());
        }
        let own = extra.serializer.is_some() || about.options_shape.is_some();
        self.describe(&format!("resource {}.{}", parts.base, extra.name), before, &extra.schema, own.then_some(about.shape));
    }

    /// Whether no operation of a route answers one of these methods.
    fn is_free(&self, route: &Route, methods: &[Method]) -> bool {
        route.operations.iter().all(|&at| !methods.contains(&self.out.operations[at].method))
    }

    fn handler(&mut self, parts: &Parts<'_>, handler: &Handler) {
        let own = ViewPolicy { permission: handler.permission.clone(), ..ViewPolicy::default() };
        let policy = self.policy(&format!("{}.{}", parts.name, handler.name), &own.within(&parts.resource.policy()));
        let title = names::title(&handler.name.replace('_', " "));
        let name = parts.router.named(&format!("{}-{}", parts.name, handler.name.replace('_', "-")));
        let route = self.route(parts.base.join(&handler.path), &name, &title, &handler.description, RouteKind::Handler, policy, Suffixes::Never);
        let before = self.out.operations.len();
        self.methods(route, &format!("{}.{}", parts.name, handler.name), &handler.methods, &Action::Handler, Some(&parts.about), parts.group);
        self.describe(&format!("resource {}.{}", parts.base, handler.name), before, &handler.schema, None);
    }

    /// An operation for each of several methods of one behaviour; they share an id, and behaviour tells them apart by method.
    pub(super) fn methods(&mut self, route: usize, id: &str, methods: &[Method], action: &Action, about: Option<&About>, group: usize) {
        if methods.is_empty() {
            self.problem(id, "answers no method; name at least one");
        }
        for method in Method::ALL.into_iter().filter(|method| methods.contains(method)) {
            self.operation(route, id, action.clone(), method, about, group);
        }
    }

    pub(super) fn operation(&mut self, route: usize, id: &str, action: Action, method: Method, about: Option<&About>, group: usize) {
        let place = self.out.operations.len();
        let from = &self.out.routes[route];
        self.out.operations.push(Operation {
            id: id.to_owned(),
            action,
            method,
            route,
            policy: from.policy.clone(),
            model: about.map(|about| about.model),
            lookup: about.map(|about| about.lookup),
            lookup_param: about.and_then(|about| about.lookup_param.clone()),
            scope: about.and_then(|about| about.scope.clone()),
            shape: about.map(|about| about.shape),
            options_shape: about.and_then(|about| about.options_shape),
            list: about.map(|about| about.list.clone()),
            hooks: about.map_or_else(Vec::new, |about| about.hooks.clone()),
            description: from.description.clone(),
            schema: ResolvedSchema::default(),
            group,
        });
        self.out.routes[route].operations.push(place);
    }

    #[expect(clippy::too_many_arguments, reason = "one argument a field of the route, in order")]
    pub(super) fn route(
        &mut self,
        path: Path,
        name: &str,
        title: &str,
        description: &str,
        kind: RouteKind,
        policy: Policy,
        format_suffixes: Suffixes,
    ) -> usize {
        let (name, title, description) = (name.to_owned(), title.to_owned(), description.to_owned());
        self.out.routes.push(Route { path, name, title, description, kind, operations: Vec::new(), head: true, policy, format_suffixes });
        self.out.routes.len() - 1
    }

    fn lookup(&mut self, place: &str, resource: &Resource, model: usize) -> usize {
        let model = &self.out.models[model];
        let primary_key = model.fields.iter().position(|field| field.primary_key).unwrap_or(0);
        let Some(name) = &resource.lookup_field else { return primary_key };
        match model.field(name) {
            Some(at) if model.fields[at].unique || model.fields[at].primary_key => return at,
            Some(_) => self.problem(place, format!("looks rows up by `{name}`, which is not unique; mark the field with `unique`")),
            None => self.problem(place, format!("looks rows up by `{name}`, which {} does not have; its fields are {}", model.name, list(model))),
        }
        primary_key
    }
}

/// What the operations of a resource share.
#[derive(Clone)]
pub(super) struct About {
    model: usize,
    lookup: usize,
    lookup_param: Option<String>,
    scope: Option<String>,
    shape: usize,
    options_shape: Option<usize>,
    list: ListPolicy,
    hooks: Vec<crate::Hook>,
}

/// A resource on its router.
struct Parts<'a> {
    router: &'a Router,
    resource: &'a Resource,
    name: String,
    title: String,
    base: Path,
    about: About,
    group: usize,
}

impl Parts<'_> {
    /// The path of the collection or a row, with `tail` behind it.
    fn path(&self, detail: bool, tail: &str) -> Path {
        let pattern = self.resource.lookup_pattern.as_deref().unwrap_or(Path::WITHOUT_DOT);
        let row = if detail { self.base.join(&format!("{{{}:{pattern}}}", self.resource.lookup_param())) } else { self.base.clone() };
        Path { trailing_slash: self.router.trailing_slash, ..row.join(tail) }
    }
}

impl Resource {
    fn lookup_param(&self) -> &str {
        self.lookup_param.as_deref().or(self.lookup_field.as_deref()).unwrap_or("id")
    }

    /// Whether it answers a method at all.
    fn answers(&self, method: Method) -> bool {
        self.methods.as_ref().is_none_or(|methods| methods.contains(&method))
    }
}

impl Router {
    /// A route's name in the router's namespace.
    fn named(&self, name: &str) -> String {
        self.namespace.as_ref().map_or_else(|| name.to_owned(), |namespace| format!("{namespace}:{name}"))
    }
}

fn named(action: StandardAction) -> (Action, &'static str) {
    match action {
        StandardAction::List => (Action::List, "list"),
        StandardAction::Create => (Action::Create, "create"),
        StandardAction::Retrieve => (Action::Retrieve, "retrieve"),
        StandardAction::Update => (Action::Update, "update"),
        StandardAction::PartialUpdate => (Action::PartialUpdate, "partial_update"),
        StandardAction::Destroy => (Action::Destroy, "destroy"),
    }
}
