//! Why a request is not let in.

use koroc_db::DbError;

/// Why [`Auth::authenticate`](super::Auth::authenticate) let a request go no further. Which status that is, is decided where all statuses are.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The credentials are malformed or wrong, in DRF's words: 401 with the challenge of the first authenticator, or 403 where it has none.
    #[error("{0}")]
    Credentials(&'static str),
    /// An unsafe request of a session may be another site's; the reason in Django's words, and DRF's in front: 403.
    #[error("CSRF Failed: {0}")]
    Forgery(String),
    /// The database cannot be asked.
    #[error(transparent)]
    Database(#[from] DbError),
}
