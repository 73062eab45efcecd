//! The pairs of many-to-many relations: added, taken away, set.

use koroc_spec::{Hop, Value};

use crate::{Cond, Db, DbError, DbErrorKind, Select, Tx, row::Written, stored::stored};

/// How often pairs are added again when another transaction added some of them meanwhile.
const TRIES: u32 = 3;

impl Tx<'_> {
    /// Pairs a row with others along a many-to-many relation; those that it is paired with already stay as they are. Answers how many are new.
    ///
    /// # Errors
    /// [`DbErrorKind::ForeignKey`] where one of them is no row; [`DbErrorKind::Mismatch`] where the hop is none of pairs.
    pub fn add_related(&mut self, hop: &Hop, owner: &Value, others: &[Value]) -> Result<usize, DbError> {
        let pairs = Pairs::new(self.db, hop)?;
        let mut tries = 0;
        loop {
            let known = self.keys(&pairs, owner, Some(others))?;
            match self.pair(&pairs, owner, pairs.new_ones(self.db, others, &known)?) {
                // Someone else was faster with one of them: it is known now.
                Err(error) if matches!(error.kind(), DbErrorKind::Unique { .. }) && tries < TRIES => tries += 1,
                answer => return answer,
            }
        }
    }

    /// Takes the pairs of a row with these others away. Answers how many there were.
    ///
    /// # Errors
    /// What the database says; [`DbErrorKind::Mismatch`] where the hop is none of pairs.
    pub fn remove_related(&mut self, hop: &Hop, owner: &Value, others: &[Value]) -> Result<u64, DbError> {
        let pairs = Pairs::new(self.db, hop)?;
        let others = Cond::In { field: pairs.to, values: others.to_vec() };
        self.delete(pairs.model, &Cond::And(vec![Cond::eq(pairs.from, owner.clone()), others]))
    }

    /// Pairs a row with exactly these others: the pairs that stay are left alone, as Django leaves them.
    ///
    /// # Errors
    /// As [`add_related`](Tx::add_related).
    pub fn set_related(&mut self, hop: &Hop, owner: &Value, others: &[Value]) -> Result<(), DbError> {
        let pairs = Pairs::new(self.db, hop)?;
        let known = self.keys(&pairs, owner, None)?;
        let wanted = pairs.new_ones(self.db, others, &[])?;
        let gone: Vec<Value> = known.iter().filter(|key| !wanted.contains(key)).cloned().collect();
        if !gone.is_empty() {
            self.remove_related(hop, owner, &gone)?;
        }
        let new: Vec<Value> = wanted.into_iter().filter(|key| !known.contains(key)).collect();
        if new.is_empty() { Ok(()) } else { self.add_related(hop, owner, &new).map(drop) }
    }

    /// Takes all pairs of a row away. Answers how many there were.
    ///
    /// # Errors
    /// As [`remove_related`](Tx::remove_related).
    pub fn clear_related(&mut self, hop: &Hop, owner: &Value) -> Result<u64, DbError> {
        let pairs = Pairs::new(self.db, hop)?;
        self.delete(pairs.model, &Cond::eq(pairs.from, owner.clone()))
    }

    /// The keys of the rows that a row is paired with, or those of them that are among `others`.
    fn keys(&mut self, pairs: &Pairs, owner: &Value, others: Option<&[Value]>) -> Result<Vec<Value>, DbError> {
        let mut conds = vec![Cond::eq(pairs.from, owner.clone())];
        conds.extend(others.map(|others| Cond::In { field: pairs.to, values: others.to_vec() }));
        let cond = Cond::And(conds);
        let select = Select { model: pairs.model, columns: vec![pairs.to], cond, order: Vec::new(), limit: None, offset: None };
        Ok(self.rows(&select)?.into_iter().flatten().collect())
    }

    fn pair(&mut self, pairs: &Pairs, owner: &Value, others: Vec<Value>) -> Result<usize, DbError> {
        let rows: Vec<Written> = others.into_iter().map(|other| vec![(pairs.from, owner.clone()), (pairs.to, other)]).collect();
        Ok(self.insert_many(pairs.model, rows, &[])?.len())
    }
}

/// The model of pairs that a hop leads through.
struct Pairs {
    model: usize,
    from: usize,
    to: usize,
}

impl Pairs {
    fn new(db: &Db, hop: &Hop) -> Result<Pairs, DbError> {
        let Hop::Many { through, from, to } = *hop else {
            return Err(DbError::new(DbErrorKind::Mismatch, format!("{hop:?} leads through no pairs")));
        };
        db.tables().table(through)?.column(from.max(to))?;
        Ok(Pairs { model: through, from, to })
    }

    /// The keys that are not known yet, each once, in the form in which they are stored.
    fn new_ones(&self, db: &Db, others: &[Value], known: &[Value]) -> Result<Vec<Value>, DbError> {
        let column = db.tables().table(self.model)?.column(self.to)?;
        let mut new: Vec<Value> = Vec::with_capacity(others.len());
        for other in others {
            let other = stored(column, other.clone())?;
            if !known.contains(&other) && !new.contains(&other) {
                new.push(other);
            }
        }
        Ok(new)
    }
}

impl Db {
    /// As [`Tx::add_related`].
    ///
    /// # Errors
    /// As there.
    pub async fn add_related(&self, hop: &Hop, owner: Value, others: Vec<Value>) -> Result<usize, DbError> {
        let hop = *hop;
        self.transaction(move |tx| tx.add_related(&hop, &owner, &others)).await
    }

    /// As [`Tx::remove_related`].
    ///
    /// # Errors
    /// As there.
    pub async fn remove_related(&self, hop: &Hop, owner: Value, others: Vec<Value>) -> Result<u64, DbError> {
        let hop = *hop;
        self.transaction(move |tx| tx.remove_related(&hop, &owner, &others)).await
    }

    /// As [`Tx::set_related`].
    ///
    /// # Errors
    /// As there.
    pub async fn set_related(&self, hop: &Hop, owner: Value, others: Vec<Value>) -> Result<(), DbError> {
        let hop = *hop;
        self.transaction(move |tx| tx.set_related(&hop, &owner, &others)).await
    }

    /// As [`Tx::clear_related`].
    ///
    /// # Errors
    /// As there.
    pub async fn clear_related(&self, hop: &Hop, owner: Value) -> Result<u64, DbError> {
        let hop = *hop;
        self.transaction(move |tx| tx.clear_related(&hop, &owner)).await
    }
}
