//! The shape of a statement: all that its SQL depends on, and nothing of what is bound to it.
//!
//! A statement is written down as a list of tokens beside a list of values. SQL is made from the tokens alone, so that no value,
//! hence no text of a client, can reach it; and equal tokens mean equal SQL, so that it is made once.

mod cond;

use koroc_spec::{Hop, ResolvedOrder, Value};

use crate::{
    Cond, DbError, DbErrorKind, Dialect, Groups, Part, Select,
    aggregate::Function,
    bound::Bound,
    compare::Test,
    row::Written,
    table::{Table, Tables},
};

/// A word of a shape. Conditions are in prefix notation: `And(2)` and then its two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Token {
    Verb(Verb, u16),
    /// A field to read or return.
    Column(u16),
    /// A field to write, and its value.
    Set(u16),
    /// So many rows are inserted at once.
    Rows(u16),
    All,
    Never,
    Test(u16, Test),
    In(u16, u16),
    /// A part of a field's date or time.
    Part(u16, Part, Test),
    /// A foreign key is the key of a row of this model that meets the condition that follows.
    Forward(u16, u16),
    /// The key is in the foreign key of a row of this model that meets the condition that follows.
    Reverse(u16, u16),
    /// The key is paired with that of a row that meets the condition that follows: the model of the pairs, and its foreign keys.
    Many(u16, u16, u16),
    /// A figure of a group of rows.
    Aggregate(Function, u16),
    /// Rows are read with what they are paired with: the model of the pairs, its foreign keys, and how many keys are looked for.
    Through(u16, u16, u16, u16),
    IsNull(u16),
    NotNull(u16),
    And(u16),
    Or(u16),
    Not,
    /// A field to order by, and whether the largest comes first; before it, the steps to the row that has it.
    Order(u16, bool),
    /// The order gets its last key.
    LastKey,
    Limit,
    Offset,
    /// An offset so far that the keys of its rows are found first, on an index where there is one, and the rows after (SQLite).
    FarOffset,
    /// The rows are held for this transaction (PostgreSQL).
    Held,
}

/// What a statement does; the model follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    Rows,
    Groups,
    Count,
    Exists,
    Insert,
    Update,
    Delete,
}

/// A statement: its shape and the values bound to it, in their order in the SQL.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) shape: Vec<Token>,
    pub(crate) values: Vec<Bound<'a>>,
}

/// From here on the keys are found first: twice as fast at 50,000 of 100,000 rows, two microseconds slower near the start.
const FAR: u64 = 1000;

impl<'a> Statement<'a> {
    pub(crate) fn rows(tables: &Tables, select: &'a Select) -> Result<Self, DbError> {
        let mut statement = Statement::new(Verb::Rows, select.model, select.columns.len() + 8)?;
        let table = tables.table(select.model)?;
        statement.columns(table, &select.columns)?;
        statement.cond(tables, table, &select.cond)?;
        statement.order(tables, table, &select.order)?;
        statement.slice(tables.dialect, select.limit, select.offset);
        Ok(statement)
    }

    /// The rows, held until the transaction ends. (SQLite has one writer, who needs no lock.)
    pub(crate) fn held(tables: &Tables, select: &'a Select) -> Result<Self, DbError> {
        let mut statement = Statement::rows(tables, select)?;
        if tables.dialect == Dialect::Postgres {
            statement.shape.push(Token::Held);
        }
        Ok(statement)
    }

    /// The rows behind a hop from rows with these keys, in their model's order: the columns, and behind them what each row belongs to.
    pub(crate) fn related(tables: &Tables, hop: &Hop, target: usize, columns: &[usize], keys: &'a [Value]) -> Result<Self, DbError> {
        let table = tables.table(target)?;
        let mut statement = Statement::new(Verb::Rows, target, columns.len() + 6)?;
        statement.columns(table, columns)?;
        match *hop {
            Hop::Forward { .. } => {
                statement.columns(table, &[table.key])?;
                statement.one_of(tables.dialect, table, table.key, keys)?;
            }
            Hop::Reverse { field, .. } => {
                statement.columns(table, &[field])?;
                statement.one_of(tables.dialect, table, field, keys)?;
            }
            Hop::Many { through, from, to } => {
                let count = statement.several(tables.dialect, tables.table(through)?.column(from)?, keys)?;
                statement.shape.push(Token::Through(place(through)?, place(from)?, place(to)?, count));
            }
        }
        statement.order(tables, table, &table.ordering)?;
        Ok(statement)
    }

    /// Figures of groups of rows.
    pub(crate) fn groups(tables: &Tables, groups: &'a Groups) -> Result<Self, DbError> {
        let mut statement = Statement::new(Verb::Groups, groups.model, groups.by.len() + groups.of.len() + 2)?;
        let table = tables.table(groups.model)?;
        statement.columns(table, &groups.by)?;
        for aggregate in &groups.of {
            let (function, field) = aggregate.parts();
            function.storage(table.column(field)?)?;
            statement.shape.push(Token::Aggregate(function, place(field)?));
        }
        statement.cond(tables, table, &groups.cond)?;
        Ok(statement)
    }

    pub(crate) fn count(tables: &Tables, model: usize, cond: &'a Cond) -> Result<Self, DbError> {
        Statement::with_cond(tables, Verb::Count, model, cond)
    }

    pub(crate) fn exists(tables: &Tables, model: usize, cond: &'a Cond) -> Result<Self, DbError> {
        Statement::with_cond(tables, Verb::Exists, model, cond)
    }

    pub(crate) fn delete(tables: &Tables, model: usize, cond: &'a Cond) -> Result<Self, DbError> {
        Statement::with_cond(tables, Verb::Delete, model, cond)
    }

    /// A row whose values have their stored form; those that are NULL by being absent are absent.
    pub(crate) fn insert(tables: &Tables, model: usize, row: &'a [(usize, Value)], returning: &[usize]) -> Result<Self, DbError> {
        let mut statement = Statement::new(Verb::Insert, model, row.len() + returning.len() + 1)?;
        let table = tables.table(model)?;
        statement.set(table, row)?;
        statement.columns(table, returning)?;
        Ok(statement)
    }

    /// Several rows with the same fields.
    pub(crate) fn insert_many(tables: &Tables, model: usize, rows: &'a [Written], returning: &[usize]) -> Result<Self, DbError> {
        let first = rows.first().map_or(&[][..], Vec::as_slice);
        let mut statement = Statement::insert(tables, model, first, returning)?;
        let table = tables.table(model)?;
        for (field, value) in rows.iter().skip(1).flatten() {
            statement.values.push(Bound::stored(table.column(*field)?.storage, value)?);
        }
        statement.shape.push(Token::Rows(place(rows.len())?));
        Ok(statement)
    }

    pub(crate) fn update(tables: &Tables, model: usize, row: &'a [(usize, Value)], cond: &'a Cond, returning: &[usize]) -> Result<Self, DbError> {
        let mut statement = Statement::new(Verb::Update, model, row.len() + returning.len() + 4)?;
        let table = tables.table(model)?;
        statement.set(table, row)?;
        statement.columns(table, returning)?;
        statement.cond(tables, table, cond)?;
        Ok(statement)
    }

    fn new(verb: Verb, model: usize, size: usize) -> Result<Self, DbError> {
        let mut shape = Vec::with_capacity(size);
        shape.push(Token::Verb(verb, place(model)?));
        Ok(Statement { shape, values: Vec::new() })
    }

    fn with_cond(tables: &Tables, verb: Verb, model: usize, cond: &'a Cond) -> Result<Self, DbError> {
        let mut statement = Statement::new(verb, model, 4)?;
        statement.cond(tables, tables.table(model)?, cond)?;
        Ok(statement)
    }

    fn columns(&mut self, table: &Table, columns: &[usize]) -> Result<(), DbError> {
        for field in columns {
            table.column(*field)?;
            self.shape.push(Token::Column(place(*field)?));
        }
        Ok(())
    }

    fn set(&mut self, table: &Table, row: &'a [(usize, Value)]) -> Result<(), DbError> {
        self.values.reserve_exact(row.len());
        for (field, value) in row {
            self.values.push(Bound::stored(table.column(*field)?.storage, value)?);
            self.shape.push(Token::Set(place(*field)?));
        }
        Ok(())
    }

    /// An order that a unique column decides needs no further key.
    fn order(&mut self, tables: &Tables, table: &Table, order: &[ResolvedOrder]) -> Result<(), DbError> {
        for ResolvedOrder { hops, field, descending } in order {
            let mut of = table;
            for hop in hops {
                of = tables.table(self.hop(tables, of, hop)?)?;
            }
            let column = of.column(*field)?;
            self.shape.push(Token::Order(place(*field)?, *descending));
            if column.unique && !column.null && hops.is_empty() {
                return Ok(());
            }
        }
        self.shape.push(Token::LastKey);
        Ok(())
    }

    fn slice(&mut self, dialect: Dialect, limit: Option<u64>, offset: Option<u64>) {
        let offset = offset.filter(|offset| *offset > 0);
        // Beyond what the databases count to, there is nothing more to skip or to limit.
        let whole = |rows: u64| Bound::Int(i64::try_from(rows).unwrap_or(i64::MAX));
        match (limit, dialect) {
            (Some(limit), _) => self.values.push(whole(limit)),
            // SQLite has no OFFSET without a LIMIT.
            (None, Dialect::Sqlite) if offset.is_some() => self.values.push(Bound::Int(-1)),
            (None, Dialect::Postgres) if offset.is_some() => self.values.push(Bound::Null),
            (None, Dialect::Sqlite | Dialect::Postgres) => return,
        }
        self.shape.push(Token::Limit);
        if let Some(offset) = offset {
            self.values.push(whole(offset));
            // In the order of insertion the rows themselves are the index.
            let ordered = self.shape.iter().any(|token| matches!(token, Token::Order(..)));
            let far = dialect == Dialect::Sqlite && ordered && offset >= FAR;
            self.shape.push(if far { Token::FarOffset } else { Token::Offset });
        }
    }
}

/// A place or number as tokens hold it.
fn place(number: usize) -> Result<u16, DbError> {
    u16::try_from(number).map_err(|_| DbError::new(DbErrorKind::OutOfRange, format!("{number} parts in one statement; 65,535 at most")))
}
