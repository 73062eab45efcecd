//! Typed queries on a real database: over relations, by parts of dates, with what is related, grouped, in bulk.

mod agency;
mod paths;
