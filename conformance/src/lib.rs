//! Holds Koroc against recorded answers of Django REST framework.

pub mod fields;
pub mod fuzz;
pub mod serve;
