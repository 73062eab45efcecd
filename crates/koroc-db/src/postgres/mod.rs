//! PostgreSQL, and what speaks its protocol: a pool of connections, statements prepared once on each.

mod connection;
mod decode;
mod encode;
mod error;
mod numeric;
mod pool;
mod statement;

pub(crate) use connection::Connection;
pub(crate) use pool::Pool;
pub(crate) use statement::Run;
