//! What can go wrong between this program and AWS.

/// Why a call was not answered as asked.
///
/// Its text is for logs: it holds no credentials and no secret, but it may hold what a service said of the values of a statement.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The environment lacks something: credentials, a region, an endpoint that can be read.
    #[error("{0}")]
    Configuration(String),
    /// The service could not be reached, or the connection broke.
    #[error("{message}")]
    Connection {
        /// What broke.
        message: String,
        /// Whether the service may have got the call, and done what it says.
        sent: bool,
    },
    /// The time that the call was given is over; the service may still do what it says.
    #[error("{0} did not answer in time")]
    Deadline(String),
    /// The service refused.
    #[error("{code}: {message}")]
    Service {
        /// The HTTP status.
        status: u16,
        /// Its name for the error, as `ThrottlingException`.
        code: String,
        /// What it says about it.
        message: String,
    },
    /// The answer is not what the service is documented to answer.
    #[error("an answer that cannot be read: {0}")]
    Answer(String),
}
