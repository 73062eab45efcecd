//! Rows with what is related to them: which statements that takes, and how their answers fit together.
//!
//! It knows no connection, so that a database and a transaction load in the same way: ask for the [`next`](Load::next) statement, give its rows back,
//! and [`finish`](Load::finish).

use std::collections::{HashMap, HashSet};

use koroc_spec::{Hop, Reads, Record, Value};
use uuid::Uuid;

use crate::{DbError, DbErrorKind, shape::Statement, table::Tables};

/// Rows being loaded, one level after the other.
pub(crate) struct Load<'r> {
    tables: &'r Tables,
    /// The levels, each behind the one that it is related to.
    levels: Vec<Level<'r>>,
    /// The level whose rows come next.
    at: usize,
}

/// The rows behind one hop from those of another level.
struct Level<'r> {
    reads: &'r Reads,
    /// The way from the level before, and which it is; none: the rows that were asked for.
    from: Option<(&'r Hop, usize)>,
    /// What is read of each row: what was asked for, and the keys that hops start from.
    columns: Vec<usize>,
    /// Keys of the rows before whose rows are not read yet, for each statement.
    keys: Vec<Vec<Value>>,
    rows: Vec<Vec<Value>>,
}

/// Keys in one statement: fewer than any database takes, and a statement of the Data API has room for.
const KEYS: usize = 5_000;

impl<'r> Load<'r> {
    /// Begins with the rows that were asked for: their columns are to be [`columns`](Load::columns).
    pub(crate) fn new(tables: &'r Tables, model: usize, reads: &'r Reads) -> Result<Load<'r>, DbError> {
        if model != reads.model {
            return Err(DbError::new(DbErrorKind::Mismatch, format!("rows of the model {model} are asked for as those of {}", reads.model)));
        }
        let mut load = Load { tables, levels: Vec::new(), at: 0 };
        load.push(reads, None)?;
        Ok(load)
    }

    /// What is read of the rows that were asked for.
    pub(crate) fn columns(&self) -> &[usize] {
        &self.levels[0].columns
    }

    /// The columns of a row in hand, all its fields.
    pub(crate) fn of(&self, row: &[Value]) -> Result<Vec<Value>, DbError> {
        let columns = self.columns().iter().map(|&column| row.get(column).cloned());
        columns.collect::<Option<_>>().ok_or_else(|| DbError::new(DbErrorKind::Mismatch, "a row in hand has all fields of its model"))
    }

    /// The record of the one row that was begun with.
    pub(crate) fn only(mut records: Vec<Record>) -> Record {
        records.pop().expect("a row that was given has a record")
    }

    /// The rows that were asked for.
    pub(crate) fn begin(&mut self, rows: Vec<Vec<Value>>) -> Result<(), DbError> {
        self.levels[0].rows = rows;
        self.leave()
    }

    /// The keys for the statement that comes next.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<Value>>, DbError> {
        while self.at < self.levels.len() {
            if let Some(keys) = self.levels[self.at].keys.pop() {
                return Ok(Some(keys));
            }
            self.leave()?;
        }
        Ok(None)
    }

    /// The statement for such keys.
    pub(crate) fn statement<'k>(&self, keys: &'k [Value]) -> Result<Statement<'k>, DbError> {
        let level = &self.levels[self.at];
        let (hop, _) = level.from.expect("the first level has no keys");
        Statement::related(self.tables, hop, level.reads.model, &level.columns, keys)
    }

    /// How many values each row of the statement has.
    pub(crate) fn width(&self) -> usize {
        self.levels[self.at].columns.len() + 1
    }

    /// The rows of the statement.
    pub(crate) fn give(&mut self, rows: Vec<Vec<Value>>) {
        self.levels[self.at].rows.extend(rows);
    }

    /// Goes from a level whose rows are there on to the next, whose keys are known by then.
    fn leave(&mut self) -> Result<(), DbError> {
        let reads = self.levels[self.at].reads;
        let level = self.at;
        for (hop, reads) in &reads.related {
            self.push(reads, Some((hop, level)))?;
        }
        self.at += 1;
        Ok(())
    }

    fn push(&mut self, reads: &'r Reads, from: Option<(&'r Hop, usize)>) -> Result<(), DbError> {
        let table = self.tables.table(reads.model)?;
        let mut columns = reads.columns.clone();
        for (hop, _) in &reads.related {
            let start = start(hop, table.key);
            table.column(start)?;
            if !columns.contains(&start) {
                columns.push(start);
            }
        }
        let keys = from.map_or_else(|| Ok(Vec::new()), |(hop, level)| self.keys(hop, level))?;
        self.levels.push(Level { reads, from, columns, keys, rows: Vec::new() });
        Ok(())
    }

    /// The keys of a level that a hop starts from, each once.
    fn keys(&self, hop: &Hop, level: usize) -> Result<Vec<Vec<Value>>, DbError> {
        let before = &self.levels[level];
        let at = before.place(start(hop, self.tables.table(before.reads.model)?.key));
        let mut seen = HashSet::new();
        let mut keys: Vec<Value> = Vec::new();
        for value in before.rows.iter().map(|row| &row[at]).filter(|value| !value.is_null()) {
            if seen.insert(Id::of(value)) {
                keys.push(value.clone());
            }
        }
        Ok(keys.chunks(KEYS).rev().map(<[Value]>::to_vec).collect())
    }

    /// The rows with all that is related to them.
    pub(crate) fn finish(self) -> Vec<Record> {
        let mut done: Vec<HashMap<Id, Vec<Record>>> = (0..self.levels.len()).map(|_| HashMap::new()).collect();
        let mut first = Vec::new();
        let keys: Vec<usize> = self.levels.iter().map(|level| self.tables.table(level.reads.model).expect("push found the table").key).collect();
        for (at, level) in self.levels.iter().enumerate().rev() {
            let mut records = Vec::with_capacity(level.rows.len());
            let behind: Vec<(usize, &Hop)> =
                (0..self.levels.len()).filter_map(|n| self.levels[n].from.filter(|(_, of)| *of == at).map(|(hop, _)| (n, hop))).collect();
            // A row that several rows are paired with is there for each of them.
            let repeated = matches!(level.from, Some((Hop::Many { .. }, _)));
            for row in &level.rows {
                let related = behind
                    .iter()
                    .map(|(n, hop)| take(&mut done[*n], repeated || matches!(hop, Hop::Forward { .. }), &row[level.place(start(hop, keys[at]))]))
                    .collect();
                records.push(Record { values: row[..level.reads.columns.len()].to_vec(), related, computed: Vec::new() });
            }
            if level.from.is_none() {
                first = records;
                continue;
            }
            for (record, row) in records.into_iter().zip(&level.rows) {
                let owner = row.last().expect("the key that a related row belongs to is its last value");
                done[at].entry(Id::of(owner)).or_default().push(record);
            }
        }
        first
    }
}

impl Level<'_> {
    fn place(&self, column: usize) -> usize {
        self.columns.iter().position(|known| *known == column).expect("the columns that hops start from are read")
    }
}

/// The field that a hop starts from.
fn start(hop: &Hop, key: usize) -> usize {
    match hop {
        Hop::Forward { field } => *field,
        Hop::Reverse { .. } | Hop::Many { .. } => key,
    }
}

/// The rows of one owner, who may not be the only one.
fn take(records: &mut HashMap<Id, Vec<Record>>, shared: bool, owner: &Value) -> Vec<Record> {
    let owner = Id::of(owner);
    let found = if shared { records.get(&owner).cloned() } else { records.remove(&owner) };
    found.unwrap_or_default()
}

/// A key that can be looked up.
#[derive(PartialEq, Eq, Hash)]
enum Id {
    Int(i64),
    Uuid(Uuid),
    Text(String),
}

impl Id {
    fn of(value: &Value) -> Id {
        match value {
            Value::Int(number) => Id::Int(*number),
            Value::Uuid(uuid) => Id::Uuid(*uuid),
            Value::Str(text) | Value::Decimal(text) => Id::Text(text.clone()),
            other => Id::Text(format!("{other:?}")),
        }
    }
}
