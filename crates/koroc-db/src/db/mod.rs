//! An open database.

mod raw;
mod read;
mod records;
mod write;

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use koroc_spec::{Hop, Resolved, Value};

use crate::{
    DbError, DbErrorKind, DbOptions, Dialect, Model,
    bound::Bound,
    plan::{Plan, Plans},
    postgres::{self, Pool},
    row::{check_defaults, new_row},
    rules::{self, Rule},
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
    rules: Vec<Rule>,
}

/// The database behind it.
enum Engine {
    Sqlite { readers: Readers, writer: Writer },
    Postgres(Pool),
}

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
        let mut db = Db(Arc::new(Open { resolved, labels, options, plans, engine, rules: Vec::new() }));
        let rules = rules::missing(&db).await?;
        Arc::get_mut(&mut db.0).expect("nobody else has it yet").rules = rules;
        Ok(db)
    }

    /// The application that it holds the models of.
    pub fn resolved(&self) -> &Arc<Resolved> {
        &self.0.resolved
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.tables().dialect
    }

    /// How many statements were run since it was opened, those of transactions among them: for tests that hold a request to a number of them.
    pub fn statements(&self) -> u64 {
        self.0.plans.counted()
    }

    /// The place of a model in [`Resolved::models`].
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] if it is not among the application's models.
    pub fn model_of<M: Model>(&self) -> Result<usize, DbError> {
        self.0.labels.get(M::LABEL).copied().ok_or_else(|| mismatch(format!("{} is not among the application's models", M::LABEL)))
    }

    /// Statements on a connection to PostgreSQL.
    fn on<'c>(&'c self, client: &'c deadpool_postgres::Client) -> postgres::Run<'c> {
        postgres::Run { tables: self.tables(), client }
    }

    /// The rules of foreign keys that the database does not follow by itself.
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.0.rules
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

    /// The model that a hop of pairs leads to.
    pub(crate) fn target(&self, hop: &Hop) -> Option<usize> {
        let Hop::Many { through, to, .. } = hop else { return None };
        self.tables().table(*through).ok()?.column(*to).ok()?.target
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
