//! What behaviour written in Rust is given: the request, who asks, the row it is about, the database.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use koroc_db::{Db, Model};
use koroc_files::Storage;
use koroc_serial::Serializer;
use koroc_spec::{Authenticator, Operation, Resolved, Value};

use crate::auth::{Authenticated, User};
use crate::body::Data;
use crate::call::format_of;
use crate::query::Query;
use crate::records::Asking;
use crate::reverse::Origin;
use crate::service::Service;
use crate::{ApiError, Client, links};

/// One request, as hooks, extra actions, handlers and permissions see it; cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inside>);

pub(crate) struct Inside {
    pub(crate) service: Service,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) client: Client,
    pub(crate) query: Query,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) operation: Option<usize>,
    /// The model that the route is about.
    pub(crate) model: Option<usize>,
    pub(crate) identity: Option<Authenticated>,
    pub(crate) version: Option<String>,
    /// The format suffix of the path.
    pub(crate) suffix: Option<String>,
    /// All fields of the model, in its order.
    pub(crate) object: Option<Vec<Value>>,
    pub(crate) data: Option<Data>,
    /// Why the body could not be read, until somebody asks for it.
    pub(crate) unreadable: Mutex<Option<ApiError>>,
}

impl From<Inside> for Context {
    fn from(inside: Inside) -> Self {
        Context(Arc::new(inside))
    }
}

impl Context {
    /// This request as one of another method: what OPTIONS and pages ask permissions about.
    pub(crate) fn with_method(mut self, method: &Method) -> Self {
        if let Some(inside) = Arc::get_mut(&mut self.0) {
            inside.method = method.clone();
        }
        self
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.0.service.db()
    }

    /// Where uploaded files are kept.
    pub fn files(&self) -> &Storage {
        self.0.service.files()
    }

    /// The application's description.
    pub fn resolved(&self) -> &Arc<Resolved> {
        self.0.service.resolved()
    }

    /// The operation that runs; `None` for OPTIONS and for methods that the route does not answer, which permissions see too.
    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.map(|place| &self.resolved().operations[place])
    }

    /// Who asks; `None`: nobody is logged in.
    pub fn user(&self) -> Option<&User> {
        self.0.identity.as_ref().map(|identity| &*identity.user)
    }

    /// Who asks, where the work needs somebody: nobody is DRF's 401 (403 where no scheme can be named).
    pub fn authenticated(&self) -> Result<&User, ApiError> {
        self.user().ok_or_else(ApiError::not_authenticated)
    }

    /// The request's method.
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// Whether the method only reads: GET, HEAD and OPTIONS do (DRF's `SAFE_METHODS`, to which TRACE does not belong).
    pub fn only_reads(&self) -> bool {
        matches!(self.0.method, Method::GET | Method::HEAD | Method::OPTIONS)
    }

    /// The request's path and query.
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The request's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The other end of the connection.
    pub fn client(&self) -> Client {
        self.0.client
    }

    /// The query's parameters.
    pub fn query(&self) -> &Query {
        &self.0.query
    }

    /// The value of a parameter of the path, `{id}`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How it is known who asks; `None`: nobody is logged in.
    pub fn authenticator(&self) -> Option<&Authenticator> {
        self.0.identity.as_ref().map(|identity| &identity.by)
    }

    /// The version of the API that is asked for; `None`: the view has none, or no default.
    pub fn version(&self) -> Option<&str> {
        self.0.version.as_deref()
    }

    /// The absolute URL of the route with this name (`funds-detail`), its parameters filled in, for the same version of the API (DRF's `reverse`).
    ///
    /// # Errors
    /// 500 where there is no such route, or it needs other parameters: mistakes of the program.
    pub fn reverse(&self, name: &str, parameters: &[(&str, &str)]) -> Result<String, ApiError> {
        let path = self.origin().reverse(name, parameters).ok_or_else(|| ApiError::internal(format!("no route `{name}` takes these parameters")))?;
        Ok(format!("{}{path}", links::base(self.client(), self.headers(), self.uri())))
    }

    /// What the request brings to links.
    fn origin(&self) -> Origin<'_> {
        let version = self.operation().and_then(|operation| operation.policy.versioning.as_ref()).zip(self.version());
        Origin { resolved: self.resolved(), version, format: format_of(self.query(), self.resolved()) }
    }

    /// The parsed body of an extra action or view; an absent one is an empty object, or an empty form. It is parsed beforehand, but what was wrong
    /// with it is said here, so that a view that does not look at it does not mind.
    ///
    /// # Errors
    /// What the parser says, once: afterwards the body counts as empty. 500 in hooks and permissions, which have no body.
    pub fn data(&self) -> Result<&Data, ApiError> {
        match self.0.unreadable.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(error),
            None => self.0.data.as_ref().ok_or_else(|| ApiError::internal("this function is not given the body")),
        }
    }

    /// Says of the body that it could not be read.
    pub(crate) fn refuse_data(&self, error: ApiError) {
        *self.0.unreadable.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// The row that the path names: of a detail action, and of hooks before it is changed or deleted.
    ///
    /// # Errors
    /// 500 where there is none, or where it is not an `M`: mistakes of the program.
    pub fn object<M: Model>(&self) -> Result<M, ApiError> {
        let row = self.0.object.clone().ok_or_else(|| ApiError::internal("this operation is not about a row"))?;
        let model = self.0.model.map(|model| self.resolved().models[model].label());
        if model.as_deref() != Some(M::LABEL) {
            return Err(ApiError::internal(format!("the row is not a {}", M::LABEL)));
        }
        M::from_row(row).map_err(ApiError::internal)
    }

    /// What serializers need to know of the request.
    pub(crate) fn asking(&self) -> Asking<'_> {
        let Inside { service, client, headers, uri, suffix, .. } = &*self.0;
        let (query, user) = (self.origin().query(), self.user().map(|user| user.id));
        Asking { service, client: *client, headers, uri, user, suffix: suffix.clone(), query }
    }

    pub(crate) fn inside(&self) -> &Inside {
        &self.0
    }

    pub(crate) fn serializer(&self) -> Result<&Serializer, ApiError> {
        let plan = self.0.operation.map(|place| self.0.service.operation_plan(place));
        plan.and_then(|plan| plan.serializer.as_deref()).ok_or_else(|| ApiError::internal("this operation has no serializer"))
    }
}

/// The request as plain axum handlers take it, among their other arguments.
impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Context, ApiError> {
        parts.extensions.get().cloned().ok_or_else(|| ApiError::internal("a handler outside of the application has no context"))
    }
}
