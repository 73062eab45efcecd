//! Where uploaded files are kept.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::Utc;
use koroc_spec::UploadedFile;

use crate::folder::Folder;
use crate::name::{Names, wanted};
use crate::{Chunks, FileError, Saved, Spool};

/// A folder of the local disk, or a bucket. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Storage(Arc<Place>);

#[derive(Debug)]
enum Place {
    Folder(Folder),
    #[cfg(feature = "s3")]
    Bucket(crate::s3::Bucket),
}

/// What is known of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its length in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: SystemTime,
}

impl Storage {
    /// The storage that the setting `media_root` names: a folder, which the first file makes, or `s3://bucket/prefix`, for which the environment has
    /// the credentials (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, and `AWS_ENDPOINT_URL` for a server other than Amazon's).
    ///
    /// Temporary files that a crash left a day ago are removed.
    ///
    /// # Errors
    /// Where the setting names a bucket and the program was built without the feature `s3`, or the bucket's configuration is incomplete.
    pub fn open(root: &str) -> Result<Storage, FileError> {
        let place = match root.split_once("://") {
            #[cfg(feature = "s3")]
            Some(("s3", bucket)) => Place::Bucket(crate::s3::Bucket::open(root, bucket)?),
            #[cfg(not(feature = "s3"))]
            Some(("s3", _)) => {
                return Err(FileError::Root { root: root.to_owned(), reason: "this program was built without the feature `s3`".to_owned() });
            }
            Some(_) => return Err(FileError::Root { root: root.to_owned(), reason: "it is a folder or `s3://bucket/prefix`".to_owned() }),
            None => Place::Folder(Folder::open(Path::new(root))),
        };
        Ok(Storage(Arc::new(place)))
    }

    /// Takes the files of one request, of which it holds `memory` bytes in memory.
    pub fn spool(&self, memory: usize) -> Spool {
        let folder = match &*self.0 {
            Place::Folder(folder) => folder.waiting(),
            #[cfg(feature = "s3")]
            Place::Bucket(_) => std::env::temp_dir(),
        };
        Spool::new(folder, memory)
    }

    /// Keeps an upload: under `upload_to` (with `strftime` patterns of the present instant in UTC) and its own name made plain, or that name with seven
    /// random characters where it is taken or longer than `max_length` characters. It is on disk, its name too, when this is done.
    ///
    /// # Errors
    /// [`FileError::Name`] where no name can be made; a fault of the disk or bucket, of which nothing stays behind.
    pub async fn save(&self, file: &UploadedFile, upload_to: &str, max_length: Option<usize>) -> Result<Saved, FileError> {
        let mut names = Names::new(&wanted(upload_to, &file.name, Utc::now())?, max_length);
        loop {
            let name = names.next()?;
            let kept = match &*self.0 {
                Place::Folder(folder) => folder.keep(&name, file, self).await?,
                #[cfg(feature = "s3")]
                Place::Bucket(bucket) => bucket.keep(&name, file, self).await?,
            };
            if let Some(saved) = kept {
                return Ok(saved);
            }
        }
    }

    /// Looks for a file; `None`: there is none of this name.
    ///
    /// # Errors
    /// A fault of the disk or bucket.
    pub async fn find(&self, name: &str) -> Result<Option<Found>, FileError> {
        match &*self.0 {
            Place::Folder(folder) => folder.find(name).await,
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.find(name).await,
        }
    }

    /// Reads a part of a file, which must be within its length.
    ///
    /// # Errors
    /// Where it is gone; a fault of the disk or bucket.
    pub async fn read(&self, name: &str, range: Range<u64>) -> Result<Chunks, FileError> {
        match &*self.0 {
            Place::Folder(folder) => folder.read(name, range).await,
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.read(name, range).await,
        }
    }

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// A fault of the disk or bucket.
    pub async fn remove(&self, name: &str) -> Result<(), FileError> {
        match &*self.0 {
            Place::Folder(folder) => folder.remove(name),
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => bucket.remove(name).await,
        }
    }
}
