//! Runs a plan through the Data API.

use bytes::Bytes;
use koroc_aws::Error;
use koroc_spec::Value;

use super::{
    api::read,
    decode::{DataRow, raw_row},
    error::{constraint, fault, state},
    param::{cast, parameter},
    session::Session,
    sql::named,
    wire::{Batch, Execute, Executed, Field, To},
};
use crate::{DbError, DbErrorKind, Row, bound::Bound, buffer::Buffer, plan::Plan, sqlstate, table::Tables};

/// The table and the columns of a unique constraint or index, in their order.
const UNIQUE: &str = "SELECT CAST(known.relname AS text), CAST(part.attname AS text) FROM pg_class AS named \
                      JOIN pg_index AS found ON found.indexrelid = named.oid JOIN pg_class AS known ON known.oid = found.indrelid \
                      CROSS JOIN LATERAL unnest(found.indkey) WITH ORDINALITY AS key (number, place) \
                      JOIN pg_attribute AS part ON part.attrelid = known.oid AND part.attnum = key.number \
                      WHERE named.relname = :p1 AND pg_table_is_visible(known.oid) ORDER BY key.place";

/// Statements, each a call.
#[derive(Clone, Copy)]
pub(crate) struct Run<'r> {
    pub(crate) tables: &'r Tables,
    pub(crate) session: &'r Session,
}

impl Run<'_> {
    /// Runs a statement. A query may be asked again where its answer is lost; what writes may not.
    async fn execute(&self, sql: &str, values: &[Bound<'_>], raw: bool) -> Result<Bytes, DbError> {
        let sql = named(sql, |place| values.get(place).and_then(cast))?;
        let parameters = values.iter().enumerate().map(|(at, value)| parameter(at + 1, value)).collect();
        let repeatable = !raw && (sql.starts_with("SELECT") || sql.starts_with("WITH"));
        let call = Execute { to: self.session.to(), sql: &sql, parameters, include_result_metadata: raw };
        let answer = self.session.api.call("/Execute", &call, repeatable).await;
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.error(&error).await),
        }
    }

    /// The error of a statement, with the fields that a violated constraint is about.
    pub(super) async fn error(&self, error: &Error) -> DbError {
        let known = fault(error);
        let Error::Service { message, .. } = error else { return known };
        if state(message) != Some(sqlstate::UNIQUE) {
            return known;
        }
        let Some(name) = constraint(message) else { return known };
        // The message names no table. Whoever cannot be asked for it leaves the error as it is.
        match self.unique(name).await.ok().flatten() {
            Some((model, fields)) => DbError::new(DbErrorKind::Unique { model, fields }, known.to_string()),
            None => known,
        }
    }

    /// What a unique constraint is about; asked outside the transaction that it has ended.
    async fn unique(&self, name: &str) -> Result<Option<(usize, Vec<usize>)>, DbError> {
        let name = Bound::Text(name.into());
        let to = To { transaction_id: None, ..self.session.to() };
        let call = Execute { to, sql: UNIQUE, parameters: vec![parameter(1, &name)], include_result_metadata: false };
        let answer = self.session.api.call("/Execute", &call, true).await.map_err(|error| fault(&error))?;
        let rows = read::<Executed<'_>>(&answer)?.records.unwrap_or_default();
        let text = |row: &Vec<Field<'_>>, k: usize| match row.get(k) {
            Some(Field::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let Some(table) = rows.first().map(|row| text(row, 0)) else { return Ok(None) };
        let columns: Vec<String> = rows.iter().map(|row| text(row, 1)).collect();
        Ok(self.tables.find(&table, columns.iter().map(String::as_str)))
    }

    /// Shows each row, and answers how many there were.
    pub(crate) async fn each(&self, plan: &Plan, values: &[Bound<'_>], mut sink: impl FnMut(&dyn Row)) -> Result<usize, DbError> {
        let answer = self.execute(&plan.sql, values, false).await?;
        let rows = read::<Executed<'_>>(&answer)?.records.unwrap_or_default();
        for fields in &rows {
            let row = DataRow::new(fields, &plan.columns);
            sink(&row);
            row.check()?;
        }
        Ok(rows.len())
    }

    /// A page and its count in one snapshot, which one statement is. The values of the condition come first in both, so that their places are the same.
    pub(crate) async fn page(&self, count: &Plan, _conds: &[Bound<'_>], plan: &Plan, values: &[Bound<'_>], width: usize) -> Result<(u64, Buffer), DbError> {
        let columns: Vec<String> = (0..width.max(1)).map(|k| format!("c{k}")).collect();
        let columns = columns.join(", ");
        let sql = format!(
            "WITH counted (n) AS ({}), page ({columns}) AS ({}), numbered AS (SELECT row_number() OVER () AS place, {columns} FROM page) \
             SELECT n, place, {columns} FROM counted LEFT JOIN numbered ON TRUE ORDER BY place",
            count.sql, plan.sql
        );
        let answer = self.execute(&sql, values, false).await?;
        let rows = read::<Executed<'_>>(&answer)?.records.unwrap_or_default();
        let mut buffer = Buffer::default();
        for fields in rows.iter().filter(|fields| matches!(fields[..], [_, Field::Long(_), ..])) {
            let row = DataRow::new(&fields[2..], &plan.columns);
            buffer.push(&row, width);
            row.check()?;
        }
        Ok((number(&rows)?, buffer))
    }

    pub(crate) async fn count(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let answer = self.execute(&plan.sql, values, false).await?;
        number(&read::<Executed<'_>>(&answer)?.records.unwrap_or_default())
    }

    /// Runs a statement that answers no rows, and answers how many it changed.
    pub(crate) async fn change(&self, plan: &Plan, values: &[Bound<'_>]) -> Result<u64, DbError> {
        let answer = self.execute(&plan.sql, values, false).await?;
        Ok(read::<Executed<'_>>(&answer)?.number_of_records_updated)
    }

    /// Runs a statement that answers nothing once for each set of values, in one call.
    pub(crate) async fn batch(&self, plan: &Plan, sets: &[Vec<Bound<'_>>]) -> Result<(), DbError> {
        // NULL has no type of its own: a value of another set tells the column's.
        let sql = named(&plan.sql, |place| sets.iter().find_map(|values| values.get(place).and_then(cast)))?;
        let parameter_sets = sets.iter().map(|values| values.iter().enumerate().map(|(at, value)| parameter(at + 1, value)).collect()).collect();
        let call = Batch { to: self.session.to(), sql: &sql, parameter_sets };
        let answer = self.session.api.call("/BatchExecute", &call, false).await;
        match answer {
            Ok(_) => Ok(()),
            Err(error) => Err(self.error(&error).await),
        }
    }

    /// Runs any statement, by its text.
    pub(crate) async fn raw(&self, sql: &str, values: &[Bound<'_>]) -> Result<Vec<Vec<Value>>, DbError> {
        let answer = self.execute(sql, values, true).await?;
        let Executed { records, column_metadata, .. } = read::<Executed<'_>>(&answer)?;
        let columns = column_metadata.unwrap_or_default();
        Ok(records.unwrap_or_default().iter().map(|fields| raw_row(fields, &columns)).collect())
    }

    /// Runs a statement without values or rows.
    pub(crate) async fn simple(&self, sql: &str) -> Result<(), DbError> {
        self.execute(sql, &[], false).await.map(drop)
    }
}

/// The number that the first column of the first row holds.
fn number(rows: &[Vec<Field<'_>>]) -> Result<u64, DbError> {
    match rows.first().and_then(|fields| fields.first()) {
        Some(Field::Long(number)) => Ok(number.unsigned_abs()),
        _ => Err(DbError::new(DbErrorKind::Other, "a count answered no number")),
    }
}
