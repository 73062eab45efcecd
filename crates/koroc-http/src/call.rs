//! One request on its way through [`handle`](crate::handle): what was asked, and what is known about it so far.

use std::borrow::Cow;
use std::sync::Mutex;

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Uri};
use koroc_spec::{Parser, Policy, Renderer, Resolved, Route, Value};

use crate::auth::{Authenticated, User, Visit, host_allowed};
use crate::body::{Data, Incoming, Limits, Reading};
use crate::context::{Context, Inside};
use crate::negotiate::Accepted;
use crate::percent::decode_path;
use crate::permit::Check;
use crate::plan::{OperationPlan, RoutePlan};
use crate::query::Query;
use crate::records::Asking;
use crate::reverse::Origin;
use crate::routes::{Match, parameters};
use crate::rows::Object;
use crate::service::Service;
use crate::{ApiError, Body, Client};

/// A request whose route is known.
pub(crate) struct Call<'r> {
    pub(crate) service: &'r Service,
    pub(crate) parts: &'r Parts,
    pub(crate) client: Client,
    /// The path as Django sees it: decoded.
    pub(crate) path: Cow<'r, str>,
    pub(crate) query: Query,
    pub(crate) found: Match,
    /// The operation that the method asks for, if the route has one.
    pub(crate) operation: Option<usize>,
    body: Incoming,
    /// How the answer is rendered; the default until it is negotiated.
    pub(crate) accepted: Accepted<'r>,
    /// Who asks and how that is known; nobody until it is.
    pub(crate) identity: Option<Authenticated>,
    /// The version that is asked for; `None` until that is known, and where there are none.
    pub(crate) version: Option<String>,
    /// For how many seconds the answer is kept and given again.
    pub(crate) kept_for: Option<u32>,
    /// The row that the path names, where a page asks for it.
    pub(crate) row: Option<Vec<Value>>,
    /// What the request brought as a browser's, and the cookies that the answer carries.
    pub(crate) visit: Visit<'r>,
}

impl<'r> Call<'r> {
    /// The call of a request that a route matches.
    pub(crate) fn new(service: &'r Service, parts: &'r Parts, body: Body, client: Client, path: Cow<'r, str>, found: Match) -> Self {
        let plan = service.route_plan(found.route);
        let operation = plan.operation(&parts.method);
        let accepted = Accepted::plain(service.resolved().routes[found.route].policy.renderers.first().unwrap_or(&Renderer::Json));
        Call {
            service,
            parts,
            client,
            path,
            query: Query::default(),
            found,
            operation,
            body: Incoming::new(body),
            accepted,
            identity: None,
            version: None,
            kept_for: None,
            row: None,
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
        let parameters = self.parameters().into_iter().map(|(name, value)| (name, value.to_owned()));
        Context::from(Inside {
            service: self.service.clone(),
            method: self.parts.method.clone(),
            uri: self.parts.uri.clone(),
            headers: self.parts.headers.clone(),
            client: self.client,
            query: self.query.clone(),
            parameters: parameters.collect(),
            operation: self.operation,
            model: self.model(),
            identity: self.identity.clone(),
            version: self.version.clone(),
            suffix: self.found.format.clone().map(|range| self.path[range].to_owned()),
            object,
            data,
            unreadable: Mutex::new(None),
        })
    }

    /// What serializers need to know of the request.
    pub(crate) fn asking(&self) -> Asking<'r> {
        let suffix = self.found.format.clone().map(|range| self.path[range].to_owned());
        let (query, user) = (self.origin().query(), self.user().map(|user| user.id));
        Asking { service: self.service, client: self.client, headers: &self.parts.headers, uri: &self.parts.uri, user, suffix, query }
    }

    /// The model that the operation is about; for OPTIONS and methods that the route does not answer, that of its operations.
    fn model(&self) -> Option<usize> {
        let place = self.operation.or_else(|| self.route().operations.first().copied())?;
        self.service.resolved().operations[place].model
    }

    /// The path's parameters.
    pub(crate) fn parameters(&self) -> Vec<(String, &str)> {
        parameters(self.route(), &self.path, &self.found)
    }

    /// What this request brings to links.
    pub(crate) fn origin(&self) -> Origin<'_> {
        let version = self.policy().versioning.as_ref().zip(self.version.as_deref());
        Origin { resolved: self.service.resolved(), version, format: self.asked_format() }
    }

    /// The format that the path's suffix or the query names.
    pub(crate) fn format(&self) -> Option<&str> {
        match &self.found.format {
            Some(range) => Some(&self.path[range.clone()]),
            None => self.asked_format(),
        }
    }

    /// The format that the query names.
    fn asked_format(&self) -> Option<&str> {
        format_of(&self.query, self.service.resolved())
    }

    /// The parsed body; see [`Incoming::data`].
    pub(crate) async fn data(&mut self) -> Result<&Data, ApiError> {
        let (_, body) = self.split();
        body.data().await
    }

    /// The parsed body, if it was read.
    pub(crate) fn sent(&self) -> Option<&Data> {
        match &self.body {
            Incoming::Parsed(data) => Some(data),
            Incoming::Waiting(_) | Incoming::Gone => None,
        }
    }

    /// Cookies and body apart, since authentication uses both.
    pub(crate) fn split(&mut self) -> (&mut Visit<'r>, Unread<'_>) {
        let parsers = &self.policy().parsers;
        // Each authenticator asks for this, so that nothing is looked up that no parser needs.
        let of_path = if parsers.contains(&Parser::FileUpload) { parameters(self.route(), &self.path, &self.found) } else { Vec::new() };
        let reading = Reading {
            headers: self.headers(),
            parsers,
            limits: Limits::of(&self.service.resolved().settings),
            storage: self.service.files(),
            own: self.service.own(),
            file_name: of_path.into_iter().find(|(name, _)| name == "filename").map(|(_, value)| value),
        };
        (&mut self.visit, Unread { body: &mut self.body, reading })
    }

    /// Keeps the row for a page, which asks what may be done with it.
    pub(crate) fn keep_for_page(&mut self, object: Option<&Object>) {
        if *self.accepted.renderer == Renderer::Browsable {
            self.row = object.map(|object| object.fields().to_vec());
        }
    }

    /// A segment of the path, counted from 0, without the format suffix.
    pub(crate) fn segment(&self, place: usize) -> &str {
        let path = match &self.found.format {
            Some(format) => &self.path[..format.start - 1],
            None => &self.path,
        };
        path.split('/').nth(place + 1).unwrap_or("")
    }

    /// The unread body for a plain handler.
    pub(crate) fn take_body(&mut self) -> Body {
        self.body.take(self.service.resolved().settings.body_limit)
    }

    /// The host as the client named it, which was checked before the call began.
    pub(crate) fn host(&self) -> &str {
        host(self.headers(), &self.parts.uri).unwrap_or("localhost")
    }
}

/// The body with what it takes to parse it.
pub(crate) struct Unread<'c> {
    body: &'c mut Incoming,
    reading: Reading<'c>,
}

impl<'c> Unread<'c> {
    pub(crate) async fn data(self) -> Result<&'c Data, ApiError> {
        self.body.data(self.reading).await
    }
}

/// The Host header, or the authority that HTTP/2 sends in its place.
pub(crate) fn host<'h>(headers: &'h HeaderMap, uri: &'h Uri) -> Option<&'h str> {
    match headers.get(http::header::HOST) {
        Some(value) => value.to_str().ok(),
        None => uri.authority().map(http::uri::Authority::as_str),
    }
}

/// Refuses a host that is not served, and a request that names two: whoever stands in front may have looked at the other one.
pub(crate) fn check_host(parts: &Parts, allowed: &[String]) -> Result<(), ApiError> {
    let mut names = parts.headers.get_all(http::header::HOST).iter().map(HeaderValue::as_bytes);
    let names = (names.next(), parts.uri.authority().map(|authority| authority.as_str().as_bytes()), names.next());
    let one = match names {
        (Some(header), Some(target), None) => header.eq_ignore_ascii_case(target),
        (_, _, several) => several.is_none(),
    };
    if !one {
        return Err(ApiError::bad_request("the request names two hosts"));
    }
    match host(&parts.headers, &parts.uri) {
        Some(host) if host_allowed(host, allowed) => Ok(()),
        // HTTP/1.0 need not name one.
        None if names == (None, None, None) => Ok(()),
        _ => Err(ApiError::bad_request("the Host header names a host that is not among the allowed hosts")),
    }
}

/// The decoded path of a request.
pub(crate) fn path(parts: &Parts) -> Cow<'_, str> {
    decode_path(parts.uri.path())
}

/// The form of answers that a query names.
pub(crate) fn format_of<'q>(query: &'q Query, resolved: &Resolved) -> Option<&'q str> {
    let param = resolved.settings.url_format_override.as_str();
    if param.is_empty() { None } else { query.get(param) }
}
