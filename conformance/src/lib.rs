//! Holds Koroc against recorded answers of Django REST framework.

mod database;
pub mod definition;
pub mod fields;
pub mod fuzz;
pub mod serve;

/// The documents' code, compiled and run as documentation tests. (The README shows a file of the tutorial's, which a test there compares.)
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/deploy.md")]
    mod deploy {}
    #[doc = include_str!("../../docs/files.md")]
    mod files {}
    #[doc = include_str!("../../docs/tutorial.md")]
    mod tutorial {}
}

/// Any error; the command prints it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
