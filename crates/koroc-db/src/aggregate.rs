//! Figures over rows: counts, sums, smallest, largest and averages, of all rows or of groups of them.

use koroc_spec::Value;
use sea_query::{Expr, ExprTrait, Func};

use crate::{Cond, Db, DbError, DbErrorKind, Dialect, Storage, Tx, shape::Statement, table::Column};

/// What is asked about rows, by groups: `SELECT by.., of.. GROUP BY by..`.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The model, by its place in [`Resolved::models`](koroc_spec::Resolved).
    pub model: usize,
    /// Which rows.
    pub cond: Cond,
    /// The fields whose values make a group; none: all rows are one, even if there are none.
    pub by: Vec<usize>,
    /// The figures of each group.
    pub of: Vec<Aggregate>,
}

/// A figure of a group of rows. Rows without a value in its field play no part; without any, it is null (a count is 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many rows there are.
    Count,
    /// How many rows have a value in the field.
    CountOf(usize),
    /// How many different values the field has.
    Distinct(usize),
    /// The sum of a number or span, exact where the field is.
    Sum(usize),
    /// The smallest value.
    Min(usize),
    /// The largest value.
    Max(usize),
    /// The average: of numbers a floating point number, of spans a span.
    Avg(usize),
}

/// The function of an aggregate, without its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Count,
    CountOf,
    Distinct,
    Sum,
    Min,
    Max,
    Avg,
}

impl Aggregate {
    pub(crate) fn parts(self) -> (Function, usize) {
        match self {
            Aggregate::Count => (Function::Count, 0),
            Aggregate::CountOf(field) => (Function::CountOf, field),
            Aggregate::Distinct(field) => (Function::Distinct, field),
            Aggregate::Sum(field) => (Function::Sum, field),
            Aggregate::Min(field) => (Function::Min, field),
            Aggregate::Max(field) => (Function::Max, field),
            Aggregate::Avg(field) => (Function::Avg, field),
        }
    }
}

impl Function {
    /// How the figure of a column comes back.
    pub(crate) fn storage(self, column: &Column) -> Result<Storage, DbError> {
        let of = column.storage;
        let storage = match (self, of) {
            (Function::Count, _) => Some(Storage::BigInt),
            (_, Storage::Absent) => None,
            (Function::CountOf | Function::Distinct, _) => Some(Storage::BigInt),
            (Function::Min | Function::Max, Storage::Bool | Storage::Json) => None,
            (Function::Min | Function::Max, _) => Some(of),
            (Function::Sum, Storage::SmallInt | Storage::Int | Storage::BigInt) => Some(Storage::BigInt),
            (Function::Sum, Storage::OrderedText { places, .. }) => Some(Storage::OrderedText { digits: WIDE, places }),
            (Function::Sum, Storage::Double | Storage::ScaledInt { .. } | Storage::Numeric { .. } | Storage::Duration) => Some(of),
            (Function::Avg, Storage::SmallInt | Storage::Int | Storage::BigInt | Storage::Double) => Some(Storage::Double),
            (Function::Avg, Storage::OrderedText { .. } | Storage::ScaledInt { .. } | Storage::Numeric { .. }) => Some(Storage::Double),
            (Function::Avg, Storage::Duration) => Some(of),
            (
                Function::Sum | Function::Avg,
                Storage::Text { .. } | Storage::Bool | Storage::Date | Storage::Time | Storage::DateTime | Storage::Uuid | Storage::Ip | Storage::Json,
            ) => None,
        };
        storage.ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("the column {} ({of:?}) has no {self:?}", column.name)))
    }

    /// The figure as SQL.
    pub(crate) fn sql(self, column: Expr, storage: Storage, dialect: Dialect) -> Expr {
        let call = |name: &'static str, of: Expr| Expr::from(Func::cust(name).arg(of));
        let name = if self == Function::Min { "min" } else { "max" };
        match (self, storage, dialect) {
            (Function::Count, ..) => Expr::cust("COUNT(*)"),
            (Function::CountOf, ..) => call("count", column),
            (Function::Distinct, ..) => Func::count_distinct(column).into(),
            // PostgreSQL has no smallest UUID; that of their texts is the same.
            (Function::Min | Function::Max, Storage::Uuid, Dialect::Postgres) => call(name, column.cast_as("text")).cast_as("uuid"),
            (Function::Min | Function::Max, Storage::Ip, Dialect::Postgres) => call("host", call(name, column)),
            (Function::Min | Function::Max, ..) => call(name, column),
            (Function::Sum, Storage::OrderedText { digits, .. }, _) => Func::cust("koroc_sum").args([column, Expr::cust(digits.to_string())]).into(),
            (Function::Sum, Storage::SmallInt | Storage::Int | Storage::BigInt, Dialect::Postgres) => call("sum", column).cast_as("bigint"),
            (Function::Sum, ..) => call("sum", column),
            (Function::Avg, Storage::Duration, Dialect::Postgres) => call("avg", column),
            (Function::Avg, _, Dialect::Postgres) => call("avg", column).cast_as("double precision"),
            (Function::Avg, Storage::Duration, Dialect::Sqlite) => call("round", call("avg", column)).cast_as("integer"),
            (Function::Avg, Storage::ScaledInt { places, .. }, Dialect::Sqlite) => call("avg", column).div(Expr::cust(format!("1e{places}"))),
            (Function::Avg, Storage::OrderedText { digits, places }, Dialect::Sqlite) => {
                let text = Func::cust("koroc_decimal").args([column, Expr::cust(digits.to_string()), Expr::cust(places.to_string())]);
                call("avg", Expr::from(text).cast_as("real"))
            }
            (Function::Avg, _, Dialect::Sqlite) => call("avg", column),
        }
    }
}

/// The digits of a sum of wide decimals: all that 128 bits hold.
pub(crate) const WIDE: u32 = 38;

impl Db {
    /// The figures of each group, in the order of their values: first what makes the group, then what was asked of it.
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] for a figure that a field does not have (the sum of texts); what the database says.
    pub async fn aggregate(&self, groups: &Groups) -> Result<Vec<Vec<Value>>, DbError> {
        self.values(Statement::groups(self.tables(), groups)?, groups.by.len() + groups.of.len()).await
    }
}

impl Tx<'_> {
    /// As [`Db::aggregate`].
    ///
    /// # Errors
    /// As there.
    pub fn aggregate(&mut self, groups: &Groups) -> Result<Vec<Vec<Value>>, DbError> {
        let (mut rows, width) = (Vec::new(), groups.by.len() + groups.of.len());
        self.run(Statement::groups(self.db.tables(), groups)?, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect()))?;
        Ok(rows)
    }
}
