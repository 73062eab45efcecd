//! Calls to a service: signed, tried again where that is safe, answered within their time.

use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::Utc;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use serde::Deserialize;

use crate::{
    Error, Service,
    connection::Connections,
    credentials::{Credentials, region, variable},
    retry::{chance, pause},
    sign::{Signed, sign},
};

/// A service of AWS, called as whom the environment says. It keeps connections: make one and share it.
pub struct Client {
    service: Service,
    region: String,
    credentials: Credentials,
    connections: Connections,
}

/// A JSON document to post.
#[derive(Debug, Clone)]
pub struct Call<'c> {
    /// The path, as `/Execute`.
    pub path: &'c str,
    /// The operation, for services that are told it by the header `X-Amz-Target`.
    pub target: Option<&'c str>,
    /// The document.
    pub body: Bytes,
    /// Whether it does no harm if it is done twice: then it is also tried again where nobody knows whether it was done.
    pub repeatable: bool,
    /// How long it may take, with all tries.
    pub deadline: Duration,
}

impl Client {
    /// The service in a region, `None` for that of the environment (`AWS_REGION`). Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Configuration`] if the environment has no credentials or region, or an endpoint that cannot be read.
    pub fn new(service: Service, in_region: Option<&str>) -> Result<Client, Error> {
        let region = in_region.map_or_else(|| region(variable), |region| Ok(region.to_owned()))?;
        let connections = Connections::new(service.origin(&region, variable)?);
        Ok(Client::to(service, region, Credentials::read(variable)?, connections))
    }

    pub(crate) fn to(service: Service, region: String, credentials: Credentials, connections: Connections) -> Client {
        Client { service, region, credentials, connections }
    }

    /// Makes a call and answers the service's document.
    ///
    /// # Errors
    /// What the service says, or why it could not be asked.
    pub async fn post(&self, call: &Call<'_>) -> Result<Bytes, Error> {
        let end = Instant::now() + call.deadline;
        for tried in 1.. {
            let late = || Error::Deadline(self.connections.origin().host_header.clone());
            let attempt = tokio::time::timeout(end.saturating_duration_since(Instant::now()), self.attempt(call));
            let error = match attempt.await.map_err(|_| late())? {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match pause(&error, call.repeatable, tried, chance()) {
                Some(pause) if Instant::now() + pause < end => {
                    tracing::debug!("{} {} again in {pause:?}: {error}", self.service.name(), call.path);
                    tokio::time::sleep(pause).await;
                }
                _ => return Err(error),
            }
        }
        unreachable!("every try ends in an answer or an error")
    }

    async fn attempt(&self, call: &Call<'_>) -> Result<Bytes, Error> {
        let answer = self.connections.send(self.request(call)?).await?;
        if answer.status() == StatusCode::OK { Ok(answer.into_body()) } else { Err(refusal(&answer)) }
    }

    /// The request, signed now.
    fn request(&self, call: &Call<'_>) -> Result<Request<Full<Bytes>>, Error> {
        let content_type = if call.target.is_some() { "application/x-amz-json-1.1" } else { "application/json" };
        let mut headers = vec![("content-type", content_type), ("host", self.connections.origin().host_header.as_str())];
        headers.extend(call.target.map(|target| ("x-amz-target", target)));
        let signed = Signed { method: "POST", path: call.path, headers: &headers, body: &call.body };
        let added = sign(&signed, &self.credentials, &self.region, self.service.name(), Utc::now());
        let mut request = Request::post(call.path).header(header::USER_AGENT, concat!("koroc/", env!("CARGO_PKG_VERSION")));
        for (name, value) in headers.into_iter().chain(added.iter().map(|(name, value)| (*name, value.as_str()))) {
            request = request.header(name, value);
        }
        request.body(Full::new(call.body.clone())).map_err(|error| Error::Configuration(format!("the credentials cannot be sent: {error}")))
    }
}

/// How services tell an error: the code in a header or in the document, where a URL or a namespace may stand around it.
fn refusal(answer: &Response<Bytes>) -> Error {
    #[derive(Deserialize, Default)]
    struct Told {
        #[serde(rename = "__type", alias = "code", alias = "Code", default)]
        code: String,
        #[serde(alias = "Message", default)]
        message: String,
    }
    let told: Told = serde_json::from_slice(answer.body()).unwrap_or_default();
    let header = answer.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok()).unwrap_or(&told.code);
    let code = header.split(':').next().unwrap_or_default().rsplit('#').next().unwrap_or_default();
    let code = if code.is_empty() { format!("HTTP {}", answer.status().as_u16()) } else { code.to_owned() };
    Error::Service { status: answer.status().as_u16(), code, message: told.message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_named_by_header_or_document() {
        let cases = [
            (Some("BadRequestException:http://internal.amazon.com/coral/"), r#"{"message": "no"}"#, "BadRequestException: no"),
            (None, r#"{"__type": "com.amazonaws.secretsmanager#ResourceNotFoundException", "Message": "gone"}"#, "ResourceNotFoundException: gone"),
            (None, r#"{"code": "DatabaseResumingException", "message": "soon"}"#, "DatabaseResumingException: soon"),
            (None, "<html>", "HTTP 400: "),
        ];
        for (header, body, told) in cases {
            let mut answer = Response::builder().status(400);
            if let Some(code) = header {
                answer = answer.header("x-amzn-ErrorType", code);
            }
            assert_eq!(refusal(&answer.body(Bytes::from(body)).expect("it is an answer")).to_string(), told);
        }
    }
}
