//! Why a file could not be kept or read.

use std::io;

/// A fault of a storage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// No file may have this name: nothing is left of it, it leads out of the storage, or the column is too short for it. The client's mistake.
    #[error("no file can be kept under the name {0:?}")]
    Name(String),
    /// The disk.
    #[error("the folder of uploaded files: {0}")]
    Disk(#[from] io::Error),
    /// The bucket.
    #[cfg(feature = "s3")]
    #[error("the bucket of uploaded files: {0}")]
    Bucket(#[from] object_store::Error),
    /// The setting names something that this program cannot use.
    #[error("media_root cannot be `{root}`: {reason}")]
    Root {
        /// The setting.
        root: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl FileError {
    /// Whether there is no room for more files, which passes when somebody makes some.
    pub fn is_full(&self) -> bool {
        matches!(self, FileError::Disk(error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}
