//! An open database.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use koroc_spec::{Resolved, Value};
use sea_query::{PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder};
use tokio::runtime::Handle;

use crate::{
    Cond, DbError, DbErrorKind, DbOptions, Dialect, Model, Row, Select, Tx,
    bound::{Bound, from_sea_query},
    buffer::Buffer,
    plan::{Plan, Plans},
    postgres::{self, Pool},
    row::{changed_row, check_defaults, new_row, returned, uncounted},
    shape::Statement,
    sqlite::{Readers, Writer},
    table::{Table, Tables},
};

/// An open database; cheap to clone. The last clone's end closes it, once what is being written is done.
#[derive(Clone)]
pub struct Db(Arc<Open>);

struct Open {
    resolved: Arc<Resolved>,
    labels: HashMap<String, usize>,
    options: DbOptions,
    plans: Arc<Plans>,
    engine: Engine,
}

/// The database behind it.
enum Engine {
    Sqlite { readers: Readers, writer: Writer },
    Postgres(Pool),
}

/// Selects of more rows than this are shown in pieces, so that they are never in memory as a whole.
const PIECE: u64 = 1000;

impl Db {
    /// Opens the database at `sqlite:PATH` (the file is made where there is none) or `postgres://…`; migrations are not applied.
    ///
    /// # Errors
    /// An address of neither form, a file or server that cannot be reached, a default without its function.
    pub async fn open(resolved: Arc<Resolved>, url: &str, options: DbOptions) -> Result<Db, DbError> {
        check_defaults(&resolved.models, &options.defaults)?;
        let plans = |dialect| Tables::new(&resolved.models, dialect).map(Plans::new).map(Arc::new);
        let (plans, engine) = if let Some(path) = url.strip_prefix("sqlite:") {
            let (plans, path) = (plans(Dialect::Sqlite)?, PathBuf::from(path));
            let writer = Writer::start(&path, &options, Arc::clone(&plans))?;
            let readers = Readers::new(path, &options, Arc::clone(&plans));
            (plans, Engine::Sqlite { readers, writer })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            (plans(Dialect::Postgres)?, Engine::Postgres(Pool::open(url, &options).await?))
        } else {
            return Err(mismatch("the database's address is neither sqlite:PATH nor postgres://…".to_owned()));
        };
        let labels = resolved.models.iter().enumerate().map(|(at, model)| (model.label(), at)).collect();
        Ok(Db(Arc::new(Open { resolved, labels, options, plans, engine })))
    }

    /// The application that it holds the models of.
    pub fn resolved(&self) -> &Arc<Resolved> {
        &self.0.resolved
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.tables().dialect
    }

    /// The place of a model in [`Resolved::models`].
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] if it is not among the application's models.
    pub fn model_of<M: Model>(&self) -> Result<usize, DbError> {
        self.0.labels.get(M::LABEL).copied().ok_or_else(|| mismatch(format!("{} is not among the application's models", M::LABEL)))
    }

    /// The rows, owned: `columns` of each.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rows(&self, select: &Select) -> Result<Vec<Vec<Value>>, DbError> {
        let (mut rows, width) = (Vec::new(), select.columns.len());
        self.each(select, &mut |row| rows.push((0..width).map(|k| row.get(k).to_value()).collect())).await?;
        Ok(rows)
    }

    /// Shows each row to `sink`, without making values of it, and answers how many there were.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn each(&self, select: &Select, sink: &mut (dyn FnMut(&dyn Row) + Send)) -> Result<usize, DbError> {
        let (plan, values) = self.plan(Statement::rows(self.tables(), select)?)?;
        let width = select.columns.len();
        match &self.0.engine {
            Engine::Sqlite { readers, .. } if plan.point => readers.point(|run| {
                run.each(&plan, &values, &mut |row| {
                    sink(row);
                    Ok(())
                })
            }),
            Engine::Sqlite { readers, .. } if select.limit.is_some_and(|limit| limit <= PIECE) => {
                let rows = {
                    let plan = Arc::clone(&plan);
                    move |run: crate::sqlite::Run<'_>, values: &[Bound<'_>]| run.buffered(&plan, values, width)
                };
                let buffer = readers.read(&plan, values, rows).await?;
                buffer.each(sink);
                Ok(buffer.len())
            }
            Engine::Sqlite { readers, .. } => readers.pieces(plan, values, width, sink).await,
            Engine::Postgres(pool) => self.on(&pool.client().await?).each(&plan, &values, sink).await,
        }
    }

    /// A page: shows `sink` the exact count of all rows of the condition (`sink(count, None)`), then each row of the slice
    /// (`sink(count, Some(row))`), all in one snapshot. Answers the count.
    ///
    /// # Errors
    /// What the database says; rows may have been shown before an error.
    pub async fn page(&self, select: &Select, sink: &mut (dyn FnMut(u64, Option<&dyn Row>) + Send)) -> Result<u64, DbError> {
        let (counted, wanted) = self.plan(Statement::count(self.tables(), select.model, &select.cond)?)?;
        let (plan, values) = self.plan(Statement::rows(self.tables(), select)?)?;
        let (width, conds) = (select.columns.len(), wanted.len());
        let (count, buffer): (u64, Buffer) = match &self.0.engine {
            Engine::Sqlite { readers, .. } => {
                let page = {
                    let plan = Arc::clone(&plan);
                    // The values of the condition come first in both statements.
                    move |run: crate::sqlite::Run<'_>, values: &[Bound<'_>]| {
                        run.snapshot(|| Ok((run.remembered_count(&counted, &values[..conds])?, run.buffered(&plan, values, width)?)))
                    }
                };
                readers.read(&plan, values, page).await?
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).page(&counted, &wanted, &plan, &values, width).await?,
        };
        sink(count, None);
        buffer.each(|row| sink(count, Some(row)));
        Ok(count)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        let (plan, values) = self.plan(Statement::count(self.tables(), model, cond)?)?;
        match &self.0.engine {
            Engine::Sqlite { readers, .. } => {
                let count = Arc::clone(&plan);
                readers.read(&plan, values, move |run, values| run.snapshot(|| run.remembered_count(&count, values))).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).count(&plan, &values).await,
        }
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exists(&self, model: usize, cond: &Cond) -> Result<bool, DbError> {
        let (plan, values) = self.plan(Statement::exists(self.tables(), model, cond)?)?;
        match &self.0.engine {
            Engine::Sqlite { readers, .. } => {
                let exists = Arc::clone(&plan);
                readers.read(&plan, values, move |run, values| run.exists(&exists, values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).exists(&plan, &values).await,
        }
    }

    /// Adds a row and answers the `returning` fields of it as they are stored. What is not given gets the model's default, what it is
    /// declared to be set to by itself, or NULL.
    ///
    /// # Errors
    /// A violated constraint, a value that does not fit; what the database says.
    pub async fn insert(&self, model: usize, values: Vec<(usize, Value)>, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        let table = self.tables().table(model)?;
        let row = Arc::new(self.new_row(model, table, values)?);
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => {
                let (plan, _) = self.plan(Statement::insert(self.tables(), model, &row, &[])?)?;
                let written = Arc::clone(&row);
                let id = writer.write(move |run| run.insert(&plan, model, &written)).await?;
                returned(table, &row, returning, || Ok(Value::Int(id)))
            }
            Engine::Postgres(pool) => {
                let counted = uncounted(table, &row);
                let (plan, values) = self.plan(Statement::insert(self.tables(), model, &row, &counted)?)?;
                let first = self.on(&pool.client().await?).first(&plan, &values, counted.len()).await?;
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
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => {
                let (values, width) = (owned(values), returning.len());
                writer.write(move |run| run.first(&plan, &values, width)).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).first(&plan, &values, returning.len()).await,
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
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => {
                let values = owned(values);
                writer.write(move |run| run.change(&plan, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).change(&plan, &values).await,
        }
    }

    /// Deletes the rows of the condition, does to rows that point at them what their fields declare, and answers how many there were
    /// (those that went with them not counted).
    ///
    /// # Errors
    /// [`DbErrorKind::Protected`] where other rows keep one; what the database says.
    pub async fn delete(&self, model: usize, cond: &Cond) -> Result<u64, DbError> {
        let (plan, values) = self.plan(Statement::delete(self.tables(), model, cond)?)?;
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => {
                let values = owned(values);
                writer.write(move |run| run.delete(&plan, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).delete(&plan, &values).await,
        }
    }

    /// Runs a transaction: everything that `job` does, or nothing of it.
    ///
    /// The closure is synchronous and may run more than once (another transaction in its group failed, or two conflicted), so it
    /// has no effects but through its [`Tx`]. It is over when [`DbOptions::deadline`] has passed.
    ///
    /// # Errors
    /// What the closure answers (nothing is written then); what the database says.
    pub async fn transaction<T, F>(&self, mut job: F) -> Result<T, DbError>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.clone();
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => writer.write(move |run| job(&mut Tx::sqlite(&db, run))).await,
            Engine::Postgres(_) => {
                let runtime = Handle::current();
                let run = move || db.on_postgres(&runtime, job);
                tokio::task::spawn_blocking(run).await.map_err(|e| DbError::new(DbErrorKind::Lost, e.to_string()))?
            }
        }
    }

    /// Runs one statement of SQL in the database's own dialect, values bound to `?` (SQLite) or `$1` (PostgreSQL).
    ///
    /// # Errors
    /// What the database says.
    pub async fn raw(&self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, DbError> {
        let bound = values.iter().map(Bound::raw).collect::<Result<Vec<_>, _>>()?;
        match &self.0.engine {
            Engine::Sqlite { readers, writer } => {
                let (sql, values) = (sql.to_owned(), owned(bound));
                if readers.point(|run| run.reads(&sql))? {
                    return readers.elsewhere(move |run| run.raw(&sql, &values)).await;
                }
                writer.write(move |run| run.raw(&sql, &values)).await
            }
            Engine::Postgres(pool) => self.on(&pool.client().await?).raw(sql, &bound).await,
        }
    }

    /// Runs a statement of sea-query.
    ///
    /// # Errors
    /// What the database says; values of kinds that columns do not hold.
    pub async fn query(&self, statement: &impl QueryStatementWriter) -> Result<Vec<Vec<Value>>, DbError> {
        let (sql, values) = match self.dialect() {
            Dialect::Sqlite => statement.build(SqliteQueryBuilder),
            Dialect::Postgres => statement.build(PostgresQueryBuilder),
        };
        let values = values.into_iter().map(from_sea_query).collect::<Result<Vec<_>, _>>()?;
        self.raw(&sql, &values).await
    }

    /// The columns of the first row of the condition.
    async fn first(&self, model: usize, cond: &Cond, columns: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let select = Select { model, columns: columns.to_vec(), cond: cond.clone(), order: Vec::new(), limit: Some(1), offset: None };
        Ok(self.rows(&select).await?.pop())
    }

    /// Runs a transaction on PostgreSQL; blocks the thread.
    fn on_postgres<T>(&self, runtime: &Handle, mut job: impl FnMut(&mut Tx<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let Engine::Postgres(pool) = &self.0.engine else { unreachable!("asked for where it is PostgreSQL") };
        postgres::transaction(pool, self.tables(), runtime, self.0.options.deadline, |open| job(&mut Tx::postgres(self, open)))
    }

    /// Statements on a connection to PostgreSQL.
    fn on<'c>(&'c self, client: &'c deadpool_postgres::Client) -> postgres::Run<'c> {
        postgres::Run { tables: self.tables(), client }
    }

    pub(crate) fn tables(&self) -> &Tables {
        self.0.plans.tables()
    }

    pub(crate) fn model(&self, model: usize) -> Result<&koroc_spec::Model, DbError> {
        self.0.resolved.models.get(model).ok_or_else(|| mismatch(format!("there is no model {model}")))
    }

    /// The plan of a statement, and its values.
    pub(crate) fn plan<'a>(&self, statement: Statement<'a>) -> Result<(Arc<Plan>, Vec<Bound<'a>>), DbError> {
        Ok((self.0.plans.plan(&statement.shape)?, statement.values))
    }

    /// The values of a new row.
    pub(crate) fn new_row(&self, model: usize, table: &Table, values: Vec<(usize, Value)>) -> Result<Vec<(usize, Value)>, DbError> {
        new_row(self.model(model)?, table, &self.0.options.defaults, values)
    }
}

fn owned(values: Vec<Bound<'_>>) -> Vec<Bound<'static>> {
    values.into_iter().map(Bound::into_owned).collect()
}

fn mismatch(message: String) -> DbError {
    DbError::new(DbErrorKind::Mismatch, message)
}
