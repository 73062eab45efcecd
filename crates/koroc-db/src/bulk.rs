//! Several rows at once.

use koroc_spec::Value;

use crate::{
    Db, DbError, Tx,
    bound::Bound,
    row::{Written, returned, uncounted},
    shape::Statement,
    table::Table,
    tx::Engine,
};

/// The most rows in one statement.
const ROWS: usize = 256;

impl Tx<'_> {
    /// Adds rows in their order and answers the `returning` fields of each, as [`insert`](Tx::insert) does of one. On PostgreSQL a statement adds up to
    /// 256 rows.
    ///
    /// # Errors
    /// As [`insert`](Tx::insert); rows that came before the one at fault may stay if the transaction goes on.
    pub fn insert_many(&mut self, model: usize, rows: Vec<Written>, returning: &[usize]) -> Result<Vec<Vec<Value>>, DbError> {
        let table = self.db.tables().table(model)?;
        let rows = rows.into_iter().map(|row| self.db.new_row(model, table, row)).collect::<Result<Vec<_>, _>>()?;
        let mut answer = Vec::with_capacity(rows.len());
        let most = match &self.engine {
            Engine::Sqlite(_) => usize::MAX,
            Engine::Postgres(open) => open.statements().most_values(),
        };
        let mut rest = rows.as_slice();
        while let Some(first) = rest.first() {
            let same = |row: &Written| row.iter().map(|(field, _)| field).eq(first.iter().map(|(field, _)| field));
            let count = rest.iter().take_while(|row| same(row)).count().min(ROWS).min(most / first.len().max(1)).max(1);
            // Powers of two, so that there are few shapes; a row without fields stands alone.
            let count = if first.is_empty() { 1 } else { 1 << count.ilog2() };
            let (now, later) = rest.split_at(count);
            self.insert_same(model, table, now, returning, &mut answer)?;
            rest = later;
        }
        Ok(answer)
    }

    /// Rows with the same fields.
    fn insert_same(&mut self, model: usize, table: &Table, rows: &[Written], returning: &[usize], answer: &mut Vec<Vec<Value>>) -> Result<(), DbError> {
        match &mut self.engine {
            Engine::Sqlite(run) => {
                let (plan, _) = self.db.plan(Statement::insert(self.db.tables(), model, &rows[0], &[])?)?;
                for row in rows {
                    let id = run.insert(&plan, model, row)?;
                    answer.push(returned(table, row, returning, || Ok(Value::Int(id)))?);
                }
            }
            Engine::Postgres(open) => {
                let counted = uncounted(table, &rows[0]);
                if open.statements().batches() && !rows[0].is_empty() && !returning.iter().any(|field| counted.contains(field)) {
                    let (plan, _) = self.db.plan(Statement::insert(self.db.tables(), model, &rows[0], &[])?)?;
                    let sets = rows.iter().map(|row| Bound::row(table, row)).collect::<Result<Vec<_>, _>>()?;
                    open.write(async |run| run.batch(&plan, &sets).await)?;
                    for row in rows {
                        answer.push(returned(table, row, returning, || Ok(Value::Null))?);
                    }
                    return Ok(());
                }
                let (plan, values) = self.db.plan(Statement::insert_many(self.db.tables(), model, rows, &counted)?)?;
                let mut ids = Vec::with_capacity(rows.len());
                let mut sink = |row: &dyn crate::Row| ids.push(if counted.is_empty() { Value::Null } else { row.get(0).to_value() });
                open.write(async |run| run.each(&plan, &values, &mut sink).await)?;
                let ids = ids.into_iter().chain(std::iter::repeat(Value::Null));
                for (row, id) in rows.iter().zip(ids) {
                    answer.push(returned(table, row, returning, || Ok(id.clone()))?);
                }
            }
        }
        Ok(())
    }
}

impl Db {
    /// As [`Tx::insert_many`], all of the rows or none.
    ///
    /// # Errors
    /// As there.
    pub async fn insert_many(&self, model: usize, rows: Vec<Written>, returning: &[usize]) -> Result<Vec<Vec<Value>>, DbError> {
        let returning = returning.to_vec();
        self.transaction(move |tx| tx.insert_many(model, rows.clone(), &returning)).await
    }
}
