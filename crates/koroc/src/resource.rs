//! A resource on its way to a router: its description, its models, and what it has in Rust.

use koroc_http::Behaviours;
use koroc_spec::Resource as Data;

use crate::models::Models;
use crate::permission::NamedPermission;

/// Something in Rust that waits for the name of its resource, by which it is found.
pub(crate) type Bind = Box<dyn FnOnce(Behaviours, &str) -> Behaviours + Send>;

/// A resource as a router takes it: data, and the functions that the data names.
pub struct Resource {
    pub(crate) data: Data,
    pub(crate) models: Models,
    pub(crate) permissions: Vec<NamedPermission>,
    /// Names in `data` are the resource's own until it has its name; see [`Resource::named`].
    pub(crate) bindings: Vec<Bind>,
}

impl Resource {
    pub(crate) fn new(data: Data, models: Models) -> Self {
        Resource { data, models, permissions: Vec::new(), bindings: Vec::new() }
    }

    /// The resource with the segment that it is registered under: hooks and validators get names that no other resource has.
    pub(crate) fn named(mut self, segment: &str) -> (Data, Models, Vec<NamedPermission>, Behaviours) {
        let name = segment.replace('/', "-");
        let hooks = self.data.hooks.iter_mut().map(|hook| &mut hook.name);
        let of_fields = self.data.serializer.overrides.iter_mut().flat_map(|change| &mut change.validators);
        for own in hooks.chain(of_fields).chain(&mut self.data.serializer.validators) {
            *own = format!("{name}.{own}");
        }
        let behaviours = self.bindings.into_iter().fold(Behaviours::default(), |behaviours, bind| bind(behaviours, &name));
        let behaviours = self
            .models
            .validators_shown_by(&self.data)
            .into_iter()
            .fold(behaviours, |behaviours, (validator, check)| behaviours.field_validator(&validator, move |value| check(value)));
        (self.data, self.models, self.permissions, behaviours)
    }
}

/// What can be registered with a router: a viewset that has its permission.
#[diagnostic::on_unimplemented(
    message = "this resource does not say who may use it",
    label = "`.permission(…)` is missing",
    note = "everyone: `.permission(AllowAny)`; whoever is logged in: `.permission(IsAuthenticated)`; what the settings say: `.permission(FromSettings)`"
)]
pub trait IntoResource {
    /// The resource.
    fn into_resource(self) -> Resource;
}

impl IntoResource for Resource {
    fn into_resource(self) -> Resource {
        self
    }
}
