//! The request path: routes, negotiation, authentication, permissions, parsers, actions, renderers.
//!
//! [`Service::handle`] answers every request; `handle.rs` shows its way on one screen, in DRF's order. What a program writes in Rust stands in
//! [`Behaviours`], beside its description.

mod act;
mod action_rows;
pub mod auth;
mod behaviour;
mod body;
mod cache;
mod call;
mod changes;
mod charset;
mod client;
mod conditional;
mod context;
mod cors;
mod download;
mod error;
mod filter;
mod form_field;
mod handle;
mod input;
mod invocation;
mod links;
mod lookup;
mod media;
mod multipart;
mod names;
mod negotiate;
mod number;
mod order;
mod own;
mod page;
mod paginate;
mod percent;
mod permission;
mod permit;
mod plan;
mod python;
mod query;
mod records;
mod related;
mod render;
mod reply;
mod reverse;
mod routes;
mod rows;
mod search;
mod service;
mod throttle;
mod unrouted;
mod uploads;
mod versioning;
mod whole_file;
mod xml_body;

pub use axum::body::Body;
pub use koroc_files::{FileError, Found, Storage};

pub use behaviour::Behaviours;
pub use body::Data;
pub use changes::Changes;
pub use client::Client;
pub use context::Context;
pub use error::{ApiError, ErrorKind};
pub use invocation::Invocation;
pub use own::{Negotiation, Rendered, Rendering};
pub use permission::Permission;
pub use query::Query;
pub use reply::Reply;
pub use service::Service;
