//! A model: a table and its fields.

use crate::{Field, Value, names};

/// A model as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The app label: the first part of table names, permissions and migrations, as in Django.
    pub app: String,
    /// The struct's name, `ExchangeTradedFund`.
    pub name: String,
    /// The table, `api_exchangetradedfund` unless given.
    pub table: String,
    /// The name in messages, `exchange traded fund` unless given.
    pub verbose_name: String,
    /// Its plural, for page titles.
    pub verbose_name_plural: String,
    /// What the documentation comment says.
    pub help: String,
    /// The fields in order; exactly one is the primary key.
    pub fields: Vec<Field>,
    /// Sets of fields that are unique together.
    pub unique_together: Vec<UniqueTogether>,
    /// Further indexes.
    pub indexes: Vec<Index>,
    /// The order of rows where nothing else is asked for: field names, `-` before one for descending.
    pub ordering: Vec<String>,
    /// The field whose text stands for a row where a person reads of it (Django's `__str__`); `None`: the model's name and the row's key.
    pub display: Option<String>,
    /// The table's name before, for a migration that renames it.
    pub renamed_from: Option<String>,
}

impl Model {
    /// A model without fields, named as Django would.
    pub fn new(app: &str, name: &str) -> Self {
        let verbose_name = names::spaced(name);
        Model {
            app: app.to_owned(),
            name: name.to_owned(),
            table: format!("{app}_{}", name.to_lowercase()),
            verbose_name_plural: format!("{verbose_name}s"),
            verbose_name,
            help: String::new(),
            fields: Vec::new(),
            unique_together: Vec::new(),
            indexes: Vec::new(),
            ordering: Vec::new(),
            display: None,
            renamed_from: None,
        }
    }

    /// `app.Name`, by which relations and resources name it.
    pub fn label(&self) -> String {
        format!("{}.{}", self.app, self.name)
    }

    /// The place of the primary key among the fields.
    ///
    /// # Panics
    /// If there is none, which [`resolve`](crate::resolve) refuses.
    pub fn primary_key(&self) -> usize {
        self.fields.iter().position(|field| field.primary_key).expect("resolve refuses a model without a primary key")
    }

    /// The place of the field with this name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// Fields that no two rows may share all of.
#[derive(Debug, Clone, PartialEq)]
pub struct UniqueTogether {
    /// Field names.
    pub fields: Vec<String>,
    /// The name of the constraint, made from the table and the fields unless given.
    pub name: Option<String>,
    /// The error of a second row; `None`: DRF's sentence, which names the fields.
    pub message: Option<String>,
    /// The code of that error; `None`: `unique`.
    pub code: Option<String>,
    /// Which rows it is about, all of these being true of them; empty: every row.
    pub condition: Vec<Condition>,
}

impl UniqueTogether {
    /// These fields, in every row, with DRF's own words.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a str>) -> Self {
        let fields = fields.into_iter().map(str::to_owned).collect();
        UniqueTogether { fields, name: None, message: None, code: None, condition: Vec::new() }
    }
}

/// What must be true of a row for a constraint to be about it: a field has a value, or has not.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// The value; null for a field without one.
    pub value: Value,
    /// Whether the field must *not* have the value.
    pub negated: bool,
}

/// An index over several fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// Field names, `-` before one for descending.
    pub fields: Vec<String>,
    /// The name of the index, made from the table and the fields unless given.
    pub name: Option<String>,
}
