//! What happens to rows that point at deleted ones, where the database does not see to it.
//!
//! Tables that Koroc's migrations made have their rules in the database. Those of a Django database have none, because Django deletes row by row itself;
//! there the rules of the declaration are followed before the rows go.

use koroc_spec::{FieldKind, Hop, OnDelete, Resolved, Value};

use crate::{Cond, Db, DbError, DbErrorKind, Dialect, Select, Tx, shape::Statement, tx::Engine};

/// A foreign key whose rule is not in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule {
    /// The model that it points at.
    target: usize,
    /// The model that it is in.
    model: usize,
    field: usize,
    on_delete: OnDelete,
}

/// Keys whose rows are deleted at once.
const KEYS: usize = 5_000;

/// The foreign keys of a SQLite database: table, column, rule.
const SQLITE: &str = "SELECT known.name, key.\"from\", lower(key.on_delete) FROM sqlite_master AS known, pragma_foreign_key_list(known.name) AS key \
                      WHERE known.type = 'table'";

/// Those of a PostgreSQL schema, in the same words.
const POSTGRES: &str = "SELECT known.relname::text, part.attname::text, CASE key.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' \
                        WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END FROM pg_constraint AS key \
                        JOIN pg_class AS known ON known.oid = key.conrelid \
                        JOIN pg_attribute AS part ON part.attrelid = known.oid AND part.attnum = key.conkey[1] \
                        WHERE key.contype = 'f' AND pg_table_is_visible(known.oid)";

/// The rules of the declaration that an open database does not follow by itself.
pub(crate) async fn missing(db: &Db) -> Result<Vec<Rule>, DbError> {
    let found = db.look(if db.dialect() == Dialect::Sqlite { SQLITE } else { POSTGRES }).await?;
    let has_none = |table: &str, column: &str| found.iter().any(|row| row[..] == [Value::from(table), Value::from(column), Value::from("no action")]);
    Ok(declared(db.resolved())
        .filter(|rule| {
            let model = &db.resolved().models[rule.model];
            has_none(&model.table, &model.fields[rule.field].column)
        })
        .collect())
}

fn declared(resolved: &Resolved) -> impl Iterator<Item = Rule> {
    let fields = resolved.models.iter().enumerate().flat_map(|(model, declared)| declared.fields.iter().enumerate().map(move |field| (model, field)));
    fields.filter_map(|(model, (field, declared))| match &declared.ty.kind {
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => Some(Rule { target: relation.target?, model, field, on_delete: relation.on_delete }),
        _ => None,
    })
}

impl Tx<'_> {
    /// Deletes rows, and before them does what the rules of the declaration say.
    pub(crate) fn delete_by_rules(&mut self, rules: &[Rule], model: usize, cond: &Cond) -> Result<u64, DbError> {
        let key = self.db.tables().table(model)?.key;
        let select = Select { model, columns: vec![key], cond: cond.clone(), order: Vec::new(), limit: None, offset: None };
        // The condition may look at rows that go first.
        let keys: Vec<Value> = self.rows(&select)?.into_iter().flatten().collect();
        let mut count = 0;
        for keys in keys.chunks(KEYS) {
            let these = Cond::In { field: key, values: keys.to_vec() };
            for rule in rules.iter().filter(|rule| rule.target == model) {
                self.follow(rules, rule, &these)?;
            }
            count += self.delete_plainly(model, &these)?;
        }
        Ok(count)
    }

    fn follow(&mut self, rules: &[Rule], rule: &Rule, these: &Cond) -> Result<(), DbError> {
        let pointing = Cond::related(Hop::Forward { field: rule.field }, these.clone());
        match rule.on_delete {
            OnDelete::Protect if self.exists(rule.model, &pointing)? => {
                let label = self.db.model(rule.model)?.label();
                Err(DbError::new(DbErrorKind::Protected, format!("rows of {label} point at it")))
            }
            OnDelete::Protect => Ok(()),
            OnDelete::Cascade => self.delete_by_rules(rules, rule.model, &pointing).map(drop),
            OnDelete::SetNull => {
                let row = [(rule.field, Value::Null)];
                let (plan, values) = self.db.plan(Statement::update(self.db.tables(), rule.model, &row, &pointing, &[])?)?;
                let changed = match &mut self.engine {
                    Engine::Sqlite(run) => run.change(&plan, &values),
                    Engine::Postgres(open) => open.write(async |run| run.change(&plan, &values).await),
                };
                changed.map(drop)
            }
        }
    }
}
