//! The SQL of a shape, written by sea-query.

mod cond;

use cond::host;
use sea_query::{
    Alias, DeleteStatement, Expr, ExprTrait, InsertStatement, LockType, Order, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder,
    UpdateStatement,
};

use crate::{
    DbError, Dialect, Storage,
    shape::{Token, Verb},
    table::{Column, Table, Tables},
};

/// The SQL of a shape.
pub(crate) fn sql(tables: &Tables, shape: &[Token]) -> Result<String, DbError> {
    let Some((Token::Verb(verb, model), rest)) = shape.split_first() else { unreachable!("every shape starts with its verb") };
    let table = tables.table((*model).into())?;
    // A name of its own in ORDER BY would be that of the text that is read.
    let joined = tables.as_texts || rest.iter().any(|token| matches!(token, Token::Through(..)));
    let mut writer = Writer { dialect: tables.dialect, tables, table, joined, rest };
    Ok(match verb {
        Verb::Rows => writer.rows(),
        Verb::Groups => writer.groups(),
        Verb::Count => writer.count(),
        Verb::Exists => writer.exists(),
        Verb::Insert => writer.insert(),
        Verb::Update => writer.update(),
        Verb::Delete => writer.delete(),
    })
}

/// Reads tokens from the front and writes what they say.
struct Writer<'s> {
    dialect: Dialect,
    tables: &'s Tables,
    table: &'s Table,
    /// Whether columns need their table's name, since there is another table beside it or a text of their name.
    joined: bool,
    rest: &'s [Token],
}

/// The text of a statement without its values.
macro_rules! text {
    ($self:ident, $query:expr) => {
        match $self.dialect {
            Dialect::Sqlite => $query.build(SqliteQueryBuilder).0,
            Dialect::Postgres => $query.build(PostgresQueryBuilder).0,
        }
    };
}

impl<'s> Writer<'s> {
    fn rows(&mut self) -> String {
        let mut query = self.select();
        if self.rest.last() == Some(&Token::FarOffset) {
            let mut keys: SelectStatement = Query::select();
            keys.column(self.rowid()).from(self.name()).and_where_option(self.filter());
            let order = self.rest;
            self.order(&mut keys);
            self.slice(&mut keys);
            query.and_where(Expr::col(self.rowid()).in_subquery(keys));
            self.rest = order;
            self.order(&mut query);
        } else {
            match self.rest.first().copied() {
                Some(Token::Through(through, from, to, count)) => self.through(&mut query, [through, from, to], count),
                _ => {
                    query.and_where_option(self.filter());
                }
            }
            self.order(&mut query);
            self.slice(&mut query);
            if self.take(Token::Held) {
                query.lock(LockType::NoKeyUpdate);
            }
        }
        text!(self, query)
    }

    /// The columns and their table.
    fn select(&mut self) -> SelectStatement {
        let mut query = Query::select();
        query.from(self.name());
        if !matches!(self.rest.first(), Some(Token::Column(_))) {
            query.expr(Expr::cust("1"));
        }
        while let Some(column) = self.column() {
            query.expr(column);
        }
        query
    }

    /// Rows beside their pairs: one for each pair with one of so many keys.
    fn through(&mut self, query: &mut SelectStatement, [through, from, to]: [u16; 3], count: u16) {
        self.rest = &self.rest[1..];
        let pairs = self.model(through);
        let side = |field: u16| Expr::col((Alias::new(&pairs.name), Alias::new(&pairs.columns[usize::from(field)].name)));
        query.inner_join(Alias::new(&pairs.name), side(to).equals((self.name(), Alias::new(&self.table.columns[self.table.key].name))));
        query.expr(self.shown(side(from), pairs.columns[usize::from(from)].storage));
        query.and_where(side(from).is_in((0..count).map(|_| 0)));
    }

    fn slice(&mut self, query: &mut SelectStatement) {
        if self.take(Token::Limit) {
            query.limit(0);
        }
        if self.take(Token::Offset) || self.take(Token::FarOffset) {
            query.offset(0);
        }
    }

    fn groups(&mut self) -> String {
        let mut query: SelectStatement = Query::select();
        query.from(self.name());
        while let Some(&Token::Column(field)) = self.rest.first() {
            query.expr(self.column().expect("a column comes next"));
            query.add_group_by([self.col(field)]).order_by_expr(self.col(field), Order::Asc);
        }
        while let Some(&Token::Aggregate(function, field)) = self.rest.first() {
            self.rest = &self.rest[1..];
            let column = self.field(field);
            let figure = function.sql(self.col(field), column.storage, self.dialect);
            query.expr(self.shown(figure, function.storage(column).expect("a shape's figures are known")));
        }
        query.and_where_option(self.filter());
        text!(self, query)
    }

    fn count(&mut self) -> String {
        let mut query: SelectStatement = Query::select();
        query.expr(Expr::cust("COUNT(*)")).from(self.name()).and_where_option(self.filter());
        text!(self, query)
    }

    fn exists(&mut self) -> String {
        let mut query: SelectStatement = Query::select();
        query.expr(Expr::cust("1")).from(self.name()).and_where_option(self.filter());
        format!("{} LIMIT 1", text!(self, query))
    }

    fn insert(&mut self) -> String {
        let mut query: InsertStatement = Query::insert();
        query.into_table(self.name());
        let mut columns = Vec::new();
        while let Some(column) = self.set() {
            columns.push(column);
        }
        let values: Vec<Expr> = columns.iter().map(|_| placeholder()).collect();
        if let Some(returning) = self.returning() {
            query.returning(returning);
        }
        let rows = match self.rest.first() {
            Some(Token::Rows(rows)) => *rows,
            _ => 1,
        };
        if columns.is_empty() {
            query.or_default_values();
        } else {
            query.columns(columns);
            for _ in 0..rows {
                query.values_panic(values.clone());
            }
        }
        text!(self, query)
    }

    fn update(&mut self) -> String {
        let mut query: UpdateStatement = Query::update();
        query.table(self.name());
        while let Some(column) = self.set() {
            query.value(column, placeholder());
        }
        let returning = self.returning();
        query.and_where_option(self.filter());
        if let Some(returning) = returning {
            query.returning(returning);
        }
        text!(self, query)
    }

    fn delete(&mut self) -> String {
        let mut query: DeleteStatement = Query::delete();
        query.from_table(self.name()).and_where_option(self.filter());
        text!(self, query)
    }

    fn order(&mut self, query: &mut SelectStatement) {
        while let Some(Token::Order(..) | Token::Forward(..) | Token::Reverse(..)) = self.rest.first() {
            let (column, descending) = self.sorted();
            query.order_by_expr(column, if descending { Order::Desc } else { Order::Asc });
        }
        if self.take(Token::LastKey) {
            match self.dialect {
                Dialect::Sqlite => query.order_by((self.name(), self.rowid()), Order::Asc),
                Dialect::Postgres => query.order_by_expr(self.key(), Order::Asc),
            };
        }
    }

    /// A column of the row, or of the one row that steps lead to, and whether the largest comes first.
    fn sorted(&mut self) -> (Expr, bool) {
        let (mut steps, mut of, mut name) = (Vec::new(), self.table, self.name());
        loop {
            let (model, joined, own) = match self.next().expect("an order ends in its field") {
                Token::Order(field, descending) if steps.is_empty() => return (self.col(field), descending),
                Token::Order(field, descending) => {
                    let column = Expr::col((name, Alias::new(&of.columns[usize::from(field)].name)));
                    return (steps.into_iter().rev().fold(column, |column, step: SelectStatement| scalar(step, column)), descending);
                }
                Token::Forward(field, model) => (model, self.model(model).key, usize::from(field)),
                Token::Reverse(model, field) => (model, usize::from(field), of.key),
                other => unreachable!("{other:?} is no step of an order"),
            };
            let (table, alias) = (self.model(model), Alias::new(format!("o{}", steps.len() + 1)));
            let mut step: SelectStatement = Query::select();
            let here = Expr::col((alias.clone(), Alias::new(&table.columns[joined].name)));
            step.from_as(Alias::new(&table.name), alias.clone()).and_where(here.equals((name, Alias::new(&of.columns[own].name))));
            steps.push(step);
            (of, name) = (table, alias);
        }
    }

    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, token: Token) -> bool {
        let found = self.rest.first() == Some(&token);
        self.rest = &self.rest[usize::from(found)..];
        found
    }

    /// A field that is read, as its value comes.
    fn column(&mut self) -> Option<Expr> {
        let Some(Token::Column(field)) = self.rest.first().copied() else { return None };
        self.rest = &self.rest[1..];
        let storage = self.field(field).storage;
        Some(match (storage, self.dialect) {
            (Storage::Absent, _) => Expr::cust("NULL"),
            (Storage::Ip, Dialect::Postgres) => host(self.col(field)),
            _ => self.shown(self.col(field), storage),
        })
    }

    /// What is read of a column, as a text where that is the only way to get it whole.
    fn shown(&self, read: Expr, storage: Storage) -> Expr {
        match storage {
            Storage::Double
            | Storage::ScaledInt { .. }
            | Storage::OrderedText { .. }
            | Storage::Numeric { .. }
            | Storage::Date
            | Storage::Time
            | Storage::DateTime
            | Storage::Duration
            | Storage::Uuid
            | Storage::Json
                if self.tables.as_texts =>
            {
                read.cast_as("text")
            }
            _ => read,
        }
    }

    fn set(&mut self) -> Option<Alias> {
        let Some(Token::Set(field)) = self.rest.first().copied() else { return None };
        self.rest = &self.rest[1..];
        Some(self.alias(field))
    }

    fn returning(&mut self) -> Option<sea_query::ReturningClause> {
        let mut columns = Vec::new();
        while let Some(column) = self.column() {
            columns.push(column);
        }
        (!columns.is_empty()).then(|| Query::returning().exprs(columns))
    }

    fn field(&self, field: u16) -> &Column {
        &self.table.columns[usize::from(field)]
    }

    fn alias(&self, field: u16) -> Alias {
        Alias::new(&self.field(field).name)
    }

    fn col(&self, field: u16) -> Expr {
        if self.joined { Expr::col((self.name(), self.alias(field))) } else { Expr::col(self.alias(field)) }
    }

    fn key(&self) -> Expr {
        self.col(u16::try_from(self.table.key).expect("a shape's fields are few enough"))
    }

    fn model(&self, model: u16) -> &'s Table {
        self.tables.table(model.into()).expect("a shape's models are known")
    }

    fn rowid(&self) -> Alias {
        Alias::new(self.table.rowid)
    }

    fn name(&self) -> Alias {
        Alias::new(&self.table.name)
    }
}

/// The value of a column in the one row that is selected.
fn scalar(mut row: SelectStatement, column: Expr) -> Expr {
    row.expr(column);
    Expr::SubQuery(None, Box::new(row.into()))
}

/// A place for a value: sea-query numbers it, what it holds is thrown away.
fn placeholder() -> Expr {
    Expr::val(0)
}

#[cfg(test)]
mod tests;
