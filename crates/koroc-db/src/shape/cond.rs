//! Conditions as tokens.

use koroc_spec::{Hop, Value};

use super::{Statement, Token, place};
use crate::{
    Cond, DbError, DbErrorKind, Dialect, Op,
    compare::{Leaf, Test, compare},
    table::{Column, Table, Tables},
};

/// The most values in an `In`; both databases take more, a client's URL does not.
const MOST_VALUES: usize = 1 << 14;

impl<'a> Statement<'a> {
    pub(super) fn cond(&mut self, tables: &Tables, table: &Table, cond: &'a Cond) -> Result<(), DbError> {
        let dialect = tables.dialect;
        match cond {
            Cond::All => self.shape.push(Token::All),
            Cond::Never => self.shape.push(Token::Never),
            Cond::Compare { field, op, value } => self.compare(dialect, table, *field, *op, value)?,
            Cond::In { field, values } => self.one_of(dialect, table, *field, values)?,
            Cond::Between { field, from, to } => {
                self.shape.push(Token::And(2));
                self.compare(dialect, table, *field, Op::Gte, from)?;
                self.compare(dialect, table, *field, Op::Lte, to)?;
            }
            Cond::IsNull { field } => {
                table.column(*field)?;
                self.shape.push(Token::IsNull(place(*field)?));
            }
            Cond::Part { field, part, op, value } => {
                let column = part.column(table.column(*field)?)?;
                let field = place(*field)?;
                self.leaf(compare(dialect, &column, *op, value)?, Token::NotNull(field), |test| Token::Part(field, *part, test));
            }
            Cond::Related { hop, cond } => {
                let target = self.hop(tables, table, hop)?;
                self.cond(tables, tables.table(target)?, cond)?;
            }
            Cond::And(conds) => self.all(tables, table, Token::And(place(conds.len())?), conds)?,
            Cond::Or(conds) => self.all(tables, table, Token::Or(place(conds.len())?), conds)?,
            Cond::Not(cond) => {
                self.shape.push(Token::Not);
                self.cond(tables, table, cond)?;
            }
        }
        Ok(())
    }

    /// The step to related rows; answers their model.
    pub(super) fn hop(&mut self, tables: &Tables, table: &Table, hop: &Hop) -> Result<usize, DbError> {
        let target = |table: &Table, field: usize| {
            let column = table.column(field)?;
            column.target.ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("{}.{} is no foreign key", table.name, column.name)))
        };
        let (token, model) = match *hop {
            Hop::Forward { field } => {
                let model = target(table, field)?;
                (Token::Forward(place(field)?, place(model)?), model)
            }
            Hop::Reverse { model, field } => {
                target(tables.table(model)?, field)?;
                (Token::Reverse(place(model)?, place(field)?), model)
            }
            Hop::Many { through, from, to } => {
                let pairs = tables.table(through)?;
                target(pairs, from)?;
                (Token::Many(place(through)?, place(from)?, place(to)?), target(pairs, to)?)
            }
        };
        self.shape.push(token);
        Ok(model)
    }

    fn all(&mut self, tables: &Tables, table: &Table, token: Token, conds: &'a [Cond]) -> Result<(), DbError> {
        self.shape.push(token);
        conds.iter().try_for_each(|cond| self.cond(tables, table, cond))
    }

    fn compare(&mut self, dialect: Dialect, table: &Table, field: usize, op: Op, value: &'a Value) -> Result<(), DbError> {
        let place = place(field)?;
        self.leaf(compare(dialect, table.column(field)?, op, value)?, Token::NotNull(place), |test| Token::Test(place, test));
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'a>, not_null: Token, token: impl Fn(Test) -> Token) {
        let token = match leaf {
            Leaf::Never => Token::Never,
            Leaf::NotNull => not_null,
            Leaf::Test(test, bound) => {
                self.values.push(bound);
                token(test)
            }
        };
        self.shape.push(token);
    }

    pub(super) fn one_of(&mut self, dialect: Dialect, table: &Table, field: usize, values: &'a [Value]) -> Result<(), DbError> {
        let token = match self.several(dialect, table.column(field)?, values)? {
            0 => Token::Never,
            count => Token::In(place(field)?, count),
        };
        self.shape.push(token);
        Ok(())
    }

    /// Values to look for; answers how many there are. Those that no row can have are left out; the last is repeated up to a power of two, so that
    /// there are few shapes.
    pub(super) fn several(&mut self, dialect: Dialect, column: &Column, values: &'a [Value]) -> Result<u16, DbError> {
        if values.len() > MOST_VALUES {
            return Err(DbError::new(DbErrorKind::OutOfRange, format!("{} values to look for; {MOST_VALUES} at most", values.len())));
        }
        let start = self.values.len();
        for value in values {
            if let Leaf::Test(_, bound) = compare(dialect, column, Op::Eq, value)? {
                self.values.push(bound);
            }
        }
        let Some(last) = self.values.get(start..).and_then(<[_]>::last).cloned() else {
            return Ok(0);
        };
        let count = (self.values.len() - start).next_power_of_two();
        self.values.resize(start + count, last);
        place(count)
    }
}
