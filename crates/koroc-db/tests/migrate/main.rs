//! Migrations, from the declaration to real databases and back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apply;
mod back;
mod house;
mod make;
mod models;
mod race;
mod rebuild;
mod refuse;
mod sql;
