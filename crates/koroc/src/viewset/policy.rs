//! How a resource treats requests before it acts: forms, throttles, versions.

use koroc_spec::{Metadata, Parser, Renderer, Throttle, Versioning, ViewPolicy};

use super::ModelViewSet;
use crate::permission::Permission;

impl<M, P> ModelViewSet<M, P> {
    /// The forms of answers, the first is the default; without this as the settings say.
    pub fn renderers(mut self, renderers: impl IntoIterator<Item = Renderer>) -> Self {
        self.resource.data.renderers = Some(renderers.into_iter().collect());
        self
    }

    /// The forms of bodies; without this as the settings say.
    pub fn parsers(mut self, parsers: impl IntoIterator<Item = Parser>) -> Self {
        self.resource.data.parsers = Some(parsers.into_iter().collect());
        self
    }

    /// How often it may be used; without this as the settings say.
    pub fn throttles(mut self, throttles: impl IntoIterator<Item = Throttle>) -> Self {
        self.resource.data.throttles = Some(throttles.into_iter().collect());
        self
    }

    /// How often one operation may be used: `list`, `create`, `retrieve`, `update`, `partial_update` or `destroy` (DRF's `get_throttles`).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).throttles_for("create", [Throttle::scoped("uploads")])
    /// # ;
    /// ```
    pub fn throttles_for(mut self, action: &str, throttles: impl IntoIterator<Item = Throttle>) -> Self {
        self.policy_of(action).throttles = Some(throttles.into_iter().collect());
        self
    }

    /// Who may use one operation, in place of who may use the resource (DRF's `get_permissions`).
    pub fn permission_for(mut self, action: &str, permission: impl Into<Permission>) -> Self {
        let permission = permission.into();
        self.policy_of(action).permission = Some(permission.rule);
        self.resource.permissions.extend(permission.named);
        self
    }

    /// The forms of one operation's answers.
    pub fn renderers_for(mut self, action: &str, renderers: impl IntoIterator<Item = Renderer>) -> Self {
        self.policy_of(action).renderers = Some(renderers.into_iter().collect());
        self
    }

    /// Gives answers of one reading operation again for so many seconds to one user's requests for the same URL and form (Django's `cache_page`).
    pub fn cache_for(mut self, action: &str, seconds: u32) -> Self {
        self.policy_of(action).cache = Some(seconds);
        self
    }

    /// The headers of requests, beside `Accept`, that the answers of one operation differ by (Django's `vary_on_headers`, `vary_on_cookie`): `Vary` names them, and
    /// an answer that is kept is given again only where they are the same.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).cache_for("list", 60).vary_for("list", ["X-Tenant"])
    /// # ;
    /// ```
    pub fn vary_for<'h>(mut self, action: &str, headers: impl IntoIterator<Item = &'h str>) -> Self {
        self.policy_of(action).vary = Some(headers.into_iter().map(str::to_owned).collect());
        self
    }

    /// The function of [`App::negotiation`](crate::App::negotiation) that chooses the form of answers; without this suffix, `?format=` and `Accept` do.
    pub fn negotiation(mut self, name: &str) -> Self {
        self.resource.data.negotiation = Some(name.to_owned());
        self
    }

    /// What OPTIONS says: the usual, what a function of [`App::metadata`](crate::App::metadata) makes of it, or nothing.
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.resource.data.metadata = Some(metadata);
        self
    }

    /// How requests name a version of the API; without this as the settings say.
    pub fn versioning(mut self, versioning: Versioning) -> Self {
        self.resource.data.versioning = Some(versioning);
        self
    }

    fn policy_of(&mut self, action: &str) -> &mut ViewPolicy {
        let policies = &mut self.resource.data.policies;
        let at = policies.iter().position(|(known, _)| known == action).unwrap_or_else(|| {
            policies.push((action.to_owned(), ViewPolicy::default()));
            policies.len() - 1
        });
        &mut policies[at].1
    }
}
