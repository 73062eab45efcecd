//! Typed queries on a real database: over relations, by parts of dates, with what is related, grouped, in bulk.

#![allow(clippy::unwrap_used, reason = "a test that cannot get its rows has failed")]

mod agency;
mod create;
mod figures;
mod many;
mod paths;
mod with;
