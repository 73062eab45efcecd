//! What is written to a database.

use std::sync::Arc;

use koroc_spec::Value;
use tokio::runtime::Handle;

use super::{Db, engine::Engine, owned};
use crate::{
    Cond, DbError, DbErrorKind, Tx,
    row::{changed_row, returned, uncounted},
    server::transaction,
    shape::Statement,
};

impl Db {
    /// Adds a row and answers the `returning` fields of it as they are stored. What is not given gets the model's default, what it is
    /// declared to be set to by itself, or NULL.
    ///
    /// # Errors
    /// A violated constraint, a value that does not fit; what the database says.
    pub async fn insert(&self, model: usize, values: Vec<(usize, Value)>, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        let table = self.tables().table(model)?;
        let row = Arc::new(self.new_row(model, table, values)?);
        match self.engine().await? {
            Engine::Sqlite { writer, .. } => {
                let (plan, _) = self.plan(Statement::insert(self.tables(), model, &row, &[])?)?;
                let written = Arc::clone(&row);
                let id = writer.write(move |run| run.insert(&plan, model, &written)).await?;
                returned(table, &row, returning, || Ok(Value::Int(id)))
            }
            Engine::Postgres(pool) => {
                let counted = uncounted(table, &row);
                let (plan, values) = self.plan(Statement::insert(self.tables(), model, &row, &counted)?)?;
                let first = self.on(&pool.connection().await?).first(&plan, &values, counted.len()).await?;
                returned(table, &row, returning, || Ok(first.iter().flatten().next().cloned().unwrap_or(Value::Null)))
            }
        }
    }

    /// Writes these fields (and those that are set at every change) of the rows of the condition, and answers the `returning` fields of
    /// the first as they are stored; `None` without a row.
    ///
    /// # Errors
    /// As [`insert`](Db::insert).
    pub async fn update(&self, model: usize, cond: &Cond, values: Vec<(usize, Value)>, returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let row = changed_row(self.model(model)?, self.tables().table(model)?, values)?;
        if row.is_empty() {
            return self.first(model, cond, returning).await;
        }
        // A row always answers something, so that it is known to be there.
        let columns = if returning.is_empty() { &[self.tables().table(model)?.key][..] } else { returning };
        let (plan, values) = self.plan(Statement::update(self.tables(), model, &row, cond, columns)?)?;
        match self.engine().await? {
            Engine::Sqlite { writer, .. } => {
                let (values, width) = (owned(values), returning.len());
                writer.write(move |run| run.first(&plan, &values, width)).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).first(&plan, &values, returning.len()).await,
        }
    }

    /// As [`update`](Db::update), and answers in how many rows.
    ///
    /// # Errors
    /// As [`insert`](Db::insert).
    pub async fn update_all(&self, model: usize, cond: &Cond, values: Vec<(usize, Value)>) -> Result<u64, DbError> {
        let row = changed_row(self.model(model)?, self.tables().table(model)?, values)?;
        if row.is_empty() {
            return self.count(model, cond).await;
        }
        let (plan, values) = self.plan(Statement::update(self.tables(), model, &row, cond, &[])?)?;
        match self.engine().await? {
            Engine::Sqlite { writer, .. } => {
                let values = owned(values);
                writer.write(move |run| run.change(&plan, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).change(&plan, &values).await,
        }
    }

    /// Deletes the rows of the condition, does to rows that point at them what their fields declare, and answers how many there were
    /// (those that went with them not counted).
    ///
    /// # Errors
    /// [`DbErrorKind::Protected`] where other rows keep one; what the database says.
    pub async fn delete(&self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        if !self.rules().await?.is_empty() {
            let cond = cond.clone();
            return self.transaction(move |tx| tx.delete(model, &cond)).await;
        }
        let (plan, values) = self.plan(Statement::delete(self.tables(), model, cond)?)?;
        match self.engine().await? {
            Engine::Sqlite { writer, .. } => {
                let values = owned(values);
                writer.write(move |run| run.delete(&plan, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.connection().await?).delete(&plan, &values).await,
        }
    }

    /// Runs a transaction: everything that `job` does, or nothing of it.
    ///
    /// The closure is synchronous and may run more than once (another transaction in its group failed, or two conflicted), so it
    /// has no effects but through its [`Tx`]. It is over when [`DbOptions::deadline`](crate::DbOptions::deadline) has passed.
    ///
    /// # Errors
    /// What the closure answers (nothing is written then); what the database says.
    pub async fn transaction<T, F>(&self, mut job: F) -> Result<T, DbError>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.clone();
        self.rules().await?;
        match self.engine().await? {
            Engine::Sqlite { writer, .. } => writer.write(move |run| job(&mut Tx::sqlite(&db, run))).await,
            Engine::Postgres(_) => {
                let runtime = Handle::current();
                let run = move || db.on_postgres(&runtime, job);
                tokio::task::spawn_blocking(run).await.map_err(|e| DbError::new(DbErrorKind::Lost, e.to_string()))?
            }
        }
    }

    /// Runs a transaction on PostgreSQL; blocks the thread.
    fn on_postgres<T>(&self, runtime: &Handle, mut job: impl FnMut(&mut Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let Some(Engine::Postgres(pool)) = self.0.engine.get() else { unreachable!("asked for where it is PostgreSQL") };
        transaction(pool, self.tables(), runtime, self.0.options.deadline, |open| job(&mut Tx::postgres(self, open)))
    }
}
