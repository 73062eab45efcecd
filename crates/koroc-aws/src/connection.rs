//! Connections to one origin, kept for the next call.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::{Error, origin::Origin, tls};

/// How long a connection may lie idle before it is not trusted any more: shorter than any service keeps one. Measured by the wall clock, since
/// Lambda stops the other one with the process.
const IDLE: Duration = Duration::from_secs(10);

/// Connections kept at most.
const KEPT: usize = 16;

/// The largest answer that is read: the Data API's own limit is 1 MiB.
const LARGEST: usize = 4 << 20;

/// A connection that no call is using, and since when.
type Idle = (SendRequest<Full<Bytes>>, SystemTime);

/// Connections to one origin.
pub(crate) struct Connections {
    origin: Origin,
    idle: Mutex<Vec<Idle>>,
}

impl Connections {
    pub(crate) fn new(origin: Origin) -> Connections {
        Connections { origin, idle: Mutex::default() }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&self, mut request: Request<Full<Bytes>>) -> Result<Response<Bytes>, Error> {
        while let Some(mut connection) = self.take() {
            match connection.try_send_request(request).await {
                Ok(answer) => return self.read(answer, connection).await,
                // It was closed in the meantime, before anything of the request went out: the next one, or a new one, takes it.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(broken(&self.origin, error.error(), true)),
                },
            }
        }
        let mut connection = connect(&self.origin).await?;
        let answer = connection.send_request(request).await.map_err(|error| broken(&self.origin, &error, true))?;
        self.read(answer, connection).await
    }

    async fn read(&self, answer: Response<hyper::body::Incoming>, connection: SendRequest<Full<Bytes>>) -> Result<Response<Bytes>, Error> {
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| Error::Connection { message: format!("{}: {error}", self.origin.host_header), sent: true })?.to_bytes();
        let mut idle = self.idle();
        if idle.len() < KEPT {
            idle.push((connection, SystemTime::now()));
        }
        Ok(Response::from_parts(head, body))
    }

    /// The connection that was used last, if it can still be trusted.
    fn take(&self) -> Option<SendRequest<Full<Bytes>>> {
        let mut idle = self.idle();
        while let Some((connection, since)) = idle.pop() {
            if since.elapsed().is_ok_and(|idle| idle < IDLE) && !connection.is_closed() {
                return Some(connection);
            }
        }
        None
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A new connection, which ends with its sender.
async fn connect(origin: &Origin) -> Result<SendRequest<Full<Bytes>>, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Connection { message: format!("no connection to {}: {error}", origin.host_header), sent: false };
    let tcp = TcpStream::connect((origin.host.as_str(), origin.port)).await.map_err(|error| failed(&error))?;
    tcp.set_nodelay(true).map_err(|error| failed(&error))?;
    let sender = if origin.tls {
        let name = ServerName::try_from(origin.host.clone()).map_err(|error| failed(&error))?;
        let tls = TlsConnector::from(tls::config()?).connect(name, tcp).await.map_err(|error| failed(&error))?;
        let (sender, connection) = http1::handshake(TokioIo::new(tls)).await.map_err(|error| failed(&error))?;
        tokio::spawn(connection);
        sender
    } else {
        let (sender, connection) = http1::handshake(TokioIo::new(tcp)).await.map_err(|error| failed(&error))?;
        tokio::spawn(connection);
        sender
    };
    Ok(sender)
}

fn broken(origin: &Origin, error: &hyper::Error, sent: bool) -> Error {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    Error::Connection { message: format!("{}: {error}{cause}", origin.host_header), sent }
}
