//! What only the database knows.

use koroc_spec::{DatePart, Value};

/// Something that only the database knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// It.
    pub ask: Ask,
    /// The way to the object that it is about: a slot and an item of its list.
    pub(crate) path: Vec<(usize, usize)>,
    /// The slot or the set there.
    pub(crate) place: usize,
}

impl Question {
    /// Whether it is about the input itself, not about an object inside it: then the row that an update changes does not count as another one.
    pub fn is_about_the_row(&self) -> bool {
        self.path.is_empty()
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Is there another row with this value? If so, answer with [`Validation::taken`](crate::Validation::taken).
    Unique {
        /// The model.
        model: usize,
        /// The column.
        column: usize,
        /// The validated value.
        value: Value,
        /// Whether case is ignored.
        ignore_case: bool,
    },
    /// Is there another row with these values? If so, answer with [`Validation::taken`](crate::Validation::taken).
    Together {
        /// The model.
        model: usize,
        /// The place in the shape's `unique_together`.
        together: usize,
        /// Columns with their values: what was sent or defaulted; none of them null.
        columns: Vec<(usize, Value)>,
        /// Columns that were not sent. In an update their values are those of the row, in a new row the model's defaults; if one is null, no other row
        /// can be in the way.
        rest: Vec<usize>,
        /// All columns that were sent or defaulted, for the constraint's condition.
        given: Vec<(usize, Value)>,
        /// What must hold of this row and of the other one: columns that have the value, or (`true`) have another.
        condition: Vec<(usize, Value, bool)>,
    },
    /// Is there another row with this value in the same day, month or year? If so, answer with [`Validation::taken`](crate::Validation::taken).
    UniqueFor {
        /// The model.
        model: usize,
        /// The column.
        column: usize,
        /// Its value.
        value: Value,
        /// The date's column.
        date: usize,
        /// What two rows would share of it.
        part: DatePart,
        /// The day or instant.
        day: Value,
    },
    /// Which rows have these values in a column? Answer with [`Validation::found`](crate::Validation::found).
    Related {
        /// Their model.
        model: usize,
        /// The column.
        column: usize,
        /// The values, which may repeat.
        values: Vec<Value>,
    },
}

impl Ask {
    /// Puts the key of a row in the place of its name.
    pub(crate) fn know(&mut self, at: usize, key: &Value) {
        match self {
            Ask::Unique { column, value, .. } if *column == at => *value = key.clone(),
            Ask::Together { columns, given, .. } => {
                columns.iter_mut().chain(given).filter(|(column, _)| *column == at).for_each(|(_, value)| *value = key.clone());
            }
            Ask::UniqueFor { column, value, .. } if *column == at => *value = key.clone(),
            Ask::Unique { .. } | Ask::UniqueFor { .. } | Ask::Related { .. } => {}
        }
    }
}
