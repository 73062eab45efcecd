//! Changes written to the database: a row with all that belongs to it, in one transaction.

use koroc_db::{Cond, Db, DbError, DbErrorKind, Select, Tx};
use koroc_spec::{Auto, Hop, Value};

use super::Changes;

impl Changes {
    /// Writes the row: that which it changes, or a new one. Its `returning` fields; `None` where it is gone.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    pub(crate) async fn write(self, db: &Db, row: Option<&[Value]>, returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        match row {
            // One statement needs no transaction around it.
            None if self.is_plain() => db.insert(self.model, self.values, returning).await.map(Some),
            Some(row) if self.is_plain() && self.leaves_columns() => Ok(Some(returning.iter().map(|&field| row[field].clone()).collect())),
            Some(row) if self.is_plain() => db.update(self.model, &self.same(row), self.values, returning).await,
            _ => Ok(self.write_with(db, row, returning, |_, _| Ok(())).await?.map(|(written, ())| written)),
        }
    }

    /// As [`write`](Self::write), and something more in the same transaction, which sees the `returning` fields. It may run more than once.
    ///
    /// # Errors
    /// As there; nothing is written where `more` fails.
    pub(crate) async fn write_with<T: Send + 'static>(
        self,
        db: &Db,
        row: Option<&[Value]>,
        returning: &[usize],
        mut more: impl FnMut(&mut Tx<'_>, &[Value]) -> Result<T, DbError> + Send + 'static,
    ) -> Result<Option<(Vec<Value>, T)>, DbError> {
        let (row, returning) = (row.map(<[Value]>::to_vec), returning.to_vec());
        db.transaction(move |tx| {
            let written = match &row {
                None => Some(self.insert_in(tx, &returning)?),
                Some(row) => self.update_in(tx, row, &returning)?,
            };
            written.map(|written| more(tx, &written).map(|more| (written, more))).transpose()
        })
        .await
    }

    /// Adds all rows, in their order, or none; all fields of each.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    pub(crate) async fn insert_all(db: &Db, all: Vec<Changes>) -> Result<Vec<Vec<Value>>, DbError> {
        db.transaction(move |tx| all.iter().map(|changes| changes.insert_in(tx, &changes.every_field())).collect()).await
    }

    fn insert_in(&self, tx: &mut Tx<'_>, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        let key = self.resolved.models[self.model].primary_key();
        let mut row = tx.insert(self.model, self.values.clone(), &[returning, &[key]].concat())?;
        let key = row.pop().unwrap_or(Value::Null);
        self.relate_in(tx, &key, false)?;
        Ok(row)
    }

    /// Changes the row, which nobody else does before the transaction ends, so that two requests never mix what belongs to it.
    fn update_in(&self, tx: &mut Tx<'_>, row: &[Value], returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let same = self.same(row);
        let written = if self.leaves_columns() {
            tx.held(&Select { model: self.model, columns: returning.to_vec(), cond: same, order: Vec::new(), limit: None, offset: None })?.pop()
        } else {
            tx.update(self.model, &same, self.values.clone(), returning)?
        };
        if written.is_some() {
            self.relate_in(tx, &row[self.resolved.models[self.model].primary_key()], true)?;
        }
        Ok(written)
    }

    /// Sets the pairs, and the rows that point at this one: with `replace`, in place of those that did.
    fn relate_in(&self, tx: &mut Tx<'_>, key: &Value, replace: bool) -> Result<(), DbError> {
        for (field, keys) in &self.many {
            let hop = self.resolved.many(self.model, *field).ok_or_else(|| DbError::new(DbErrorKind::Mismatch, "the field holds no pairs"))?;
            tx.set_related(&hop, key, keys)?;
        }
        for (hop, rows) in &self.children {
            let Hop::Reverse { model, field } = *hop else { continue };
            if replace {
                tx.delete(model, &Cond::eq(field, key.clone()))?;
            }
            for row in rows {
                let mut row = row.clone();
                row.put(field, key.clone());
                row.insert_in(tx, &[])?;
            }
        }
        Ok(())
    }

    /// Whether there is nothing to write beside the row's own columns.
    fn is_plain(&self) -> bool {
        self.many.is_empty() && self.children.is_empty()
    }

    /// Whether no column of a row that is there changes.
    fn leaves_columns(&self) -> bool {
        let stamped = self.resolved.models[self.model].fields.iter().any(|field| field.auto == Some(Auto::OnSave));
        self.values.is_empty() && !stamped
    }

    /// The condition that finds the row again.
    fn same(&self, row: &[Value]) -> Cond {
        let key = self.resolved.models[self.model].primary_key();
        Cond::eq(key, row[key].clone())
    }

    pub(crate) fn every_field(&self) -> Vec<usize> {
        (0..self.resolved.models[self.model].fields.len()).collect()
    }
}
