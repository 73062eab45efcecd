//! Validated values on their way into a row, and into the rows that belong to it.

use std::sync::Arc;

use koroc_db::{Column, Cond, Db, DbError, DbErrorKind, FieldValue, Model, Operand, Relates, Tx};
use koroc_serial::Validated;
use koroc_spec::{Auto, Hop, Map, Resolved, Value};

use crate::ApiError;

/// Validated values on their way into a row: its columns, the pairs of its many-to-many relations, the rows nested in it, and what has no place in it.
#[derive(Clone)]
pub struct Changes {
    resolved: Arc<Resolved>,
    model: usize,
    pub(crate) values: Vec<(usize, Value)>,
    /// The rows that it is paired with from now on, by their keys.
    many: Vec<(usize, Vec<Value>)>,
    /// The rows that point at it from now on.
    children: Vec<(Hop, Vec<Changes>)>,
    own: Map,
}

impl Changes {
    /// The changes of what was validated for a row of a model.
    ///
    /// # Errors
    /// 500 where rows are nested in another way than along one foreign key that points at this one.
    pub(crate) fn of(resolved: &Arc<Resolved>, model: usize, validated: Validated) -> Result<Self, ApiError> {
        let parts = validated.into_parts();
        let children = |(hop, rows): (Hop, Vec<Validated>)| {
            let Hop::Reverse { model, .. } = hop else {
                return Err(ApiError::internal("only rows that point at this one can be written with it; write the others with a function of your own"));
            };
            Ok((hop, rows.into_iter().map(|row| Changes::of(resolved, model, row)).collect::<Result<_, _>>()?))
        };
        Ok(Changes {
            resolved: Arc::clone(resolved),
            model,
            values: parts.columns,
            many: parts.many,
            children: parts.nested.into_iter().map(children).collect::<Result<_, _>>()?,
            own: parts.own,
        })
    }

    /// The value that a column will get; `None`: it is not among those that are written.
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn get<M: Model, T: FieldValue>(&self, column: Column<M, T>) -> Result<Option<T>, ApiError> {
        let field = self.field::<M>(column.name())?;
        let value = self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone());
        value.map(T::from_value).transpose().map_err(ApiError::internal)
    }

    /// Sets a column, whether it was sent or not, and whether clients may write it or not (`serializer.save(owner=…)` in DRF).
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn set<M: Model, T: FieldValue>(&mut self, column: Column<M, T>, value: impl Operand<T>) -> Result<(), ApiError> {
        let field = self.field::<M>(column.name())?;
        self.put(field, value.into_operand());
        Ok(())
    }

    /// The keys of the rows that it will be paired with along a many-to-many relation; `None`: they stay as they are.
    ///
    /// # Errors
    /// 500 where the column is another model's.
    pub fn related<M: Model, T: FieldValue + Relates>(&self, column: Column<M, T>) -> Result<Option<Vec<<T::To as Model>::Key>>, ApiError> {
        let field = self.field::<M>(column.name())?;
        let keys = self.many.iter().find(|(known, _)| *known == field).map(|(_, keys)| keys.iter().cloned().map(FieldValue::from_value));
        keys.map(Iterator::collect).transpose().map_err(ApiError::internal)
    }

    /// Values that have no place in the model, by field: those of fields that the serializer has of its own.
    pub fn own(&self) -> &Map {
        &self.own
    }

    fn put(&mut self, field: usize, value: Value) {
        match self.values.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = value,
            None => self.values.push((field, value)),
        }
    }

    fn field<M: Model>(&self, name: &str) -> Result<usize, ApiError> {
        let model = &self.resolved.models[self.model];
        let field = (model.label() == M::LABEL).then(|| model.field(name)).flatten();
        field.ok_or_else(|| ApiError::internal(format!("{} has no column {}.{name}", model.label(), M::LABEL)))
    }

    pub(crate) fn model(&self) -> usize {
        self.model
    }

    /// Whether there is nothing to write beside the row's own columns.
    fn is_plain(&self) -> bool {
        self.many.is_empty() && self.children.is_empty()
    }

    /// Writes the row: that which it changes, or a new one. Its `returning` fields; `None` where it is gone.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    pub(crate) async fn write(self, db: &Db, row: Option<&[Value]>, returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        match row {
            Some(row) => self.update(db, row, returning).await,
            None => self.insert(db, returning).await.map(Some),
        }
    }

    /// Adds the row with all that belongs to it, or nothing of it; its `returning` fields.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    async fn insert(self, db: &Db, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        if self.is_plain() {
            return db.insert(self.model, self.values, returning).await;
        }
        let returning = returning.to_vec();
        db.transaction(move |tx| self.insert_in(tx, &returning)).await
    }

    /// Adds all rows, in their order, or none; all fields of each.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    pub(crate) async fn insert_all(db: &Db, all: Vec<Changes>) -> Result<Vec<Vec<Value>>, DbError> {
        db.transaction(move |tx| all.iter().map(|changes| changes.insert_in(tx, &changes.every_field())).collect()).await
    }

    /// Changes the row with all that belongs to it, or nothing of it; its `returning` fields, `None` where it is gone.
    ///
    /// # Errors
    /// A violated constraint; what the database says.
    async fn update(self, db: &Db, row: &[Value], returning: &[usize]) -> Result<Option<Vec<Value>>, DbError> {
        let model = &self.resolved.models[self.model];
        let stamped = model.fields.iter().any(|field| field.auto == Some(Auto::OnSave));
        let same = Cond::eq(model.primary_key(), row[model.primary_key()].clone());
        let unchanged = self.values.is_empty() && !stamped;
        let as_it_is = || returning.iter().map(|&field| row[field].clone()).collect();
        if self.is_plain() {
            return if unchanged { Ok(Some(as_it_is())) } else { db.update(self.model, &same, self.values, returning).await };
        }
        let (key, as_it_is, returning) = (row[model.primary_key()].clone(), as_it_is(), returning.to_vec());
        db.transaction(move |tx| {
            let written = match unchanged {
                true => tx.exists(self.model, &same)?.then(|| as_it_is.clone()),
                false => tx.update(self.model, &same, self.values.clone(), &returning)?,
            };
            if written.is_some() {
                self.relate_in(tx, &key, true)?;
            }
            Ok(written)
        })
        .await
    }

    fn every_field(&self) -> Vec<usize> {
        (0..self.resolved.models[self.model].fields.len()).collect()
    }

    fn insert_in(&self, tx: &mut Tx<'_>, returning: &[usize]) -> Result<Vec<Value>, DbError> {
        let key = self.resolved.models[self.model].primary_key();
        let mut row = tx.insert(self.model, self.values.clone(), &[returning, &[key]].concat())?;
        let key = row.pop().unwrap_or(Value::Null);
        self.relate_in(tx, &key, false)?;
        Ok(row)
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
}
