//! One request, one function: the steps in DRF's order, each a named function of a named module.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, header};
use koroc_serial::Form;
use koroc_spec::{Authenticator, Metadata, RouteKind};

use crate::act::{Act, act, options};
use crate::auth::{Authenticated, Forced, Refused};
use crate::body::Data;
use crate::call::{Call, check_host, path};
use crate::query::Query;
use crate::service::Service;
use crate::{ApiError, Body, Client, ErrorKind, Reply, cache, cors, negotiate, permit, render, rows, throttle, unrouted, versioning};

/// Answers a request. This is the boundary: errors become answers here and are logged here, and a panic ends nothing but its own request.
pub(crate) async fn handle(service: &Service, request: Request<Body>, client: Client) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let client = client.behind(service.trusted_proxies(), &parts.headers);
    match caught(routed(service, &parts, body, client)).await {
        Ok(response) => response,
        Err(panic) => render::plain(&parts, &ApiError::internal(panic)),
    }
}

/// Finds the route; what has none is answered beside the API, and what a page of another origin asks beforehand before any route.
async fn routed(service: &Service, parts: &Parts, body: Body, client: Client) -> Response<Body> {
    if let Err(error) = check_host(parts, &service.resolved().settings.allowed_hosts) {
        return render::wrong_host(parts, &error);
    }
    let cors = service.resolved().cors.as_ref();
    if let Some(response) = cors::preflight(cors, parts) {
        return response;
    }
    let path = path(parts);
    let mut response = match service.table().find(&path) {
        None => unrouted::answer(service, parts, &path),
        Some(found) => {
            let mut call = Call::new(service, parts, body, client, path, found);
            let outcome = match call.route().kind {
                RouteKind::Login | RouteKind::Logout => login_or_logout(&mut call).await,
                _ => walk(&mut call).await,
            };
            render::respond(&mut call, outcome).await
        }
    };
    cors::allow(cors, parts, &mut response);
    response
}

/// The way of every request of the API.
async fn walk(call: &mut Call<'_>) -> Result<Reply, ApiError> {
    call.query = query(call)?;
    call.accepted = negotiated(call)?;
    call.version = versioning::version(call)?;
    authenticate(call).await?;
    permit::request(call).await?;
    throttle::check(call).await?;
    let Some(step) = asked(call)? else { return options(call).await };
    call.kept_for = cache::seconds(call);
    if let Some(reply) = call.kept_for.and_then(|_| call.service.cache().find(call)) {
        call.kept_for = None;
        return Ok(reply);
    }
    let object = rows::object(call, step.operation, step.plan).await?;
    call.keep_for_page(object.as_ref());
    act(call, step, object).await
}

/// The query's parameters.
fn query(call: &Call<'_>) -> Result<Query, ApiError> {
    let text = call.parts.uri.query().unwrap_or("");
    Query::parse(text.as_bytes()).ok_or_else(|| ApiError::bad_request("the query has too many parameters"))
}

/// The form of the answer; plain handlers choose their own.
fn negotiated<'r>(call: &Call<'r>) -> Result<negotiate::Accepted<'r>, ApiError> {
    match call.route().kind {
        RouteKind::Handler | RouteKind::Function | RouteKind::Media => Ok(call.accepted.clone()),
        _ => match &call.policy().negotiation {
            Some(name) => negotiate::by_hand(call, name),
            None => negotiate::renderer(&call.policy().renderers, call.headers(), call.format()),
        },
    }
}

/// Finds out who asks: the first way that knows somebody decides.
async fn authenticate(call: &mut Call<'_>) -> Result<(), ApiError> {
    if let Some(Forced(user)) = call.parts.extensions.get() {
        let by = call.policy().authentication.first().unwrap_or(&Authenticator::Session);
        call.identity = Some(call.service.auth().authenticated(*user, by).await?);
        return Ok(());
    }
    for way in &call.policy().authentication {
        call.identity = match way {
            Authenticator::Custom { name, .. } => {
                let find = call.service.own().authenticators.get(name).ok_or_else(|| ApiError::internal("an authenticator has behaviour"))?;
                match find(call.context(None, None)).await? {
                    Some(key) => Some(call.service.auth().authenticated(key, way).await?),
                    None => None,
                }
            }
            Authenticator::Session | Authenticator::Basic | Authenticator::Token => built_in(call, way).await?,
        };
        if call.identity.is_some() {
            break;
        }
    }
    Ok(())
}

/// Asks one of Koroc's own ways. A session looks for its CSRF token in a form, so that a body may be read, and refused, here.
async fn built_in(call: &mut Call<'_>, way: &Authenticator) -> Result<Option<Authenticated>, ApiError> {
    let auth = call.service.auth();
    let mut unreadable = None;
    let (visit, body) = call.split();
    let form_token = async || match body.data().await {
        Ok(data) => data.form_text("csrfmiddlewaretoken").map(str::to_owned),
        Err(error) => {
            unreadable = Some(error);
            None
        }
    };
    let found = auth.authenticate(visit, std::slice::from_ref(way), form_token).await;
    match unreadable {
        Some(error) => Err(error),
        None => Ok(found?),
    }
}

/// The operation that the method asks for; `None`: OPTIONS.
fn asked<'r>(call: &Call<'r>) -> Result<Option<Act<'r>>, ApiError> {
    match call.operation() {
        Some((operation, plan)) => Ok(Some(Act { operation, plan })),
        None if *call.method() == Method::OPTIONS && call.policy().metadata != Metadata::Off => Ok(None),
        None => Err(ApiError::method_not_allowed(call.method().as_str())),
    }
}

/// The login and logout pages, which are Django's views: no negotiation, no authenticators, answers of their own.
async fn login_or_logout(call: &mut Call<'_>) -> Result<Reply, ApiError> {
    call.query = query(call)?;
    if *call.method() == Method::POST
        && let Err(error) = throttle::check(call).await
    {
        return refused_login(error);
    }
    let form = match *call.method() {
        Method::POST => match call.data().await {
            Ok(Data::Form(form)) => form.clone(),
            Ok(Data::Json(_)) => Form::default(),
            Err(error) if error.kind() == ErrorKind::UnsupportedMediaType => Form::default(),
            Err(error) => return Err(error),
        },
        _ => Form::default(),
    };
    let (auth, next) = (call.service.auth(), call.query.get("next"));
    let response = match call.route().kind {
        RouteKind::Logout => auth.logout_view(&mut call.visit, &call.parts.uri, next, &form).await?,
        _ => auth.login_view(&mut call.visit, next, &form).await?,
    };
    let (head, body) = response.into_parts();
    Ok(Reply::raw(head, body))
}

/// A login that was tried too often is told so in plain words: these pages are no part of the API.
fn refused_login(error: ApiError) -> Result<Reply, ApiError> {
    if error.kind() != ErrorKind::Throttled {
        return Err(error);
    }
    let mut response = Response::new(Body::from(error.to_string()));
    *response.status_mut() = error.status();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().extend(error.headers().clone());
    let (head, body) = response.into_parts();
    Ok(Reply::raw(head, body))
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Credentials(reason) => ApiError::authentication_failed(reason),
            Refused::Forgery(reason) => ApiError::permission_denied(Some(format!("CSRF Failed: {reason}").into())),
            Refused::Database(error) => error.into(),
        }
    }
}

/// The output of a future, or the message of its panic.
async fn caught<F: Future>(future: F) -> Result<F::Output, String> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(message(&*panic))),
    })
    .await
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a message"))
}
