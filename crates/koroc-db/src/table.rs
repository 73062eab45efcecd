//! What statements need to know of each model, worked out once.

use koroc_spec::{Auto, Field, FieldKind, Model, ResolvedOrder};

use crate::{DbError, DbErrorKind, Dialect, Storage};

/// The tables of an application in one dialect; a model's place is its place in [`Resolved::models`](koroc_spec::Resolved).
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) dialect: Dialect,
    /// Whether columns are read as texts where the way to the server has no type for what they hold.
    pub(crate) as_texts: bool,
    tables: Vec<Table>,
}

/// The table of a model.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The primary key's place.
    pub(crate) key: usize,
    /// A name of SQLite's hidden row number that no column hides.
    pub(crate) rowid: &'static str,
    /// The order of its rows where nothing else is asked for.
    pub(crate) ordering: Vec<ResolvedOrder>,
}

/// The column of a field.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) storage: Storage,
    /// Whether a value of it names at most one row.
    pub(crate) unique: bool,
    /// Whether the database counts it up.
    pub(crate) counted: bool,
    pub(crate) null: bool,
    /// The model that it points at.
    pub(crate) target: Option<usize>,
}

impl Tables {
    pub(crate) fn new(models: &[Model], dialect: Dialect) -> Result<Tables, DbError> {
        let tables = (0..models.len()).map(|model| Table::new(models, model, dialect)).collect::<Result<_, _>>()?;
        Ok(Tables { dialect, as_texts: false, tables })
    }

    /// The same, with columns read as texts or not.
    pub(crate) fn shown_as_texts(self, as_texts: bool) -> Tables {
        Tables { as_texts, ..self }
    }

    pub(crate) fn table(&self, model: usize) -> Result<&Table, DbError> {
        self.tables.get(model).ok_or_else(|| mismatch(format!("there is no model {model}")))
    }

    /// The model with this table, and the fields with these columns.
    pub(crate) fn find<'c>(&self, table: &str, columns: impl Iterator<Item = &'c str>) -> Option<(usize, Vec<usize>)> {
        let model = self.tables.iter().position(|known| known.name == table)?;
        let place = |column: &str| self.tables[model].columns.iter().position(|known| known.name == column);
        Some((model, columns.map(place).collect::<Option<_>>()?))
    }
}

impl Table {
    fn new(models: &[Model], at: usize, dialect: Dialect) -> Result<Table, DbError> {
        let model = &models[at];
        let columns = model.fields.iter().map(|field| Column::new(models, model, field, dialect)).collect::<Result<Vec<_>, _>>()?;
        let free = |name: &&str| !columns.iter().any(|column: &Column| column.name.eq_ignore_ascii_case(name));
        let rowid = ["rowid", "_rowid_", "oid"]
            .into_iter()
            .find(free)
            .ok_or_else(|| mismatch(format!("{} has columns rowid, _rowid_ and oid: rename one, so that the order of insertion has a name", model.label())))?;
        let ordering = ResolvedOrder::declared(models, at);
        Ok(Table { name: model.table.clone(), columns, key: model.primary_key(), rowid, ordering })
    }

    pub(crate) fn column(&self, field: usize) -> Result<&Column, DbError> {
        self.columns.get(field).ok_or_else(|| mismatch(format!("{} has no field {field}", self.name)))
    }
}

impl Column {
    fn new(models: &[Model], model: &Model, field: &Field, dialect: Dialect) -> Result<Column, DbError> {
        let storage =
            Storage::of(models, field, dialect).ok_or_else(|| mismatch(format!("{}.{} is of a kind that has no column", model.label(), field.name)))?;
        let alone = matches!(field.ty.kind, FieldKind::OneToOne(_));
        let (unique, counted) = (field.primary_key || field.unique || alone, field.auto == Some(Auto::Increment));
        let target = match &field.ty.kind {
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => relation.target,
            _ => None,
        };
        Ok(Column { name: field.column.clone(), storage, unique, counted, null: field.ty.null, target })
    }
}

fn mismatch(message: String) -> DbError {
    DbError::new(DbErrorKind::Mismatch, message)
}
