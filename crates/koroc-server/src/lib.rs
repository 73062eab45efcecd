//! The host that serves an application over HTTP.
