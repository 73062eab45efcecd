//! Validation and representation of values by a shape: DRF's fields, messages and formats.
//!
//! A [`Serializer`] is a [`Shape`](koroc_spec::Shape) compiled once; [`Serializer::validate`] turns an [`Input`] into a [`Validation`], which lists what
//! only the database can answer, and [`Serializer::write_row`] turns a row into JSON.

mod ask;
mod clock;
mod compiled;
mod env;
mod error;
mod finish;
mod form;
mod input;
mod json;
mod many;
mod named;
mod node;
mod plan;
mod python;
mod question;
mod read;
mod reference;
mod represent;
mod serializer;
mod slot;
mod validated;
mod validation;
mod validators;
mod view;

pub use env::Env;
pub use error::{Errors, Message, NON_FIELD_ERRORS};
pub use input::{Form, Input};
pub use json::{JsonError, json_string, parse_json, write_json};
pub use many::ManyLimits;
pub use named::Named;
pub use plan::{FieldPlan, python_pattern};
pub use python::{ascii_digits, is_space, strip};
pub use question::{Ask, Question};
pub use serializer::Serializer;
pub use validated::{Validated, ValidatedParts};
pub use validation::Validation;
pub use validators::{FieldCheck, FieldValidator, Object, ObjectValidator, Validators};
