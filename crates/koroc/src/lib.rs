//! Koroc: an API, its database, its pages and its deployment from one declaration.
