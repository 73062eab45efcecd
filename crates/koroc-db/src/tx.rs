//! A transaction: the statements of [`Db`], synchronous, all or nothing.

use koroc_spec::{Reads, Record, Value};

use crate::{
    Cond, Db, DbError, DbErrorKind, Row, Select,
    bound::Bound,
    load::Load,
    row::{changed_row, returned, uncounted},
    server::Transaction,
    shape::Statement,
    sqlite::Run,
};

/// An open transaction. It reads what it has written, and nobody else does before it is committed.
pub struct Tx<'t> {
    pub(crate) db: &'t Db,
    pub(crate) engine: Engine<'t>,
}

pub(crate) enum Engine<'t> {
    Sqlite(Run<'t>),
    Postgres(Transaction<'t>),
}

impl<'t> Tx<'t> {
    pub(crate) fn sqlite(db: &'t Db, run: Run<'t>) -> Self {
        Tx { db, engine: Engine::Sqlite(run) }
    }

    pub(crate) fn postgres(db: &'t Db, transaction: Transaction<'t>) -> Self {
        Tx { db, engine: Engine::Postgres(transaction) }
    }

    /// The database it is a transaction of. (Its own statements would wait for this one to end: use those of the transaction.)
    pub fn db(&self) -> &'t Db {
        self.db
    }

    /// As [`Db::rows`].
    ///
    /// # Errors
    /// As there.
    pub fn rows(&mut self, select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        let (mut rows, width) = (Vec::new(), select.columns.len());
        self.each(select, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect()))?;
        Ok(rows)
    }

    /// As [`Db::each`].
    ///
    /// # Errors
    /// As there.
    pub fn each(&mut self, select: &Select, sink: &mut dyn FnMut(&dyn Row)) -> Result<usize, DbError> {
        self.run(Statement::rows(self.db.tables(), select)?, sink)
    }

    pub(crate) fn run(&mut self, statement: Statement<'_>, sink: &mut dyn FnMut(&dyn Row)) -> Result<usize, DbError> {
        let (plan, values) = self.db.plan(statement)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.each(&plan, &values, &mut |row| {
                sink(row);
                Ok(())
            }),
            Engine::Postgres(open) => open.read(async |run| run.each(&plan, &values, sink).await),
        }
    }

    /// As [`rows`](Tx::rows), and nobody else changes these rows before the transaction ends: whoever wants to waits.
    ///
    /// # Errors
    /// As there.
    pub fn held(&mut self, select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        let (mut rows, width) = (Vec::new(), select.columns.len());
        self.run(Statement::held(self.db.tables(), select)?, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect()))?;
        Ok(rows)
    }

    /// As [`Db::records`].
    ///
    /// # Errors
    /// As there.
    pub fn records(&mut self, select: &Select, reads: &Reads) -> Result<Vec<Record>, DbError> {
        let load = Load::new(self.db.tables(), select.model, reads)?;
        let rows = self.rows(&Select { columns: load.columns().to_vec(), ..select.clone() })?;
        self.with_related(load, rows)
    }

    /// As [`Db::record`].
    ///
    /// # Errors
    /// As there.
    pub fn record(&mut self, row: &[Value], reads: &Reads) -> Result<Record, DbError> {
        let load = Load::new(self.db.tables(), reads.model, reads)?;
        let row = load.of(row)?;
        self.with_related(load, vec![row]).map(Load::only)
    }

    fn with_related(&mut self, mut load: Load<'_>, rows: Vec<Vec<Value>>) -> Result<Vec<Record>, DbError> {
        load.begin(rows)?;
        while let Some(keys) = load.next()? {
            let (mut rows, width) = (Vec::new(), load.width());
            self.run(load.statement(&keys)?, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect()))?;
            load.give(rows);
        }
        Ok(load.finish())
    }

    /// As [`Db::count`].
    ///
    /// # Errors
    /// As there.
    pub fn count(&mut self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        let (plan, values) = self.db.plan(Statement::count(self.db.tables(), model, cond)?)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.count(&plan, &values),
            Engine::Postgres(open) => open.read(async |run| run.count(&plan, &values).await),
        }
    }

    /// As [`Db::exists`].
    ///
    /// # Errors
    /// As there.
    pub fn exists(&mut self, model: usize, cond: &Cond) -> Result<bool, DbError> {
        let (plan, values) = self.db.plan(Statement::exists(self.db.tables(), model, cond)?)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.exists(&plan, &values),
            Engine::Postgres(open) => open.read(async |run| run.exists(&plan, &values).await),
        }
    }

    /// As [`Db::insert`].
    ///
    /// # Errors
    /// As there.
    pub fn insert(&mut self, model: usize, values: Vec<(usize, Value)>, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        let table = self.db.tables().table(model)?;
        let row = self.db.new_row(model, table, values)?;
        match &mut self.engine {
            Engine::Sqlite(run) => {
                let (plan, _) = self.db.plan(Statement::insert(self.db.tables(), model, &row, &[])?)?;
                let id = run.insert(&plan, model, &row)?;
                returned(table, &row, returning, || Ok(Value::Int(id)))
            }
            Engine::Postgres(open) => {
                let counted = uncounted(table, &row);
                let (plan, values) = self.db.plan(Statement::insert(self.db.tables(), model, &row, &counted)?)?;
                let first = open.write(async |run| run.first(&plan, &values, counted.len()).await)?;
                returned(table, &row, returning, || Ok(first.iter().flatten().next().cloned().unwrap_or(Value::Null)))
            }
        }
    }

    /// As [`Db::update`].
    ///
    /// # Errors
    /// As there.
    pub fn update(&mut self, model: usize, cond: &Cond, values: Vec<(usize, Value)>, returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let table = self.db.tables().table(model)?;
        let row = changed_row(self.db.model(model)?, table, values)?;
        if row.is_empty() {
            let select = Select { model, columns: returning.to_vec(), cond: cond.clone(), order: Vec::new(), limit: Some(1), offset: None };
            return Ok(self.rows(&select)?.pop());
        }
        let columns = if returning.is_empty() { &[table.key][..] } else { returning };
        let (plan, values) = self.db.plan(Statement::update(self.db.tables(), model, &row, cond, columns)?)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.first(&plan, &values, returning.len()),
            Engine::Postgres(open) => open.write(async |run| run.first(&plan, &values, returning.len()).await),
        }
    }

    /// As [`Db::update_all`].
    ///
    /// # Errors
    /// As there.
    pub fn update_all(&mut self, model: usize, cond: &Cond, values: Vec<(usize, Value)>) -> Result<u64, DbError> {
        let row = changed_row(self.db.model(model)?, self.db.tables().table(model)?, values)?;
        if row.is_empty() {
            return self.count(model, cond);
        }
        let (plan, values) = self.db.plan(Statement::update(self.db.tables(), model, &row, cond, &[])?)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.change(&plan, &values),
            Engine::Postgres(open) => open.write(async |run| run.change(&plan, &values).await),
        }
    }

    /// As [`Db::delete`].
    ///
    /// # Errors
    /// As there.
    pub fn delete(&mut self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        match self.db.known_rules() {
            [] => self.delete_plainly(model, cond),
            rules => self.delete_by_rules(rules, model, cond),
        }
    }

    /// Deletes rows, and leaves what becomes of those that point at them to the database.
    pub(crate) fn delete_plainly(&mut self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        let (plan, values) = self.db.plan(Statement::delete(self.db.tables(), model, cond)?)?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.delete(&plan, &values),
            Engine::Postgres(open) => open.write(async |run| run.delete(&plan, &values).await),
        }
    }

    /// As [`Db::raw`].
    ///
    /// # Errors
    /// As there; a statement that begins or ends a transaction is refused.
    pub fn raw(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, DbError> {
        let values = values.iter().map(Bound::raw).collect::<Result<Vec<_>, _>>()?;
        match &mut self.engine {
            Engine::Sqlite(run) => run.raw(sql, &values),
            Engine::Postgres(_) if ends_transaction(sql) => Err(DbError::new(DbErrorKind::Other, "a transaction is begun and ended by Db::transaction alone")),
            Engine::Postgres(open) => open.write(async |run| run.raw(sql, &values).await),
        }
    }
}

/// Whether a statement is about transactions, by its first word. (SQLite says so itself.)
fn ends_transaction(sql: &str) -> bool {
    let word = sql.trim_start().split(|char: char| !char.is_ascii_alphabetic()).next().unwrap_or_default();
    ["abort", "begin", "commit", "end", "prepare", "release", "rollback", "savepoint", "start"].iter().any(|known| word.eq_ignore_ascii_case(known))
}
