//! Koroc: an API, its database, its pages and its deployment from one declaration.

// The derive names this crate as a dependent does.
extern crate self as koroc;

mod action;
mod api_view;
mod app;
pub mod auth;
mod columns;
#[doc(hidden)]
pub mod doc;
mod function;
mod models;
mod named;
mod own;
mod permission;
pub mod prelude;
mod program;
mod resource;
mod router;
mod run;
mod said;
mod schema_words;
mod serializer;
mod viewset;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use action::{Action, IntoAction};
pub use api_view::{ApiView, IntoApiView};
pub use app::{App, Parts};
/// axum, whose extractors and handlers functions are made of.
pub use axum;
pub use function::{Function, IntoFunction};
/// The database below models: typed queries, transactions, statements.
pub use koroc_db as db;
#[doc(inline)]
pub use koroc_db::Model;
/// The request path: the [`Service`](http::Service) that hosts call, users and their passwords.
pub use koroc_http as http;
pub use koroc_http::{ApiError, Behaviours, Changes, Context, ErrorKind, Negotiation, Reply};
#[doc = include_str!("model.md")]
pub use koroc_macros::Model;
#[doc = include_str!("serializer.md")]
pub use koroc_macros::Serializer;
pub use koroc_macros::{action, api_view, function, view};
pub use koroc_serial::{Errors, ManyLimits, Message};
/// The host over TCP, for programs and tests that serve by themselves.
pub use koroc_server as server;
/// The description of an application as plain data.
pub use koroc_spec as spec;
pub use models::{ModelFunctions, Models};
pub use permission::Permission;
pub use program::Program;
pub use resource::{IntoResource, Resource};
pub use router::Router;
pub use run::run;
pub use schema_words::{Content, IntoContent};
pub use serializer::{
    Field, FieldOptions, Given, IntoErrors, IntoField, IntoMessages, IntoSerializer, Nested, RelatedOptions, Serializer, SerializerFields, SerializerStruct,
    address, computed, computed_async, nested, own,
};
pub use viewset::{GenericView, ModelViewSet, ReadOnlyModelViewSet};
