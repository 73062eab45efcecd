//! The host that serves an application inside AWS Lambda.
//!
//! It knows nothing of what it serves: an event becomes the request that the client sent, as far as the gateway lets that be known, and the
//! response becomes what that gateway reads. Gateways are HTTP APIs and REST APIs of API Gateway (payload formats 2.0 and 1.0), URLs of
//! functions, Application Load Balancers, and VPC Lattice; what they change on the way is listed in `docs/gateway.md`. Whatever else calls
//! the function (a schedule, a queue, a bucket, anybody directly) is handed over as it comes.

mod answer;
mod balancer;
mod call;
mod event;
mod http_api;
mod lattice;
mod message;
mod path;
mod query;
mod rest_api;

use std::net::IpAddr;

use axum::body::Body;
use http::{HeaderName, HeaderValue, Request, Response};
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::Value;

pub use answer::{Answer, Form};
pub use call::{Call, Kind};
pub use event::Event;
pub use lambda_runtime::Error;
pub use message::Message;

/// The header under which the application finds the invocation's id, and the client too; the function's log has it in every line of Lambda's own.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Whether this process was started by Lambda (or something that acts as Lambda): `AWS_LAMBDA_RUNTIME_API` is set.
pub fn is_present() -> bool {
    std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// The function's handler name (`_HANDLER`), by which one program serves as many functions.
pub fn handler() -> String {
    std::env::var("_HANDLER").unwrap_or_default()
}

/// What an invocation is answered with.
#[derive(Serialize)]
#[serde(untagged)]
enum Reply {
    Response(Answer),
    Value(Value),
}

/// Takes events and answers them until Lambda ends the process.
///
/// `request` is the application: it gets each request with the client's address, and whether the client came by HTTPS. `call` gets what is
/// no request: of a queue and a bucket, one message at a time. An event that cannot be read is an error of that invocation, and so is a
/// panic; the process goes on.
///
/// # Errors
/// If the runtime API cannot be reached.
pub async fn serve<R, F, C, G>(request: R, call: C) -> Result<(), Error>
where
    R: Fn(Request<Body>, IpAddr, bool) -> F,
    F: Future<Output = Response<Body>>,
    C: Fn(Call) -> G,
    G: Future<Output = Result<Value, Error>>,
{
    let (request, call) = (&request, &call);
    let invoke = |event: LambdaEvent<Value>| async move {
        let id = event.context.request_id;
        match Event::read(event.payload)? {
            Event::Request(message) => respond(message, &id, request).await.map(Reply::Response),
            Event::Call(kind, event) => call::hand_over(kind, event, &id, call).await.map(Reply::Value),
        }
    };
    lambda_runtime::run(service_fn(invoke)).await
}

async fn respond<F: Future<Output = Response<Body>>>(message: Message, id: &str, request: impl Fn(Request<Body>, IpAddr, bool) -> F) -> Result<Answer, Error> {
    let (form, address, https) = (message.form(), message.address(), message.https());
    let mut asked = message.into_request()?;
    let id = HeaderValue::try_from(id)?;
    asked.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = request(asked, address, https).await;
    response.headers_mut().insert(REQUEST_ID, id);
    Answer::of(response, form).await
}
