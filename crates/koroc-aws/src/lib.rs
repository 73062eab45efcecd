//! A small signed client for AWS: HTTPS, Signature Version 4, retries, secrets.
//!
//! It is for the few calls that an application makes inside Lambda: statements to the RDS Data API, secrets from Secrets Manager, an answer
//! to CloudFormation. Credentials and region come from the environment, as Lambda gives them. Everything else of AWS is the SDK's.
//!
//! ```no_run
//! # use std::time::Duration;
//! # async fn example() -> Result<(), koroc_aws::Error> {
//! let secret = koroc_aws::secret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", Duration::from_secs(5)).await?;
//! # drop(secret);
//! # Ok(())
//! # }
//! ```

mod client;
mod connection;
mod credentials;
mod endpoint;
mod error;
mod origin;
mod put;
mod retry;
mod secret;
mod sign;
#[cfg(test)]
mod tests;
mod tls;

pub use client::{Call, Client};
pub use endpoint::Service;
pub use error::Error;
pub use put::put;
pub use secret::secret;
