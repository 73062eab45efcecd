//! Conditions as SQL.

use sea_query::{Alias, BinOper, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement, extension::postgres::PgExpr};

use super::{Writer, placeholder};
use crate::{Dialect, Part, Storage, compare::Test, shape::Token};

impl Writer<'_> {
    /// The condition; none where every row is meant, which is what SQLite counts fastest.
    pub(super) fn filter(&mut self) -> Option<Expr> {
        (!self.take(Token::All)).then(|| self.cond())
    }

    pub(super) fn cond(&mut self) -> Expr {
        match self.next().expect("every shape has a condition") {
            Token::All => Expr::cust("1 = 1"),
            Token::Never => Expr::cust("1 = 0"),
            Token::Test(field, test) => self.test(field, test),
            Token::Part(field, part, test) => self.part(field, part, test),
            Token::Forward(field, target) => {
                let column = self.col(field);
                column.in_subquery(self.within(target, None))
            }
            Token::Reverse(model, field) => {
                let key = self.key();
                key.in_subquery(self.within(model, Some(field)))
            }
            Token::Many(through, from, to) => {
                let (key, pairs) = (self.key(), self.model(through));
                let name = |field: u16| Alias::new(&pairs.columns[usize::from(field)].name);
                let target = pairs.columns[usize::from(to)].target.expect("a shape's pairs have foreign keys");
                let mut query = Query::select();
                query.column(name(from)).from(Alias::new(&pairs.name));
                if self.rest.first() == Some(&Token::All) {
                    self.rest = &self.rest[1..];
                } else {
                    query.and_where(Expr::col(name(to)).in_subquery(self.within(target as u16, None)));
                }
                key.in_subquery(query)
            }
            Token::In(field, count) => self.col(field).is_in((0..count).map(|_| 0)),
            Token::IsNull(field) => self.col(field).is_null(),
            Token::NotNull(field) => self.col(field).is_not_null(),
            Token::And(count) => self.several(count, "1 = 1", Expr::and),
            Token::Or(count) => self.several(count, "1 = 0", Expr::or),
            // What is unknown is not true: so a condition is true or false, never unknown.
            Token::Not => Expr::from(Func::coalesce([self.cond(), Expr::cust("FALSE")])).not(),
            Token::Verb(..)
            | Token::Column(_)
            | Token::Set(_)
            | Token::Rows(_)
            | Token::Order(..)
            | Token::LastKey
            | Token::Limit
            | Token::Offset
            | Token::FarOffset
            | Token::Held
            | Token::Aggregate(..)
            | Token::Through(..) => {
                unreachable!("these are no conditions")
            }
        }
    }

    /// The keys (or this field) of the rows of a model that meet the condition that comes next.
    fn within(&mut self, model: u16, field: Option<u16>) -> SelectStatement {
        let table = self.model(model);
        let mut inner = Writer { dialect: self.dialect, tables: self.tables, table, joined: false, rest: self.rest };
        let column = field.map_or(table.key, usize::from);
        let mut query = Query::select();
        query.column(Alias::new(&table.columns[column].name)).from(inner.name()).and_where_option(inner.filter());
        self.rest = inner.rest;
        query
    }

    pub(super) fn several(&mut self, count: u16, none: &'static str, join: fn(Expr, Expr) -> Expr) -> Expr {
        (0..count).map(|_| self.cond()).collect::<Vec<_>>().into_iter().reduce(join).unwrap_or_else(|| Expr::cust(none))
    }

    fn part(&self, field: u16, part: Part, test: Test) -> Expr {
        let column = part.of(self.col(field), self.field(field).storage, self.dialect);
        compared(self.dialect, test, column.clone(), || column.cast_as("text"))
    }

    fn test(&self, field: u16, test: Test) -> Expr {
        match (test, self.field(field).storage, self.dialect) {
            (Test::Eq, Storage::Json, Dialect::Sqlite) => json(self.col(field)).eq(json(placeholder())),
            _ => compared(self.dialect, test, self.col(field), || self.text(field)),
        }
    }

    /// The column's value as a text to look into.
    fn text(&self, field: u16) -> Expr {
        let column = self.col(field);
        match (&self.field(field).storage, self.dialect) {
            (Storage::Text { .. } | Storage::Absent, _)
            | (Storage::Uuid | Storage::Date | Storage::Time | Storage::DateTime | Storage::Ip | Storage::Json, Dialect::Sqlite) => column,
            (Storage::Ip, Dialect::Postgres) => host(column),
            (Storage::ScaledInt { digits, places } | Storage::OrderedText { digits, places }, _) => {
                Func::cust("koroc_decimal").args([column, Expr::cust(digits.to_string()), Expr::cust(places.to_string())]).into()
            }
            (Storage::Uuid, Dialect::Postgres) => Func::cust("replace").args([column.cast_as("text"), Expr::cust("'-'"), Expr::cust("''")]).into(),
            (Storage::SmallInt | Storage::Int | Storage::BigInt | Storage::Double | Storage::Numeric { .. } | Storage::Bool | Storage::Duration, _)
            | (Storage::Date | Storage::Time | Storage::DateTime | Storage::Json, Dialect::Postgres) => column.cast_as("text"),
        }
    }
}

/// What stands in a column, or its text, compared with a value.
fn compared(dialect: Dialect, test: Test, column: Expr, text: impl FnOnce() -> Expr) -> Expr {
    let value = placeholder();
    match test {
        Test::Eq => column.eq(value),
        Test::Gt => column.gt(value),
        Test::Gte => column.gte(value),
        Test::Lt => column.lt(value),
        Test::Lte => column.lte(value),
        Test::Like => text().like(LikeExpr::new("").escape('\\')),
        // The escape character is PostgreSQL's own.
        Test::ILike => text().ilike(LikeExpr::new("")),
        Test::IRegex if dialect == Dialect::Sqlite => Func::cust("koroc_iregex").args([value, text()]).into(),
        Test::IRegex => text().binary(BinOper::Custom("~*"), value),
        Test::FullText => {
            let words = Func::cust("to_tsvector").arg(Func::coalesce([text(), Expr::cust("''")]));
            Expr::from(words).binary(BinOper::Custom("@@"), Func::cust("plainto_tsquery").arg(value))
        }
    }
}

/// An address as text, without its network.
pub(super) fn host(column: Expr) -> Expr {
    Func::cust("host").arg(column).into()
}

/// A document in SQLite's own spelling, so that spaces do not tell two apart.
fn json(document: Expr) -> Expr {
    Func::cust("json").arg(document).into()
}
