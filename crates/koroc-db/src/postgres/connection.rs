//! A connection of the pool, left where its server falls silent.

use std::{
    ops::Deref,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use deadpool_postgres::{Client, Object};
use tokio::time::timeout;

use crate::{DbError, DbErrorKind};

/// How much longer than the server lets a statement run we wait for it to say so.
const SLACK: Duration = Duration::from_secs(1);

/// A connection for one statement or transaction; it goes back to the pool, unless it was given up.
pub(crate) struct Connection {
    client: Option<Client>,
    patience: Duration,
    given_up: AtomicBool,
}

impl Connection {
    /// A client whose server ends what runs past a deadline.
    pub(super) fn new(client: Client, deadline: Duration) -> Connection {
        Connection { client: Some(client), patience: deadline + SLACK, given_up: AtomicBool::new(false) }
    }

    /// Waits for an answer. A machine that is gone, or a server that stands still, ends no statement: it counts as lost, and so does what is asked behind it.
    pub(super) async fn wait<F: Future>(&self, answer: F) -> Result<F::Output, DbError> {
        let silent = || DbError::new(DbErrorKind::Lost, "the database's server does not answer");
        if self.given_up.load(Ordering::Relaxed) {
            return Err(silent());
        }
        timeout(self.patience, answer).await.map_err(|_| {
            self.give_up();
            silent()
        })
    }

    /// Keeps it from others.
    pub(crate) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client.as_ref().expect("it is taken only at the end")
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|_| self.given_up.load(Ordering::Relaxed)) {
            drop(Object::take(client));
        }
    }
}
