//! A resource on its way to a router: its description, its models, and what it has in Rust.

use koroc_http::Behaviours;
use koroc_spec::{FilterBy, Resource as Data};

use crate::models::Models;
use crate::named::Named;
use crate::permission::NamedPermission;
use crate::serializer::Serializer;

/// Something in Rust that waits for the name of its resource, by which it is found.
pub(crate) type Bind = Box<dyn FnOnce(Behaviours, &str) -> Behaviours + Send>;

/// A resource as a router takes it: data, and the functions that the data names.
pub struct Resource {
    pub(crate) data: Data,
    pub(crate) models: Models,
    pub(crate) permissions: Vec<NamedPermission>,
    /// Names in `data` are the resource's own until it has its name; see [`Resource::named`].
    pub(crate) bindings: Vec<Bind>,
    /// Functions of its serializers, which have their names already.
    pub(crate) functions: Vec<Named>,
}

impl Resource {
    pub(crate) fn new(data: Data, models: Models) -> Self {
        Resource { data, models, permissions: Vec::new(), bindings: Vec::new(), functions: Vec::new() }
    }

    /// The resource with the segment that it is registered under: hooks get names that no other resource has.
    pub(crate) fn named(&mut self, segment: &str) -> Behaviours {
        let name = segment.replace('/', "-");
        for filter in &mut self.data.filters {
            if let FilterBy::Named { name: own, .. } = &mut filter.by {
                *own = format!("{name}.{own}");
            }
        }
        for hook in &mut self.data.hooks {
            hook.name = format!("{name}.{}", hook.name);
        }
        self.data.scope = self.data.scope.take().map(|own| format!("{name}.{own}"));
        std::mem::take(&mut self.bindings).into_iter().fold(Behaviours::default(), |behaviours, bind| bind(behaviours, &name))
    }

    /// Takes what comes with a serializer; its description is returned.
    pub(crate) fn take<M>(&mut self, serializer: Serializer<M>) -> koroc_spec::Serializer {
        self.models.extend(serializer.models);
        self.functions.extend(serializer.functions);
        serializer.data
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
