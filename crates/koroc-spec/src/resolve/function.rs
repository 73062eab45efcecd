//! Functions: a route for each path, and the events that call them.

use super::Resolver;
use super::core::permitted;
use crate::{Action, Function, GroupKind, Method, Path, RouteKind, Suffixes, Trigger, ViewPolicy, names};

impl Resolver<'_> {
    /// A function's endpoints; those with one path share a route, and the first of them names it.
    pub(super) fn function(&mut self, function: &Function) {
        let group = self.group(&function.name, GroupKind::Function, &function.deploy);
        self.out.groups[group].triggers.clone_from(&function.triggers);
        function.triggers.iter().for_each(|trigger| self.trigger(&function.name, trigger));
        let mut routes: Vec<(Path, usize)> = Vec::new();
        for endpoint in &function.endpoints {
            let own = ViewPolicy { scopes: Some(endpoint.scopes.clone()), ..permitted(&endpoint.permission) };
            let policy = self.policy(&format!("function `{}`", endpoint.name), &own);
            let path = Path::parse(&endpoint.path);
            let route = match routes.iter().find(|(earlier, _)| *earlier == path) {
                Some(&(_, route)) => route,
                None => {
                    let title = names::title(&endpoint.name.replace(['_', '.'], " "));
                    let route = self.route(path.clone(), &endpoint.name, &title, &endpoint.description, RouteKind::Function, policy.clone(), Suffixes::Never);
                    routes.push((path, route));
                    route
                }
            };
            let taken: Vec<Method> = self.out.routes[route].operations.iter().map(|&operation| self.out.operations[operation].method).collect();
            if let Some(method) = endpoint.methods.iter().find(|method| taken.contains(method)) {
                self.problem(format!("function `{}`", endpoint.name), format!("answers {} at a path where another of its functions does", method.as_str()));
            }
            let first = self.out.operations.len();
            self.methods(route, &endpoint.name, &endpoint.methods, &Action::Handler, None, group);
            for operation in &mut self.out.operations[first..] {
                operation.policy.clone_from(&policy);
                operation.description.clone_from(&endpoint.description);
            }
            self.describe(&format!("function `{}`", endpoint.name), first, &endpoint.schema, None);
        }
    }

    fn trigger(&mut self, function: &str, trigger: &Trigger) {
        let place = format!("function `{function}`");
        match trigger {
            Trigger::Schedule(expression) if !is_schedule(expression) => {
                self.problem(place, format!("runs at `{expression}`, which is no time; `rate(5 minutes)`, `rate(1 day)` and `cron(0 12 * * ? *)` are"));
            }
            Trigger::Queue { batch_size, .. } if !(1..=10).contains(batch_size) => {
                self.problem(place, format!("takes {batch_size} messages at once; a queue gives 1 to 10"));
            }
            Trigger::Bucket { events, .. } if events.is_empty() => self.problem(place, "waits for no event of its bucket; name one, `s3:ObjectCreated:*`"),
            Trigger::Schedule(_) | Trigger::Queue { .. } | Trigger::Bucket { .. } => {}
        }
    }
}

/// Whether a text is `rate(value unit)`, with the unit's number right, or `cron(six fields)`.
fn is_schedule(text: &str) -> bool {
    let inside = |name: &str| text.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'));
    if let Some(rate) = inside("rate") {
        let units = ["minute", "hour", "day"];
        return rate.split_once(' ').is_some_and(|(value, unit)| match value.parse() {
            Ok(1_u32) => units.contains(&unit),
            Ok(2..) => unit.strip_suffix('s').is_some_and(|unit| units.contains(&unit)),
            Ok(0) | Err(_) => false,
        });
    }
    inside("cron").is_some_and(|fields| fields.split_whitespace().count() == 6)
}
