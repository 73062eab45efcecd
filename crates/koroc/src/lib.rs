//! Koroc: an API, its database, its pages and its deployment from one declaration.

// The derive names this crate as a dependent does.
extern crate self as koroc;

mod action;
mod app;
mod columns;
#[doc(hidden)]
pub mod doc;
mod function;
mod models;
mod permission;
pub mod prelude;
mod resource;
mod router;
mod run;
mod viewset;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use action::{Action, IntoAction};
pub use app::{App, Parts};
pub use function::{Function, IntoFunction};
pub use koroc_db::Model;
pub use koroc_macros::{Model, action, function};
pub use koroc_serial::{Errors, Message};
pub use koroc_spec as spec;
pub use models::{ModelFunctions, Models};
pub use permission::Permission;
pub use resource::{IntoResource, Resource};
pub use router::Router;
pub use run::run;
pub use viewset::{ModelViewSet, ReadOnlyModelViewSet};
