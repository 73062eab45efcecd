//! Files in a folder of the local disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use koroc_spec::{FileContent, UploadedFile};
use tokio::task::spawn_blocking;

use crate::chunks::{PIECE, Sender};
use crate::spool::sweep;
use crate::{Chunks, FileError, Found, Saved, Storage};

/// Where large uploads wait, inside the folder: on the same disk, so that keeping one is giving it a name.
const WAITING: &str = ".uploads";

#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn open(root: &Path) -> Folder {
        let folder = Folder { root: root.to_owned() };
        sweep(&folder.waiting());
        folder
    }

    pub(crate) fn waiting(&self) -> PathBuf {
        self.root.join(WAITING)
    }

    /// Where a file is; `None` for a name that would lead out of the folder, or to files that are still arriving.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let relative = Path::new(name);
        let plain = relative.components().all(|part| matches!(part, Component::Normal(_))) && !name.contains(['\\', '\0']);
        (plain && !name.is_empty() && !relative.starts_with(WAITING)).then(|| self.root.join(relative))
    }

    /// Keeps a file under this very name; `None`: it is taken.
    pub(crate) async fn keep(&self, name: &str, file: &UploadedFile, storage: &Storage) -> Result<Option<Saved>, FileError> {
        let path = self.path(name).ok_or_else(|| FileError::Name(name.to_owned()))?;
        let (root, file, saved) = (self.root.clone(), file.clone(), Saved::new(storage, name.to_owned()));
        // The guard travels with the work, so that a file whose request is gone by then goes, too; a name that is taken is somebody else's file.
        let kept = spawn_blocking(move || match write(&root, &path, &file) {
            Ok(()) => Ok(Some(saved)),
            Err(error) => {
                saved.keep();
                if error.kind() == ErrorKind::AlreadyExists { Ok(None) } else { Err(error) }
            }
        });
        kept.await.map_err(io::Error::other)?.map_err(|error| match error.kind() {
            // Systems count a name's bytes, columns its characters.
            ErrorKind::InvalidFilename => FileError::Name(name.to_owned()),
            _ => error.into(),
        })
    }

    pub(crate) async fn find(&self, name: &str) -> Result<Option<Found>, FileError> {
        let Some(path) = self.path(name) else { return Ok(None) };
        match spawn_blocking(move || fs::metadata(path)).await.map_err(io::Error::other)? {
            Ok(found) if found.is_file() => Ok(Some(Found { size: found.len(), modified: found.modified()? })),
            Ok(_) => Ok(None),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn read(&self, name: &str, range: Range<u64>) -> Result<Chunks, FileError> {
        let path = self.path(name).ok_or_else(|| FileError::Name(name.to_owned()))?;
        let start = range.start;
        let opened = spawn_blocking(move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(start))?;
            Ok::<_, io::Error>(file)
        });
        let file = opened.await.map_err(io::Error::other)??;
        let (sender, chunks) = Chunks::channel();
        tokio::spawn(send(file, range.end - range.start, sender));
        Ok(chunks)
    }

    pub(crate) fn remove(&self, name: &str) -> Result<(), FileError> {
        let Some(path) = self.path(name) else { return Ok(()) };
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Reads a file's next `left` bytes, a piece at a time and never far ahead of whoever takes them.
async fn send(mut file: File, mut left: u64, sender: Sender) {
    while left > 0 {
        let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let read = spawn_blocking(move || {
            let mut piece = vec![0; length];
            file.read_exact(&mut piece)?;
            Ok::<_, io::Error>((file, Bytes::from(piece)))
        });
        let piece = match read.await.unwrap_or_else(|panic| Err(io::Error::other(panic))) {
            Ok((same, piece)) => {
                file = same;
                left -= piece.len() as u64;
                Ok(piece)
            }
            Err(error) => {
                drop(sender.send(Err(error.into())).await);
                return;
            }
        };
        if sender.send(piece).await.is_err() {
            return;
        }
    }
}

/// Writes a file that must not exist, and its name, through to the disk.
fn write(root: &Path, path: &Path, file: &UploadedFile) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    let made = missing(folder);
    fs::create_dir_all(folder)?;
    match &file.content {
        FileContent::Memory(bytes) => copy(path, &mut &bytes[..])?,
        FileContent::Temporary(temporary) => {
            File::open(temporary.path())?.sync_all()?;
            readable(temporary.path())?;
            match fs::hard_link(temporary.path(), path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
                // Another disk, or one without links.
                Err(_) => copy(path, &mut File::open(temporary.path())?)?,
            }
        }
    }
    let synced = made.iter().map(PathBuf::as_path).chain([folder]).try_for_each(sync);
    synced.inspect_err(|_| drop(fs::remove_file(path)))
}

/// The folders that hold the names of folders that do not exist yet.
fn missing(folder: &Path) -> Vec<PathBuf> {
    let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    missing.filter_map(|folder| folder.parent()).map(|parent| if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() }).collect()
}

fn copy(path: &Path, content: &mut dyn Read) -> io::Result<()> {
    let mut out = OpenOptions::new().write(true).create_new(true).open(path)?;
    let copied = io::copy(content, &mut out).and_then(|_| out.flush()).and_then(|()| out.sync_all());
    copied.inspect_err(|_| drop(fs::remove_file(path)))
}

/// Everybody may read what is served to everybody (Django's `FILE_UPLOAD_PERMISSIONS`).
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes names in a folder as safe as contents. Only Unix opens folders.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
