//! An input on its way to validated values: values so far, errors so far, and what only the database knows.

use crate::Errors;
use koroc_spec::Value;

/// What a serializer made of an input.
#[derive(Debug)]
pub struct Validation {
    questions: Vec<Question>,
}

/// Something that only the database knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Is there another row with this value? Answer with [`Validation::taken`].
    Unique {
        /// The place in the shape's fields.
        field: usize,
        /// The model's column.
        column: usize,
        /// The validated value.
        value: Value,
    },
    /// Is there another row with these values? Answer with [`Validation::taken`].
    Together {
        /// The place in the shape's `unique_together`.
        together: usize,
        /// The model's columns with their values: what was sent or defaulted.
        columns: Vec<(usize, Value)>,
        /// Columns that were not sent: in an update, their values are those of the row. (A new row always has them all.)
        rest: Vec<usize>,
    },
    /// Does this row exist? Answer with [`Validation::missing`] if not.
    Related {
        /// The place in the shape's fields.
        field: usize,
        /// The model that it belongs to.
        model: usize,
        /// Its key.
        value: Value,
    },
}

impl Validation {
    /// What must be asked before [`finish`](Self::finish): in the order of the fields, each to be answered by its place.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Another row has the value, or the values, of this question.
    pub fn taken(&mut self, _question: usize) {
        todo!()
    }

    /// The row of this question does not exist.
    pub fn missing(&mut self, _question: usize) {
        todo!()
    }

    /// The model's columns with their validated values, in the order of the fields.
    ///
    /// # Errors
    /// All errors, in the order of the fields. Validators of the whole object run only when every field has passed.
    pub fn finish(self) -> Result<Vec<(usize, Value)>, Errors> {
        todo!()
    }
}
