//! A request's id and its line in the access log.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::SocketAddr,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};

/// The header under which the application finds the request's id, and the client too: a 5xx tells nothing else, and the log says the rest.
///
/// A host sets it on every request, whatever the client sent.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives a request its id: sixteen hexadecimal digits, from a start that differs from one run to the next.
pub(crate) fn identify<B>(request: &mut Request<B>) -> HeaderValue {
    static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(RandomState::new().hash_one(0)));
    let text = format!("{:016x}", NEXT.fetch_add(1, Ordering::Relaxed));
    let id = HeaderValue::try_from(text).expect("hexadecimal digits are a header's value");
    request.headers_mut().insert(REQUEST_ID, id.clone());
    id
}

/// The beginning of a line of the access log, if anyone reads it: `KOROC_LOG=koroc::access=info`.
pub(crate) struct Line {
    method: Method,
    uri: Uri,
    peer: SocketAddr,
    start: Instant,
}

impl Line {
    pub(crate) fn begin<B>(request: &Request<B>, peer: SocketAddr) -> Option<Line> {
        tracing::enabled!(target: "koroc::access", tracing::Level::INFO).then(|| Line {
            method: request.method().clone(),
            uri: request.uri().clone(),
            peer,
            start: Instant::now(),
        })
    }

    pub(crate) fn end<B>(self, response: &Response<B>, id: &HeaderValue) {
        let (status, time) = (response.status().as_u16(), self.start.elapsed());
        let id = id.to_str().unwrap_or_default();
        // Only the path: a query may hold what does not belong in a log.
        tracing::info!(target: "koroc::access", method = %self.method, path = self.uri.path(), status, ?time, peer = %self.peer.ip(), id);
    }
}
