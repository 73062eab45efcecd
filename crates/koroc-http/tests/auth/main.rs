//! Authentication on a real database file: headers and cookies in, users and refusals out.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod django;
mod headers;
mod sessions;
mod support;
mod tokens;
mod views;
