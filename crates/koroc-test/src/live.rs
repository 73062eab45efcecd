//! An application behind a real port.

use std::net::SocketAddr;

use koroc::http::{Client, Service};
use koroc::server::{Limits, bind, serve};
use tokio::task::AbortHandle;

/// A server on a free port of this machine, for clients that are no [`TestClient`](crate::TestClient): a browser, another program's library (Django's
/// `LiveServerTestCase`). It stops when this is dropped.
pub struct LiveServer {
    address: SocketAddr,
    task: AbortHandle,
}

impl LiveServer {
    pub(crate) async fn start(service: Service) -> LiveServer {
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap_or_else(|error| panic!("{error}"));
        let address = listener.local_addr().expect("a listener has an address");
        let handle = move |request, peer: SocketAddr| {
            let service = service.clone();
            async move { service.handle(request, Client { address: peer.ip(), https: false }).await }
        };
        let task = tokio::spawn(serve(listener, handle, Limits::default(), std::future::pending())).abort_handle();
        LiveServer { address, task }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of a path, `http://127.0.0.1:…/api/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for LiveServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
