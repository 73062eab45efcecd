//! One request on its way through [`handle`](crate::handle): what was asked, and what is known about it so far.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, Method};
use koroc_spec::{Policy, Route, Value};

use crate::auth::{Authenticated, User, Visit, host_allowed};
use crate::body::{Data, Incoming};
use crate::context::{Context, Inside};
use crate::negotiate::Accepted;
use crate::percent::decode_path;
use crate::permit::Check;
use crate::query::Query;
use crate::routes::{Match, parameters};
use crate::service::{OperationPlan, RoutePlan, Service};
use crate::{ApiError, Body, Client};

/// A request whose route is known.
pub(crate) struct Call<'r> {
    pub(crate) service: &'r Service,
    pub(crate) parts: &'r Parts,
    pub(crate) client: Client,
    /// The path as Django sees it: decoded.
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) found: Match,
    /// The operation that the method asks for, if the route has one.
    pub(crate) operation: Option<usize>,
    body: Incoming,
    /// How the answer is rendered; the default until it is negotiated.
    pub(crate) accepted: Accepted,
    /// Who asks and how that is known; nobody until it is.
    pub(crate) identity: Option<Authenticated>,
    /// What the request brought as a browser's, and the cookies that the answer carries.
    pub(crate) visit: Visit<'r>,
}

impl<'r> Call<'r> {
    /// The call of a request that a route matches.
    pub(crate) fn new(service: &'r Service, parts: &'r Parts, body: Body, client: Client, path: String, found: Match) -> Self {
        let plan = service.route_plan(found.route);
        let operation = plan.operation(&parts.method);
        let accepted = Accepted::plain(plan.default_renderer);
        Call {
            service,
            parts,
            client,
            path,
            query: Query::default(),
            found,
            operation,
            body: Incoming::Waiting(body),
            accepted,
            identity: None,
            visit: service.auth().visit(&parts.method, &parts.headers, client.https),
        }
    }

    pub(crate) fn method(&self) -> &'r Method {
        &self.parts.method
    }

    pub(crate) fn headers(&self) -> &'r HeaderMap {
        &self.parts.headers
    }

    pub(crate) fn route(&self) -> &'r Route {
        &self.service.resolved().routes[self.found.route]
    }

    pub(crate) fn route_plan(&self) -> &'r RoutePlan {
        self.service.route_plan(self.found.route)
    }

    /// The operation's description and plan.
    pub(crate) fn operation(&self) -> Option<(&'r koroc_spec::Operation, &'r OperationPlan)> {
        self.operation.map(|place| (&self.service.resolved().operations[place], self.service.operation_plan(place)))
    }

    /// What holds for this method: the operation's policy, or the route's for OPTIONS and methods that it does not answer.
    pub(crate) fn policy(&self) -> &'r Policy {
        match self.operation() {
            Some((operation, _)) => &operation.policy,
            None => &self.route().policy,
        }
    }

    /// Who asks; `None`: nobody is logged in.
    pub(crate) fn user(&self) -> Option<&User> {
        self.identity.as_ref().map(|identity| &*identity.user)
    }

    /// The rule of the policy.
    pub(crate) fn check(&self) -> &'r Check {
        match self.operation() {
            Some((_, plan)) => &plan.check,
            None => &self.route_plan().check,
        }
    }

    /// What behaviour written in Rust sees.
    pub(crate) fn context(&self, object: Option<Vec<Value>>, data: Option<Data>) -> Context {
        let parameters = parameters(self.route(), &self.path, &self.found).into_iter().map(|(name, value)| (name, value.to_owned()));
        Context::from(Inside {
            service: self.service.clone(),
            method: self.parts.method.clone(),
            uri: self.parts.uri.clone(),
            headers: self.parts.headers.clone(),
            client: self.client,
            query: self.query.clone(),
            parameters: parameters.collect(),
            operation: self.operation,
            user: self.identity.as_ref().map(|identity| Arc::clone(&identity.user)),
            object,
            data,
        })
    }

    /// The format that the path's suffix or the query names.
    pub(crate) fn format(&self) -> Option<&str> {
        match &self.found.format {
            Some(range) => Some(&self.path[range.clone()]),
            None => self.query.get("format"),
        }
    }

    /// The parsed body; see [`Incoming::data`].
    pub(crate) async fn data(&mut self) -> Result<&Data, ApiError> {
        let policy = self.policy();
        self.body.data(self.headers(), &policy.parsers, self.service.resolved().settings.body_limit).await
    }

    /// The unread body for a plain handler.
    pub(crate) fn take_body(&mut self) -> Body {
        self.body.take(self.service.resolved().settings.body_limit)
    }

    /// The host as the client named it, which was checked before the call began.
    pub(crate) fn host(&self) -> &str {
        host(self.parts).unwrap_or("localhost")
    }
}

/// The Host header, or the authority that HTTP/2 sends in its place.
pub(crate) fn host(parts: &Parts) -> Option<&str> {
    match parts.headers.get(http::header::HOST) {
        Some(value) => value.to_str().ok(),
        None => parts.uri.authority().map(http::uri::Authority::as_str),
    }
}

/// Refuses a host that is not served.
pub(crate) fn check_host(parts: &Parts, allowed: &[String]) -> Result<(), ApiError> {
    let named = parts.headers.contains_key(http::header::HOST) || parts.uri.authority().is_some();
    match host(parts) {
        Some(host) if host_allowed(host, allowed) => Ok(()),
        // HTTP/1.0 need not name one.
        None if !named => Ok(()),
        _ => Err(ApiError::bad_request("the Host header names a host that is not among the allowed hosts")),
    }
}

/// The decoded path of a request.
pub(crate) fn path(parts: &Parts) -> String {
    decode_path(parts.uri.path()).into_owned()
}
