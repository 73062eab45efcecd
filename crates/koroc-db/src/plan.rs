//! Statements ready to run, remembered by shape.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use hashlink::LruCache;

use crate::{
    DbError, Storage,
    compare::Test,
    shape::{Token, Verb},
    sql::sql,
    table::{Table, Tables},
};

/// A statement ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) sql: String,
    /// How each answered column is stored.
    pub(crate) columns: Vec<Storage>,
    /// Whether it finds one row at most, by an index.
    pub(crate) point: bool,
    /// The model whose rows it counts, all of them.
    pub(crate) whole: Option<u16>,
    /// Whether it took long when it last ran (SQLite).
    long: AtomicBool,
}

impl Plan {
    fn new(tables: &Tables, shape: &[Token]) -> Result<Plan, DbError> {
        let Some(Token::Verb(verb, model)) = shape.first() else { unreachable!("every shape starts with its verb") };
        let table = tables.table((*model).into())?;
        let mut columns = Vec::new();
        for token in shape {
            match token {
                Token::Column(field) => columns.push(table.columns[usize::from(*field)].storage),
                Token::Aggregate(function, field) => columns.push(function.storage(table.column((*field).into())?)?),
                Token::Through(through, from, ..) => columns.push(tables.table((*through).into())?.columns[usize::from(*from)].storage),
                _ => {}
            }
        }
        let cond = &shape[1..];
        let cond = &cond[cond.iter().take_while(|token| matches!(token, Token::Column(_) | Token::Set(_))).count()..];
        let reads = matches!(verb, Verb::Rows | Verb::Count | Verb::Exists);
        Ok(Plan {
            sql: sql(tables, shape)?,
            columns,
            point: reads && point(table, cond),
            whole: (*verb == Verb::Count && cond == [Token::All]).then_some(*model),
            long: AtomicBool::new(false),
        })
    }

    pub(crate) fn is_long(&self) -> bool {
        self.long.load(Ordering::Relaxed)
    }

    pub(crate) fn set_long(&self, long: bool) {
        self.long.store(long, Ordering::Relaxed);
    }
}

/// Whether a unique column must equal a value.
fn point(table: &Table, cond: &[Token]) -> bool {
    let unique = |field: &u16| table.columns[usize::from(*field)].unique;
    match cond.split_first() {
        Some((Token::Test(field, Test::Eq), _)) => unique(field),
        // The first of them is enough: that is where lookups put the key.
        Some((Token::And(count), rest)) if *count > 0 => point(table, rest),
        _ => false,
    }
}

/// Plans by shape. Clients choose shapes, so only so many of them are kept: those used last.
pub(crate) struct Plans {
    tables: Tables,
    known: Mutex<LruCache<Box<[Token]>, Arc<Plan>>>,
    /// How many were asked for; beside the lock, whose place in memory every core writes to anyhow.
    asked: AtomicU64,
}

/// More than an application's own shapes, and a few hundred kilobytes at most.
const KEPT: usize = 512;

impl Plans {
    pub(crate) fn new(tables: Tables) -> Plans {
        Plans { tables, known: Mutex::new(LruCache::new(KEPT)), asked: AtomicU64::new(0) }
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Counts a statement that needs no plan.
    pub(crate) fn count(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    /// How many statements there were.
    pub(crate) fn counted(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// The plan of a shape.
    pub(crate) fn plan(&self, shape: &[Token]) -> Result<Arc<Plan>, DbError> {
        self.count();
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = known().get(shape) {
            return Ok(Arc::clone(plan));
        }
        let plan = Arc::new(Plan::new(&self.tables, shape)?);
        known().insert(shape.into(), Arc::clone(&plan));
        Ok(plan)
    }
}
