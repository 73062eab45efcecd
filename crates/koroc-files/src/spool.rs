//! Where uploads wait while their request runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use koroc_spec::{FileContent, TemporaryFile};
use tokio::task::spawn_blocking;

use crate::FileError;

/// What a temporary file's name begins with.
const PREFIX: &str = "koroc-upload-";
/// The age at which a temporary file belongs to no request any more.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How much of a large file is written at once.
const PIECE: usize = 512 * 1024;

/// Takes the files of one request: as long as they fit in its memory they stay there, the others go to temporary files, which are removed when
/// nobody holds them any more.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    /// What is left of the memory.
    memory: usize,
}

/// A file that arrives.
#[derive(Debug, Default)]
pub struct Spooled {
    size: u64,
    /// What is not written yet; of a file in memory, all.
    pending: Vec<u8>,
    disk: Option<Disk>,
}

#[derive(Debug)]
struct Disk {
    file: File,
    temporary: TemporaryFile,
}

impl Spool {
    pub(crate) fn new(folder: PathBuf, memory: usize) -> Self {
        Spool { folder, memory }
    }

    /// Takes a further piece of a file.
    ///
    /// # Errors
    /// A fault of the disk, such as a full one.
    pub async fn write(&mut self, file: &mut Spooled, bytes: &[u8]) -> Result<(), FileError> {
        file.size += bytes.len() as u64;
        file.pending.extend_from_slice(bytes);
        let full = if file.disk.is_some() { file.pending.len() >= PIECE } else { file.pending.len() > self.memory };
        if full { self.flush(file).await } else { Ok(()) }
    }

    /// The length and content of a file that has arrived.
    ///
    /// # Errors
    /// A fault of the disk, such as a full one.
    pub async fn finish(&mut self, mut file: Spooled) -> Result<(u64, FileContent), FileError> {
        if file.disk.is_some() {
            self.flush(&mut file).await?;
        }
        Ok(match file.disk {
            Some(disk) => (file.size, FileContent::Temporary(Arc::new(disk.temporary))),
            None => {
                self.memory -= file.pending.len();
                (file.size, FileContent::Memory(file.pending.into()))
            }
        })
    }

    /// Writes what is pending, on a thread that may wait for the disk.
    async fn flush(&self, file: &mut Spooled) -> Result<(), FileError> {
        let (mut bytes, disk, folder) = (std::mem::take(&mut file.pending), file.disk.take(), self.folder.clone());
        let written = spawn_blocking(move || {
            let mut disk = disk.map_or_else(|| Disk::create(&folder), Ok)?;
            disk.file.write_all(&bytes)?;
            bytes.clear();
            Ok::<_, io::Error>((disk, bytes))
        });
        let (disk, bytes) = written.await.map_err(io::Error::other)??;
        (file.disk, file.pending) = (Some(disk), bytes);
        Ok(())
    }
}

impl Disk {
    fn create(folder: &Path) -> io::Result<Disk> {
        fs::create_dir_all(folder)?;
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let name: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("{PREFIX}{name}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        Ok(Disk { file, temporary: TemporaryFile::new(path) })
    }
}

/// Removes the temporary files that a crash left in a folder.
pub(crate) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let stale = || entry.metadata().and_then(|found| found.modified()).is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > STALE));
        if ours && stale() {
            drop(fs::remove_file(entry.path()));
        }
    }
}
