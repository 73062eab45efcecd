//! Statements against real databases: SQLite always, PostgreSQL where `KOROC_TEST_POSTGRES` names a server, the Data API
//! where `KOROC_TEST_DATA_API` names one besides.

#![allow(clippy::unwrap_used, reason = "what tests share may unwrap as they do")]

mod adopted;
mod agency;
mod bulk;
mod constraints;
#[cfg(feature = "data-api")]
mod data_api;
mod decimals;
mod dump;
#[cfg(feature = "tls")]
mod encrypted;
mod figures;
mod groups;
pub mod kinds;
mod line;
mod lookups;
mod parts;
mod races;
mod related;
mod rows;
mod server;
mod typed;
mod world;
