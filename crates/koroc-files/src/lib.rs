//! Uploaded files: their names, where they wait while their request runs, and where they are kept.
//!
//! A [`Storage`] is a folder of the local disk or, with the feature `s3`, a bucket of S3-compatible storage. It never overwrites a file, and a file is
//! safe on disk before anyone is told its name. A [`Spool`] takes what a request brings: a little in memory, the rest in temporary files.

mod chunks;
mod error;
mod folder;
mod media_type;
mod name;
#[cfg(feature = "s3")]
mod s3;
mod saved;
mod spool;
mod storage;

pub use chunks::Chunks;
pub use error::FileError;
pub use media_type::{Guess, media_type};
pub use name::{client_name, plain_name};
pub use saved::Saved;
pub use spool::{Spool, Spooled};
pub use storage::{Found, Storage};
