//! Aurora's PostgreSQL over HTTPS, without a connection of ours: the RDS Data API.
//!
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html>

mod address;
mod api;
mod decode;
mod error;
mod interval;
mod param;
mod session;
mod sql;
mod statement;
mod wire;

pub(crate) use api::Api;
pub(crate) use session::Session;
pub(crate) use statement::Run;
