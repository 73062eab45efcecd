//! Statements against real databases: SQLite always, PostgreSQL where `KOROC_TEST_POSTGRES` names a server.

mod constraints;
mod decimals;
mod groups;
mod lookups;
mod rows;
mod typed;
mod world;
