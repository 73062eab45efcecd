//! The host that serves an application inside AWS Lambda, behind an HTTP API of API Gateway (payload format 2.0).
//!
//! It knows nothing of what it serves: an event becomes the request that the client sent, as far as the gateway lets that be known, and the
//! response becomes what the gateway reads. What the gateway changes on the way is listed in `docs/gateway.md`.

mod answer;
mod event;
mod path;

use std::net::IpAddr;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Request, Response};
use lambda_runtime::{Error, LambdaEvent, service_fn};

pub use answer::Answer;
pub use event::Event;

/// The header under which the application finds the invocation's id, and the client too; the function's log has it in every line of Lambda's own.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Whether this process was started by Lambda (or something that acts as Lambda): `AWS_LAMBDA_RUNTIME_API` is set.
pub fn is_present() -> bool {
    std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Takes events and answers them until Lambda ends the process.
///
/// `handler` is the application: it gets each request with the client's address, and whether the client came by HTTPS. An event that is
/// none of an HTTP API is an error of that invocation, and so is a panic; the process goes on.
///
/// # Errors
/// If the runtime API cannot be reached.
pub async fn serve<H, F>(handler: H) -> Result<(), Error>
where
    H: Fn(Request<Body>, IpAddr, bool) -> F,
    F: Future<Output = Response<Body>>,
{
    let invoke = |event: LambdaEvent<Event>| {
        let id = event.context.request_id;
        let handler = &handler;
        async move {
            let (address, https) = (event.payload.source_ip(), event.payload.https());
            let mut request = event.payload.into_request()?;
            let id = HeaderValue::try_from(id)?;
            request.headers_mut().insert(REQUEST_ID, id.clone());
            let mut response = handler(request, address, https).await;
            response.headers_mut().insert(REQUEST_ID, id);
            Answer::of(response).await
        }
    };
    lambda_runtime::run(service_fn(invoke)).await
}
