//! An open database.

mod engine;
mod raw;
mod read;
mod records;
mod write;

use std::{collections::HashMap, sync::Arc};

use koroc_spec::{Hop, Resolved, Value};
use tokio::sync::OnceCell;

use engine::Engine;

use crate::{
    DbError, DbErrorKind, DbOptions, Dialect, Model,
    bound::Bound,
    plan::{Plan, Plans},
    row::{check_defaults, new_row},
    rules::Rule,
    server::{self, Connection, is_data_api},
    shape::Statement,
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
    url: String,
    engine: OnceCell<Engine>,
    rules: OnceCell<Vec<Rule>>,
}

impl Db {
    /// Opens the database at `sqlite:PATH` (the file is made where there is none) `postgres://…` or, with the feature `data-api`,
    /// `rds-data://?resource=ARN&secret=ARN&database=NAME` (`&region=NAME` where it is not the cluster's) or
    /// `secretsmanager:ARN`, a secret that holds the address; migrations are not applied.
    ///
    /// # Errors
    /// An address of neither form, a file or server that cannot be reached, a default without its function.
    pub async fn open(resolved: Arc<Resolved>, url: &str, options: DbOptions) -> Result<Db, DbError> {
        let db = Db::later(resolved, url, options)?;
        db.opened(true).await?;
        db.rules().await?;
        Ok(db)
    }

    /// The same database, opened by the first statement that needs it: for a process that may end without one, such as a function that serves
    /// what it is asked and nothing else. Until then nobody knows whether it can be reached: [`Lost`](DbErrorKind::Lost) is told by the statement, also of
    /// a file that is not there, which is not made here.
    ///
    /// # Errors
    /// An address of neither form, a default without its function.
    pub fn later(resolved: Arc<Resolved>, url: &str, options: DbOptions) -> Result<Db, DbError> {
        check_defaults(&resolved.models, &options.defaults)?;
        let tables = Tables::new(&resolved.models, engine::dialect(url)?)?.shown_as_texts(is_data_api(url));
        let plans = Arc::new(Plans::new(tables));
        let labels = resolved.models.iter().enumerate().map(|(at, model)| (model.label(), at)).collect();
        Ok(Db(Arc::new(Open { resolved, labels, options, plans, url: url.to_owned(), engine: OnceCell::new(), rules: OnceCell::new() })))
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

    /// Statements on a connection to a server.
    fn on<'c>(&'c self, connection: &'c Connection) -> server::Run<'c> {
        connection.run(self.tables())
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
