//! Opens the listening socket, or says why it cannot be opened and what to do.

use std::{
    fmt,
    io::{self, ErrorKind},
    net::SocketAddr,
};

use tokio::net::TcpListener;

/// Listens at an address; port 0 takes any free one ([`TcpListener::local_addr`] tells which).
///
/// # Errors
/// [`BindError`], whose text names the address, the cause and the way out.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|cause| BindError { address, cause })
}

/// Why nothing listens at an address.
#[derive(Debug)]
pub struct BindError {
    /// The address.
    pub address: SocketAddr,
    /// What the system said.
    pub cause: io::Error,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BindError { address, cause } = self;
        match cause.kind() {
            ErrorKind::AddrInUse => write!(f, "cannot listen on {address}: another program already does; stop it or choose another port"),
            ErrorKind::PermissionDenied => write!(f, "cannot listen on {address}: ports below 1024 need privileges; choose a higher port"),
            ErrorKind::AddrNotAvailable => write!(f, "cannot listen on {address}: this machine has no such address; 127.0.0.1 and 0.0.0.0 always exist"),
            _ => write!(f, "cannot listen on {address}: {cause}"),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
