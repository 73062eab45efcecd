//! Makes a database file that only its owner reads.

use std::{fs::OpenOptions, path::Path};

/// Makes the file where there is none, mode 0600: it will hold password hashes and tokens, and SQLite would leave its mode to the umask. The files
/// that SQLite puts beside it get its mode.
pub(crate) fn make_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // One that is there stays as it is; why one cannot be made, SQLite says when it opens it.
    drop(options.open(path));
}
