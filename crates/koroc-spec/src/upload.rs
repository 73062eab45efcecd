//! A file that a client sent.

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file part of a multipart body, or a whole body that is a file. Cloning it copies no content.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadedFile {
    /// The client's file name, without folders; nothing else is known about it.
    pub name: String,
    /// The Content-Type that the client gave it, if it did.
    pub content_type: Option<String>,
    /// Its length in bytes.
    pub size: u64,
    /// What was uploaded.
    pub content: FileContent,
}

/// Where the content of an uploaded file is while its request runs.
#[derive(Debug, Clone, PartialEq)]
pub enum FileContent {
    /// A small one.
    Memory(Arc<[u8]>),
    /// A large one, which goes when nobody holds it any more.
    Temporary(Arc<TemporaryFile>),
}

/// A file on disk that is removed when this is dropped.
#[derive(Debug, PartialEq, Eq)]
pub struct TemporaryFile(PathBuf);

impl UploadedFile {
    /// A file in memory, as tests make one.
    pub fn new(name: &str, content: impl Into<Arc<[u8]>>) -> Self {
        let content = content.into();
        UploadedFile { name: name.to_owned(), content_type: None, size: content.len() as u64, content: FileContent::Memory(content) }
    }

    /// Its content from the beginning. Reading a large one may wait for the disk, so that it belongs on a thread that may block.
    ///
    /// # Errors
    /// The system's, where a temporary file cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.content {
            FileContent::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            FileContent::Temporary(file) => Box::new(File::open(file.path())?),
        })
    }
}

impl TemporaryFile {
    /// Takes over a file that exists.
    pub fn new(path: PathBuf) -> Self {
        TemporaryFile(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // Whoever started the request is gone; a file that stays behind is found by the next start's sweep.
        drop(fs::remove_file(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_goes_with_its_last_holder() {
        let path = std::env::temp_dir().join(format!("koroc-spec-upload-{}", std::process::id()));
        fs::write(&path, "content").unwrap();
        let content = FileContent::Temporary(Arc::new(TemporaryFile::new(path.clone())));
        let file = UploadedFile { name: "a.txt".to_owned(), content_type: None, size: 7, content };
        let other = file.clone();
        drop(file);
        let mut text = String::new();
        other.open().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), path.exists()), ("content", true));
        drop(other);
        assert!(!path.exists());
    }
}
