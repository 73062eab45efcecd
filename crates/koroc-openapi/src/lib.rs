//! The OpenAPI document of a resolved application.
