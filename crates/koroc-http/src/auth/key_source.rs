//! Where the secret key comes from: it is there from the start, or found when the first session needs it.

use std::pin::Pin;

use koroc_db::{DbError, DbErrorKind};
use tokio::sync::OnceCell;

use super::SecretKey;

type Finding = Pin<Box<dyn Future<Output = Result<SecretKey, String>> + Send>>;

/// A secret key, or the way to it.
pub struct KeySource {
    known: OnceCell<SecretKey>,
    find: Box<dyn Fn() -> Finding + Send + Sync>,
}

impl KeySource {
    /// A key that is found when the first session needs it: for a host that keeps it elsewhere and may never be asked for a session. What could
    /// not be found is looked for again by the next session; until then requests with sessions are told to come later (503).
    pub fn later<F>(find: impl Fn() -> F + Send + Sync + 'static) -> KeySource
    where
        F: Future<Output = Result<SecretKey, String>> + Send + 'static,
    {
        KeySource { known: OnceCell::new(), find: Box::new(move || Box::pin(find())) }
    }

    pub(super) async fn key(&self) -> Result<&SecretKey, DbError> {
        let found = self.known.get_or_try_init(|| (self.find)()).await;
        found.map_err(|reason| DbError::new(DbErrorKind::Lost, format!("there is no secret key: {reason}")))
    }
}

impl From<SecretKey> for KeySource {
    fn from(key: SecretKey) -> Self {
        KeySource { known: OnceCell::new_with(Some(key)), find: Box::new(|| Box::pin(async { unreachable!("the key is known") })) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn a_key_is_found_once_and_looked_for_until_then() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let source = KeySource::later(move || {
            let turn = count.fetch_add(1, Ordering::Relaxed);
            async move { if turn == 0 { Err("not yet".to_owned()) } else { SecretKey::parse(&"k".repeat(32)).map_err(|error| error.to_string()) } }
        });
        assert_eq!(asked.load(Ordering::Relaxed), 0, "nobody has asked for a session");
        assert_eq!(source.key().await.unwrap_err().kind(), &DbErrorKind::Lost);
        let signed = source.key().await.unwrap().sign("session", "message");
        assert_eq!(source.key().await.unwrap().sign("session", "message"), signed);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }
}
