//! Hiring: candidates read the handbook, third parties interview them, offers follow.

#[rustfmt::skip] // A field is a line.
mod models;
#[path = "../migrations/mod.rs"]
mod migrations;

use koroc::prelude::*;

/// All that hiring serves.
pub fn app() -> App {
    App::new("hiring").migrations(migrations::MIGRATIONS).model::<models::Document>().model::<models::Skill>()
}
