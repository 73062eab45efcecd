//! Holds Koroc against recorded answers of Django REST framework.

mod database;
pub mod definition;
pub mod fields;
pub mod fuzz;
pub mod serve;

/// Any error; the command prints it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
