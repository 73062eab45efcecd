//! The Data API of a cluster.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use koroc_aws::{Call, Client, Service};
use serde::Serialize;

use super::{address::Address, error::fault, session::Session, wire::To};
use crate::{DbError, DbErrorKind};

/// The Data API takes documents of 4 MiB with all headers; this much is left for those.
const LARGEST_CALL: usize = (4 << 20) - (16 << 10);

/// A cluster's Data API; cheap to clone.
#[derive(Clone)]
pub(crate) struct Api(Arc<Cluster>);

struct Cluster {
    client: Client,
    address: Address,
    deadline: Duration,
}

impl Api {
    /// Nothing is asked yet. A call, with all its tries, has until `deadline`.
    pub(crate) fn new(url: &str, deadline: Duration) -> Result<Api, DbError> {
        let wrong = |why: String| DbError::new(DbErrorKind::Mismatch, format!("the database's address {url} cannot be used: {why}"));
        let address = Address::parse(url).map_err(wrong)?;
        let client = Client::new(Service::RdsData, address.region.as_deref()).map_err(|error| wrong(error.to_string()))?;
        Ok(Api(Arc::new(Cluster { client, address, deadline })))
    }

    /// For statements, alone or in a transaction.
    pub(crate) fn session(&self) -> Session {
        Session::new(self.clone())
    }

    /// Where a call goes.
    pub(super) fn to<'a>(&'a self, transaction: Option<&'a str>) -> To<'a> {
        let Address { resource, secret, database, .. } = &self.0.address;
        To { resource_arn: resource, secret_arn: secret, database: database.as_deref(), transaction_id: transaction }
    }

    /// Makes a call.
    pub(super) async fn call(&self, path: &str, document: &impl Serialize, repeatable: bool) -> Result<Bytes, koroc_aws::Error> {
        let body = Bytes::from(serde_json::to_vec(document).expect("its keys are texts, and its numbers are finite"));
        if body.len() > LARGEST_CALL {
            let message = format!("a call of {} bytes: the Data API takes 4 MiB, so write fewer rows or smaller values at once", body.len());
            return Err(koroc_aws::Error::Service { status: 413, code: "RequestTooLong".to_owned(), message });
        }
        self.0.client.post(&Call { path, target: None, body, repeatable, deadline: self.0.deadline }).await
    }
}

/// Reads what was answered.
pub(super) fn read<'a, T: serde::Deserialize<'a>>(answer: &'a Bytes) -> Result<T, DbError> {
    serde_json::from_slice(answer).map_err(|error| fault(&koroc_aws::Error::Answer(format!("of the Data API: {error}"))))
}
