//! Files in a bucket of S3-compatible storage.

use std::io::Read;
use std::ops::Range;
use std::time::Duration;

use koroc_spec::{FileContent, UploadedFile};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Error, MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig};
use tokio::task::spawn_blocking;

use crate::chunks::Sender;
use crate::spool::sweep;
use crate::{Chunks, FileError, Found, Saved, Storage, media_type};

/// The parts in which a large file is sent; S3 takes none below 5 MiB, and at most 10,000.
const PART: usize = 8 * 1024 * 1024;
/// How much is read at once.
const PIECE: u64 = 1024 * 1024;
/// A request that waits for a bucket is better answered 500 than not.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(crate) struct Bucket {
    store: AmazonS3,
    prefix: String,
}

impl Bucket {
    /// `bucket/prefix`; the rest stands in the environment.
    pub(crate) fn open(root: &str, place: &str) -> Result<Bucket, FileError> {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let refused = |reason: String| FileError::Root { root: root.to_owned(), reason };
        if bucket.is_empty() {
            return Err(refused("it names no bucket".to_owned()));
        }
        sweep(&std::env::temp_dir());
        let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build().map_err(|error| refused(error.to_string()))?;
        Ok(Bucket { store, prefix: prefix.trim_matches('/').to_owned() })
    }

    /// The key of a file; `None` for a name that no file can have.
    fn key(&self, name: &str) -> Option<Path> {
        let plain = name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !name.contains(['\\', '\0']);
        let key = if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) };
        plain.then(|| Path::from(key))
    }

    /// Keeps a file under this very name; `None`: it is taken.
    pub(crate) async fn keep(&self, name: &str, file: &UploadedFile, storage: &Storage) -> Result<Option<Saved>, FileError> {
        let key = self.key(name).ok_or_else(|| FileError::Name(name.to_owned()))?;
        // The name is taken first, by a file without content where the content is large: what is sent in parts would overwrite without a word.
        let first = match &file.content {
            FileContent::Memory(bytes) => PutPayload::from(bytes.to_vec()),
            FileContent::Temporary(_) => PutPayload::new(),
        };
        let guess = media_type(name);
        let attributes = [(object_store::Attribute::ContentType, guess.media_type)].into_iter().collect();
        match self.store.put_opts(&key, first, PutOptions { mode: PutMode::Create, attributes, ..PutOptions::default() }).await {
            Ok(_) => {}
            Err(Error::AlreadyExists { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let saved = Saved::new(storage, name.to_owned());
        if let FileContent::Temporary(_) = &file.content {
            self.send(&key, file).await?;
        }
        Ok(Some(saved))
    }

    async fn send(&self, key: &Path, file: &UploadedFile) -> Result<(), FileError> {
        let mut upload = self.store.put_multipart(key).await?;
        let mut content = file.open()?;
        loop {
            let read = spawn_blocking(move || {
                let mut part = Vec::with_capacity(PART);
                content.by_ref().take(PART as u64).read_to_end(&mut part)?;
                Ok::<_, std::io::Error>((content, part))
            });
            let part = match read.await.map_err(std::io::Error::other)? {
                Ok((rest, part)) => {
                    content = rest;
                    part
                }
                Err(error) => {
                    drop(upload.abort().await);
                    return Err(error.into());
                }
            };
            if part.is_empty() {
                upload.complete().await?;
                return Ok(());
            }
            if let Err(error) = upload.put_part(part.into()).await {
                drop(upload.abort().await);
                return Err(error.into());
            }
        }
    }

    pub(crate) async fn find(&self, name: &str) -> Result<Option<Found>, FileError> {
        let Some(key) = self.key(name) else { return Ok(None) };
        match self.store.head(&key).await {
            Ok(found) => Ok(Some(Found { size: found.size, modified: found.last_modified.into() })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn read(&self, name: &str, range: Range<u64>) -> Result<Chunks, FileError> {
        let key = self.key(name).ok_or_else(|| FileError::Name(name.to_owned()))?;
        let (sender, chunks) = Chunks::channel();
        if range.is_empty() {
            return Ok(chunks);
        }
        tokio::spawn(send(self.store.clone(), key, range, sender));
        Ok(chunks)
    }

    pub(crate) async fn remove(&self, name: &str) -> Result<(), FileError> {
        let Some(key) = self.key(name) else { return Ok(()) };
        match self.store.delete(&key).await {
            Err(error) if !matches!(error, Error::NotFound { .. }) => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Reads a part of a file, a piece a request and never far ahead of whoever takes them: however slow that is, no request to the bucket takes long.
async fn send(store: AmazonS3, key: Path, range: Range<u64>, sender: Sender) {
    let mut at = range.start;
    while at < range.end {
        let end = range.end.min(at + PIECE);
        let piece = store.get_range(&key, at..end).await;
        let failed = piece.is_err();
        if sender.send(piece.map_err(FileError::from)).await.is_err() || failed {
            return;
        }
        at = end;
    }
}
