//! PostgreSQL, and what speaks its protocol: a pool of connections, statements prepared once on each.

mod address;
mod connection;
mod decode;
mod encode;
mod error;
mod numeric;
mod pool;
mod statement;
#[cfg(feature = "tls")]
mod tls;

pub(crate) use address::Address;
pub(crate) use connection::Connection;
pub(crate) use pool::Pool;
pub(crate) use statement::Run;
