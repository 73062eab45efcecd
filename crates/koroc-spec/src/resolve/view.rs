//! Views with a path of their own: functions on the API's whole way, and resources without a router.

use super::Resolver;
use crate::{Action, ApiView, GroupKind, Path, RouteKind, Router, View, ViewPolicy, names};

impl Resolver<'_> {
    pub(super) fn api_view(&mut self, view: &ApiView) {
        let policy = self.policy(&format!("view `{}`", view.name), &ViewPolicy { permission: Some(view.permission.clone()), ..view.policy.clone() });
        let title = view.title.clone().unwrap_or_else(|| names::title(&view.name.replace('_', " ")));
        let name = view.route_name.as_ref().unwrap_or(&view.name);
        let route = self.route(Path::parse(&view.path), name, &title, &view.description, RouteKind::ApiView, policy, view.suffixes.clone());
        self.out.routes[route].head = view.head;
        let group = self.group(&view.name, GroupKind::Function, &view.deploy);
        self.methods(route, &view.name, &view.methods, &Action::Extra, None, group);
        let shape = view.serializer.as_ref().map(|serializer| self.shape(&format!("view `{}`", view.name), serializer));
        let first = self.out.routes[route].operations.first().copied().unwrap_or(self.out.operations.len());
        for operation in &mut self.out.operations[first..] {
            operation.shape = shape;
        }
        self.describe(&format!("view `{}`", view.name), first, &view.schema, shape);
    }

    /// A resource at one path: its operations are those on the collection, or those on a row.
    pub(super) fn view(&mut self, view: &View) {
        let on_rows = view.resource.actions.iter().filter(|action| action.method().1).count();
        if on_rows > 0 && on_rows < view.resource.actions.len() {
            self.problem(format!("view `{}`", view.path), "has operations on the collection and on a row; each needs a path, and so a view, of its own");
            return;
        }
        let path = Path::parse(&view.path);
        let router = Router { trailing_slash: path.trailing_slash, ..Router::default() };
        self.single(&path, &router, view, on_rows > 0);
    }
}
