//! Migrations, from the declaration to real databases and back.

mod apply;
mod models;
