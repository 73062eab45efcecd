//! The request path: routes, negotiation, authentication, permissions, parsers, actions, renderers.

pub mod auth;
