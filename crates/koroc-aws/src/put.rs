//! Puts a document where somebody asked for it: CloudFormation waits for the answer of a custom resource at an address that is signed already.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::Full;

use crate::{
    Error,
    connection::Connections,
    origin::Origin,
    retry::{chance, pause},
};

/// Puts a document at an address, without a signature of ours; the same document may arrive twice. The content type is empty, which is what
/// CloudFormation's addresses are signed for.
///
/// # Errors
/// If the address cannot be read or reached, or its server refuses.
pub async fn put(url: &str, body: Bytes, deadline: Duration) -> Result<(), Error> {
    let wrong = |why: String| Error::Configuration(format!("the address to answer cannot be used: {why}"));
    let uri: Uri = url.parse().map_err(|error| wrong(format!("{error}")))?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let connections = Connections::new(Origin::parse(url).map_err(wrong)?);
    let end = Instant::now() + deadline;
    for tried in 1.. {
        let request = Request::put(path).header(header::HOST, &connections.origin().host_header).header(header::CONTENT_TYPE, "");
        let request = request.body(Full::new(body.clone())).map_err(|error| wrong(error.to_string()))?;
        let sent = tokio::time::timeout(end.saturating_duration_since(Instant::now()), connections.send(request)).await;
        let error = match sent.map_err(|_| Error::Deadline(connections.origin().host_header.clone()))? {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => {
                let status = answer.status();
                Error::Service { status: status.as_u16(), code: format!("HTTP {status}"), message: String::from_utf8_lossy(answer.body()).into_owned() }
            }
            Err(error) => error,
        };
        match pause(&error, true, tried, chance()) {
            Some(pause) if Instant::now() + pause < end => tokio::time::sleep(pause).await,
            _ => return Err(error),
        }
    }
    unreachable!("every try ends in an answer or an error")
}
