//! What actions, views and functions say in the same words: how requests are treated, how they are deployed.
//!
//! The traits of what may stand for them are written out beside each: made by a macro, they would show it to whoever passes something else.

/// The methods of a declaration that has a `policy`: how its requests are treated before it acts. `$otherwise` says what holds without them.
macro_rules! policy {
    ($otherwise:literal) => {
        #[doc = concat!("How requests say who they come from; without this ", $otherwise, ".")]
        pub fn authentication(mut self, authenticators: impl IntoIterator<Item = koroc_spec::Authenticator>) -> Self {
            self.data.policy.authentication = Some(authenticators.into_iter().collect());
            self
        }

        #[doc = concat!("The forms of answers, the first is the default; without this ", $otherwise, ".")]
        pub fn renderers(mut self, renderers: impl IntoIterator<Item = koroc_spec::Renderer>) -> Self {
            self.data.policy.renderers = Some(renderers.into_iter().collect());
            self
        }

        #[doc = concat!("The forms of bodies; without this ", $otherwise, ".")]
        pub fn parsers(mut self, parsers: impl IntoIterator<Item = koroc_spec::Parser>) -> Self {
            self.data.policy.parsers = Some(parsers.into_iter().collect());
            self
        }

        #[doc = concat!("How often it may be used; without this ", $otherwise, ".")]
        pub fn throttles(mut self, throttles: impl IntoIterator<Item = koroc_spec::Throttle>) -> Self {
            self.data.policy.throttles = Some(throttles.into_iter().collect());
            self
        }

        #[doc = concat!("How requests name a version of the API; without this ", $otherwise, ".")]
        pub fn versioning(mut self, versioning: koroc_spec::Versioning) -> Self {
            self.data.policy.versioning = Some(versioning);
            self
        }

        /// Gives an answer to GET again for so many seconds to one user's requests for the same URL and form (Django's `cache_page`).
        pub fn cache(mut self, seconds: u32) -> Self {
            self.data.policy.cache = Some(seconds);
            self
        }

        /// The headers of requests, beside `Accept`, that answers differ by (Django's `vary_on_headers`, `vary_on_cookie`): `Vary` names them, and an answer
        /// that is kept is given again only where they are the same.
        pub fn vary<'h>(mut self, headers: impl IntoIterator<Item = &'h str>) -> Self {
            self.data.policy.vary = Some(headers.into_iter().map(str::to_owned).collect());
            self
        }

        #[doc = concat!("The function of [`App::negotiation`](crate::App::negotiation) that chooses the form of answers; without this ", $otherwise, ".")]
        pub fn negotiation(mut self, name: &str) -> Self {
            self.data.policy.negotiation = Some(name.to_owned());
            self
        }

        #[doc = concat!("What OPTIONS says: the usual, what a function of [`App::metadata`](crate::App::metadata) makes of it, or nothing; without this ", $otherwise, ".")]
        pub fn metadata(mut self, metadata: koroc_spec::Metadata) -> Self {
            self.data.policy.metadata = Some(metadata);
            self
        }
    };
}

/// The methods of a declaration that may say which serializer it takes and shows.
macro_rules! serializer {
    ($(#[$docs:meta])*) => {
        $(#[$docs])*
        pub fn serializer(mut self, serializer: impl crate::IntoSerializer) -> Self {
            let serializer = serializer.into_serializer();
            self.models.extend(serializer.models);
            self.functions.extend(serializer.functions);
            self.data.serializer = Some(serializer.data);
            self
        }
    };
}

/// The method of a declaration that is deployed by itself.
macro_rules! deploy {
    () => {
        /// How it is deployed: memory, time, environment; what is left open is the application's ([`App::deploy`](crate::App::deploy)).
        pub fn deploy(mut self, deploy: koroc_spec::Deploy) -> Self {
            self.data.deploy = deploy;
            self
        }
    };
}

pub(crate) use {deploy, policy, serializer};
