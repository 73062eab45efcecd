//! The SQL of a shape, written by sea-query.

use sea_query::{
    Alias, DeleteStatement, Expr, ExprTrait, Func, InsertStatement, LikeExpr, Order, PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder,
    UpdateStatement, extension::postgres::PgExpr,
};

use crate::{
    DbError, Dialect, Part, Storage,
    compare::Test,
    shape::{Token, Verb},
    table::{Column, Table, Tables},
};

/// The SQL of a shape.
pub(crate) fn sql(tables: &Tables, shape: &[Token]) -> Result<String, DbError> {
    let Some((Token::Verb(verb, model), rest)) = shape.split_first() else { unreachable!("every shape starts with its verb") };
    let table = tables.table((*model).into())?;
    let joined = rest.iter().any(|token| matches!(token, Token::Through(..)));
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
    /// Whether columns need their table's name, since there is another table beside it.
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
        query.expr(side(from));
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
            query.expr(function.sql(self.col(field), self.field(field).storage, self.dialect));
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

    /// The condition; none where every row is meant, which is what SQLite counts fastest.
    fn filter(&mut self) -> Option<Expr> {
        (!self.take(Token::All)).then(|| self.cond())
    }

    fn cond(&mut self) -> Expr {
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

    fn several(&mut self, count: u16, none: &'static str, join: fn(Expr, Expr) -> Expr) -> Expr {
        (0..count).map(|_| self.cond()).collect::<Vec<_>>().into_iter().reduce(join).unwrap_or_else(|| Expr::cust(none))
    }

    fn part(&self, field: u16, part: Part, test: Test) -> Expr {
        let (column, value) = (part.of(self.col(field), self.field(field).storage, self.dialect), placeholder());
        match test {
            Test::Eq => column.eq(value),
            Test::Gt => column.gt(value),
            Test::Gte => column.gte(value),
            Test::Lt => column.lt(value),
            Test::Lte => column.lte(value),
            Test::Like => column.cast_as("text").like(LikeExpr::new("").escape('\\')),
            Test::ILike => column.cast_as("text").ilike(LikeExpr::new("")),
        }
    }

    fn test(&self, field: u16, test: Test) -> Expr {
        let (column, value) = (self.col(field), placeholder());
        match test {
            Test::Eq if self.field(field).storage == Storage::Json && self.dialect == Dialect::Sqlite => json(column).eq(json(value)),
            Test::Eq => column.eq(value),
            Test::Gt => column.gt(value),
            Test::Gte => column.gte(value),
            Test::Lt => column.lt(value),
            Test::Lte => column.lte(value),
            Test::Like => self.text(field).like(LikeExpr::new("").escape('\\')),
            // The escape character is PostgreSQL's own.
            Test::ILike => self.text(field).ilike(LikeExpr::new("")),
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

    fn order(&mut self, query: &mut SelectStatement) {
        while let Some(Token::Order(field, descending)) = self.rest.first().copied() {
            self.rest = &self.rest[1..];
            query.order_by_expr(self.col(field), if descending { Order::Desc } else { Order::Asc });
        }
        if self.take(Token::LastKey) {
            match self.dialect {
                Dialect::Sqlite => query.order_by((self.name(), self.rowid()), Order::Asc),
                Dialect::Postgres => query.order_by_expr(self.key(), Order::Asc),
            };
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
        Some(match (self.field(field).storage, self.dialect) {
            (Storage::Absent, _) => Expr::cust("NULL"),
            (Storage::Ip, Dialect::Postgres) => host(self.col(field)),
            _ => self.col(field),
        })
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

/// An address as text, without its network.
fn host(column: Expr) -> Expr {
    Func::cust("host").arg(column).into()
}

/// A document in SQLite's own spelling, so that spaces do not tell two apart.
fn json(document: Expr) -> Expr {
    Func::cust("json").arg(document).into()
}

/// A place for a value: sea-query numbers it, what it holds is thrown away.
fn placeholder() -> Expr {
    Expr::val(0)
}

#[cfg(test)]
mod tests {
    use koroc_spec::{Field, FieldKind, Hop, Model, OnDelete, Relation, Value};

    use super::*;
    use crate::{Aggregate, Cond, Groups, Op, Select, shape::Statement};

    fn model() -> Model {
        let mut id = Field::new("id", FieldKind::Uuid);
        id.primary_key = true;
        let price = FieldKind::Decimal { max_digits: Some(6), decimal_places: Some(2) };
        let fields = vec![id, Field::new("sym\"bol", FieldKind::Char { trim: true }), Field::new("price", price)];
        Model { fields, ..Model::new("api", "Fund") }
    }

    /// Funds, holdings that point at them and at each other, and pairs of the two.
    fn related() -> Vec<Model> {
        let key = || Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) };
        let link =
            |name: &str, target, to: &str| Field::new(name, FieldKind::ForeignKey(Relation { target: Some(target), ..Relation::to(to, OnDelete::Cascade) }));
        let kinds = vec![Field::new("seen", FieldKind::DateTime), Field::new("profile", FieldKind::Json)];
        let address = Field::new("address", FieldKind::Ip { protocol: koroc_spec::IpProtocol::Both });
        let fields = [vec![key(), link("fund", 0, "api.Fund"), link("parent", 1, "api.Holding")], kinds, vec![address]].concat();
        let holding = Model { fields, ordering: vec!["-seen".into()], ..Model::new("api", "Holding") };
        let pairs = Model { fields: vec![key(), link("holding", 1, "api.Holding"), link("fund", 0, "api.Fund")], ..Model::new("api", "Pair") };
        vec![model(), holding, pairs]
    }

    #[test]
    fn the_sql_of_related_rows_and_figures() {
        let mut text = String::new();
        let (many, parent) = (Hop::Many { through: 2, from: 1, to: 2 }, Hop::Forward { field: 2 });
        let part = |part, value| Cond::Part { field: 3, part, op: Op::Eq, value };
        let conds = [
            Cond::related(parent, Cond::related(parent, Cond::eq(5, "::1"))),
            Cond::related(Hop::Reverse { model: 1, field: 2 }, Cond::All),
            Cond::And(vec![Cond::related(many, Cond::eq(1, "x")), Cond::related(many, Cond::All)]),
            Cond::And(vec![part(Part::Year, Value::Int(2026)), part(Part::WeekDay, Value::Int(1)), part(Part::Second, Value::Int(1))]),
            Cond::eq(4, Value::List(Vec::new())),
        ];
        let keys = [Value::Uuid(uuid::Uuid::nil())];
        let groups = Groups { model: 0, cond: Cond::All, by: vec![1], of: vec![Aggregate::Count, Aggregate::Sum(2), Aggregate::Avg(2), Aggregate::Min(0)] };
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let tables = Tables::new(&related(), dialect).unwrap();
            let mut show = |statement: Result<Statement<'_>, DbError>| {
                let statement = statement.unwrap();
                text += &format!("{}\n    {:?}\n", sql(&tables, &statement.shape).unwrap(), statement.values);
            };
            for cond in &conds {
                show(Statement::count(&tables, 1, cond));
            }
            show(Statement::related(&tables, &many, 1, &[5], &keys));
            show(Statement::related(&tables, &Hop::Reverse { model: 1, field: 1 }, 1, &[0], &keys));
            show(Statement::related(&tables, &parent, 1, &[0], &keys));
            show(Statement::groups(&tables, &groups));
        }
        insta::assert_snapshot!(text);
    }

    fn conds() -> Vec<Cond> {
        let compare = |field, op, value: &str| Cond::Compare { field, op, value: value.into() };
        let not = |cond| Cond::Not(Box::new(cond));
        vec![
            Cond::All,
            compare(1, Op::Eq, "'; DROP TABLE api_fund; --"),
            compare(1, Op::IContains, "x"),
            compare(2, Op::StartsWith, "1"),
            compare(0, Op::EndsWith, "a"),
            not(compare(2, Op::Lt, "1.005")),
            Cond::In { field: 2, values: vec![Value::Int(1), Value::Int(2), Value::Int(3)] },
            Cond::And(vec![Cond::Or(vec![Cond::IsNull { field: 1 }, Cond::Never]), Cond::Between { field: 2, from: Value::Int(1), to: Value::Int(2) }]),
        ]
    }

    #[test]
    fn the_sql_of_every_shape() {
        let mut text = String::new();
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            let tables = Tables::new(&[model()], dialect).unwrap();
            let mut show = |statement: Result<Statement<'_>, DbError>| {
                let statement = statement.unwrap();
                text += &format!("{}\n    {:?}\n", sql(&tables, &statement.shape).unwrap(), statement.values);
            };
            for cond in conds() {
                show(Statement::rows(&tables, &Select { model: 0, columns: vec![1], cond, order: Vec::new(), limit: None, offset: None }));
            }
            for (order, limit, offset) in
                [(vec![(1, true)], Some(10), Some(20)), (vec![(1, true)], Some(10), Some(2000)), (vec![(0, false), (1, false)], None, Some(5))]
            {
                show(Statement::rows(&tables, &Select { model: 0, columns: vec![0, 2], cond: Cond::eq(1, "x"), order, limit, offset }));
            }
            let row = [(1, Value::from("x")), (2, Value::Decimal("1.50".into()))];
            let cond = Cond::eq(0, "0b3c2f1e-8a4d-4c6f-9e21-6f5b1f6f7a10");
            show(Statement::count(&tables, 0, &cond));
            show(Statement::exists(&tables, 0, &cond));
            show(Statement::insert(&tables, 0, &row, &[0]));
            show(Statement::insert(&tables, 0, &[], &[]));
            show(Statement::update(&tables, 0, &row, &cond, &[0, 1]));
            show(Statement::delete(&tables, 0, &cond));
        }
        insta::assert_snapshot!(text);
    }
}
