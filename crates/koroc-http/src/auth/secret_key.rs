//! The secret key: a file that only its owner reads, made on the first start, rotated by a new first line.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::random;

/// The fewest characters of a key.
const MIN_LENGTH: usize = 32;

/// What the server signs with; whoever has it can forge sessions.
///
/// A key a line: the first one signs, the others are old ones that are still accepted. To rotate, put a new line on top, restart, and
/// take the last line away once the sessions that it signed have ended (two weeks).
#[derive(Clone)]
pub struct SecretKey {
    keys: Vec<Vec<u8>>,
}

/// Why there is no secret key.
#[derive(Debug, thiserror::Error)]
pub enum SecretKeyError {
    /// The file cannot be read or made.
    #[error("the secret key file {} cannot be used: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The text holds no key.
    #[error("the secret key is empty; it needs a line of at least {MIN_LENGTH} characters")]
    Empty,
    /// A line is too short to be safe.
    #[error("line {line} of the secret key has fewer than {MIN_LENGTH} characters")]
    TooShort {
        /// Which line, counted from 1.
        line: usize,
    },
}

/// Which key a signature was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    /// The one that signs now.
    Current,
    /// An old one: sign again.
    Old,
}

impl SecretKey {
    /// Reads the file; where there is none, makes one with a random key, mode 0600, whole or not at all: of two processes that start at
    /// once, both read what the first one made.
    ///
    /// # Errors
    /// If the file can be neither read nor made, or holds no usable key.
    pub fn load_or_create(path: &Path) -> Result<Self, SecretKeyError> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(path).and_then(|()| fs::read_to_string(path)),
            read => read,
        };
        Self::parse(&text.map_err(|source| SecretKeyError::File { path: path.to_owned(), source })?)
    }

    /// Reads keys from text, for hosts without a file to write to, such as a function whose environment holds the key.
    ///
    /// # Errors
    /// If there is no key, or one is shorter than 32 characters.
    ///
    /// ```
    /// use koroc_http::auth::SecretKey;
    /// assert!(SecretKey::parse("too short").is_err());
    /// assert!(SecretKey::parse("0123456789abcdef0123456789abcdef\n").is_ok());
    /// ```
    pub fn parse(text: &str) -> Result<Self, SecretKeyError> {
        let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
        let keys = lines.map(|(at, line)| if line.chars().count() < MIN_LENGTH { Err(at + 1) } else { Ok(line.as_bytes().to_vec()) });
        let keys: Vec<_> = keys.collect::<Result<_, _>>().map_err(|line| SecretKeyError::TooShort { line })?;
        if keys.is_empty() { Err(SecretKeyError::Empty) } else { Ok(SecretKey { keys }) }
    }

    /// A key that is gone with the process: sessions do not survive a restart. For tests.
    pub fn random() -> Self {
        SecretKey { keys: vec![random::hex(&random::bytes::<32>()).into_bytes()] }
    }

    /// Signs a message; a signature for one purpose is none for another.
    pub(super) fn sign(&self, purpose: &str, message: &str) -> String {
        random::hex(&mac(&self.keys[0], purpose, message).finalize().into_bytes())
    }

    /// Which key signed a message for this purpose, found in constant time a key; `None`: none did.
    pub(super) fn verify(&self, purpose: &str, message: &str, signature: &str) -> Option<Signer> {
        let signature = unhex(signature)?;
        let at = self.keys.iter().position(|key| mac(key, purpose, message).verify_slice(&signature).is_ok())?;
        Some(if at == 0 { Signer::Current } else { Signer::Old })
    }
}

/// Keys stay out of logs.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({} keys)", self.keys.len())
    }
}

fn mac(key: &[u8], purpose: &str, message: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    // The length in front keeps purpose and message apart.
    mac.update(&(purpose.len() as u64).to_be_bytes());
    mac.update(purpose.as_bytes());
    mac.update(message.as_bytes());
    mac
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

/// Writes a random key beside the file, then links it into place, which fails where another process was first.
fn create(path: &Path) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", random::text(8, random::LOWER)));
    let made = write_private(&draft).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft).or_else(|error| if made.is_ok() { Err(error) } else { Ok(()) })?;
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn write_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    io::Write::write_all(&mut file, format!("{}\n", random::hex(&random::bytes::<32>())).as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use super::*;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("koroc-key-{}", random::text(12, random::LOWER)));
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn the_file_is_made_once_and_private() {
        let folder = folder();
        let path = folder.join("secret.key");
        let barrier = Barrier::new(8);
        let start = || {
            barrier.wait();
            SecretKey::load_or_create(&path).unwrap().sign("a", "b")
        };
        let signatures: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(signatures.iter().all(|signature| *signature == signatures[0]), "all processes have one key");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft stays behind");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_old_key_is_accepted_until_it_is_taken_away() {
        let (old, new) = ("o".repeat(32), "n".repeat(40));
        let key = |lines: &[&String]| SecretKey::parse(&lines.iter().map(|line| format!("{line}\n\n")).collect::<String>()).unwrap();
        let signature = key(&[&old]).sign("session", "message");
        let cases = [(vec![&old], Some(Signer::Current)), (vec![&new, &old], Some(Signer::Old)), (vec![&new], None)];
        for (lines, expected) in cases {
            assert_eq!(key(&lines).verify("session", "message", &signature), expected);
        }
        let same = key(&[&old]);
        for (purpose, message, signature) in
            [("other", "message", &signature[..]), ("session", "messag", &signature), ("session", "message", "zz"), ("sessionm", "essage", &signature)]
        {
            assert_eq!(same.verify(purpose, message, signature), None);
        }
    }

    #[test]
    fn unusable_files_are_refused_with_a_reason() {
        let folder = folder();
        for (text, reason) in [("", "is empty"), ("\n \n", "is empty"), (&format!("{}\nshort\n", "k".repeat(32)), "line 2")] {
            let path = folder.join("key");
            fs::write(&path, text).unwrap();
            let error = SecretKey::load_or_create(&path).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        let error = SecretKey::load_or_create(&folder.join("no/such/folder/key")).unwrap_err().to_string();
        assert!(error.contains("no/such/folder/key"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
