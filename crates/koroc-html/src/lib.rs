//! The browsable pages of a resolved application: pure functions from plain data to HTML.
//!
//! The request path fills in an [`ApiPage`], a [`LoginPage`] or an [`ErrorPage`] and sends what it gets back, with [`CONTENT_SECURITY_POLICY`]
//! beside it; it serves [`static_files`] from memory. Titles, forms, breadcrumbs, formats and links to log in come from the [`Resolved`](koroc_spec::Resolved) itself.

mod assets;
mod crumbs;
mod engine;
mod error;
mod filters;
mod form;
mod held;
mod hints;
mod json;
mod login;
mod page;
mod paging;
mod query;
mod raw;
mod text;
mod widget;

pub use assets::{CONTENT_SECURITY_POLICY, STATIC_CACHE_CONTROL, StaticFile, static_files};
pub use error::{ErrorPage, error_page};
pub use login::{LoginPage, logged_out_page, login_page};
pub use page::{ApiPage, Pages, Related, api_page};
