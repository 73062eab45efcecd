//! Statements against real databases: SQLite always, PostgreSQL where `KOROC_TEST_POSTGRES` names a server.

#![allow(clippy::unwrap_used, reason = "what tests share may unwrap as they do")]

mod adopted;
mod agency;
mod bulk;
mod constraints;
mod decimals;
mod dump;
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
