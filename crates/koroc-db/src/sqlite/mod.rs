//! SQLite: read connections used on the spot, a few threads for long reads, one thread that writes in groups.

mod bind;
mod connection;
mod decode;
mod error;
mod read;
mod statement;
mod write;

pub(crate) use read::Readers;
pub(crate) use statement::Run;
pub(crate) use write::Writer;
