//! What a client may take: connections, time, and the size of a request's head.

use std::time::Duration;

/// The limits of a server. The defaults suit a server that faces clients directly, and one behind a proxy alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// How many connections are open at once; further ones wait in the system's queue. The default leaves file descriptors to the
    /// database where a process may have 1,024.
    pub connections: usize,
    /// The largest head (request line and headers), in bytes; a larger one is answered with 431.
    pub head_bytes: usize,
    /// How long the next request's head may take, waiting for its first byte included: it also ends idle connections.
    pub head: Duration,
    /// How long a body may take beyond what [`Limits::body_rate`] grants it, and how long a client may take none of its answer.
    pub body: Duration,
    /// The rate at which a body earns more time, in bytes a second.
    pub body_rate: u32,
    /// How long requests in flight may take to finish when the server is told to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 900,
            head_bytes: 64 * 1024,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            body_rate: 16 * 1024,
            grace: Duration::from_secs(10),
        }
    }
}
