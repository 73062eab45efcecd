//! A call of a function by something that is no client.

use koroc_db::Db;
use koroc_files::Storage;
use koroc_spec::Resolved;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ApiError;
use crate::service::Service;

/// A call of a function without a path: by a schedule, by a message of a queue, by a change in a bucket, or by somebody who names it.
#[derive(Clone)]
pub struct Invocation {
    service: Service,
    event: Value,
}

impl Invocation {
    pub(crate) fn new(service: Service, event: Value) -> Invocation {
        Invocation { service, event }
    }

    /// What the caller sent, in its own words: of a queue one message (its text is `body`), of a bucket one notification, of a schedule the time.
    pub fn event(&self) -> &Value {
        &self.event
    }

    /// The event as a value of the program's own; a queue's message is read from its body.
    ///
    /// # Errors
    /// If it is not what was expected: the call fails, and a queue's message comes again.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let read = match (self.event["eventSource"] == "aws:sqs").then(|| self.event["body"].as_str()).flatten() {
            Some(body) => serde_json::from_str(body),
            None => T::deserialize(&self.event),
        };
        read.map_err(|error| ApiError::internal(format!("the event is not what the function takes: {error}")))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.service.db()
    }

    /// Where uploaded files are kept.
    pub fn files(&self) -> &Storage {
        self.service.files()
    }

    /// The application's description.
    pub fn resolved(&self) -> &Resolved {
        self.service.resolved()
    }
}
