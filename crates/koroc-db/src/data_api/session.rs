//! What statements run in: nothing, or a transaction.

use koroc_aws::Error;
use serde::Serialize;

use super::{
    Run,
    api::{Api, read},
    error::fault,
    wire::{Begun, To},
};
use crate::{DbError, table::Tables};

/// A transaction, or the place for one.
pub(crate) struct Session {
    pub(super) api: Api,
    pub(super) transaction: Option<String>,
}

impl Session {
    pub(super) fn new(api: Api) -> Session {
        Session { api, transaction: None }
    }

    /// Where its statements go.
    pub(super) fn to(&self) -> To<'_> {
        self.api.to(self.transaction.as_deref())
    }

    /// Begins a transaction. It does no harm to begin it twice: one that nobody uses ends after three minutes, and holds nothing.
    pub(crate) async fn begin(&mut self) -> Result<(), DbError> {
        let answer = self.api.call("/BeginTransaction", &self.api.to(None), true).await.map_err(|error| fault(&error))?;
        self.transaction = Some(read::<Begun>(&answer)?.transaction_id);
        Ok(())
    }

    /// Ends the transaction and keeps what it did. Where the answer is lost, nobody knows whether it did.
    pub(crate) async fn commit(&mut self, tables: &Tables) -> Result<(), DbError> {
        let Err(error) = self.end("/CommitTransaction", false).await else { return Ok(()) };
        Err(Run { tables, session: self }.error(&error).await)
    }

    /// Ends the transaction and undoes what it did; where that fails it ends by itself.
    pub(crate) async fn roll_back(&mut self) {
        if let Err(error) = self.end("/RollbackTransaction", true).await {
            tracing::debug!("a transaction was left to end by itself: {error}");
        }
    }

    async fn end(&mut self, path: &str, repeatable: bool) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct End<'a> {
            resource_arn: &'a str,
            secret_arn: &'a str,
            transaction_id: &'a str,
        }
        let transaction = self.transaction.take().unwrap_or_default();
        let To { resource_arn, secret_arn, .. } = self.api.to(None);
        self.api.call(path, &End { resource_arn, secret_arn, transaction_id: &transaction }, repeatable).await.map(drop)
    }
}
