//! Accepts connections and answers their requests until told to stop.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::body::Body;
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};

use crate::{Limits, access, body};

/// Serves until `stop` ends; then takes no more connections, lets requests in flight finish within [`Limits::grace`], and returns.
///
/// `handler` is the application: it gets each request with the address of its peer. It is called on the runtime's own threads; a panic in
/// it ends its connection and nothing else.
pub async fn serve<H, F>(listener: TcpListener, handler: H, limits: Limits, stop: impl Future<Output = ()>)
where
    H: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let (graceful, places, limits) = (GracefulShutdown::new(), Arc::new(Semaphore::new(limits.connections)), Arc::new(limits));
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            connection = accept(&listener, &places) => connection,
            () = &mut stop => break,
        };
        tokio::spawn(connection(stream, peer, handler.clone(), limits.clone(), graceful.watcher(), place));
    }
    drop(listener);
    let open = graceful.count();
    if time::timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!(open, "requests in flight did not finish within {:?}; they are cut off", limits.grace);
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    let place = places.clone().acquire_owned().await.expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if gone(&error) => {}
            Err(error) => {
                // Out of file descriptors or memory: what is open goes on, and closing gives some back.
                tracing::warn!(%error, "cannot accept a connection; trying again");
                time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Whether the error is the client's own, who left before we came.
fn gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused)
}

/// Answers the requests of one connection.
async fn connection<H, F>(stream: TcpStream, peer: SocketAddr, handler: H, limits: Arc<Limits>, watcher: Watcher, place: OwnedSemaphorePermit)
where
    H: Fn(Request<Body>, SocketAddr) -> F,
    F: Future<Output = Response<Body>>,
{
    set_options(&stream, &limits);
    let service = service_fn(|request: Request<Incoming>| {
        let mut request = request.map(|incoming| body::timed(incoming, &limits));
        let id = access::identify(&mut request);
        let line = access::Line::begin(&request, peer);
        let response = handler(request, peer);
        async move {
            let mut response = response.await;
            if let Some(line) = line {
                line.end(&response, &id);
            }
            response.headers_mut().insert(access::REQUEST_ID, id);
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(limits.head_bytes)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
    drop(place);
}

/// Sends small answers at once, and gives up on a client that reads none of its answer.
fn set_options(stream: &TcpStream, limits: &Limits) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(limits.body)) {
        tracing::debug!(%error, "TCP_USER_TIMEOUT");
    }
}
