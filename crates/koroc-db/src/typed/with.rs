//! Rows together with those that they lead to, one statement a relation: `Interview::objects().with(Interview::CANDIDATE)`.

use koroc_spec::{Hop, Reads, Record, Resolved};

use super::query::only;
use super::way::Step;
use crate::{Column, Db, DbError, DbErrorKind, ForeignKey, ManyToMany, Model, OneToOne, Path, Query, Rows, Tx};

/// A query that reads related rows along; made by [`Query::with`].
pub struct With<M, R> {
    query: Query<M>,
    related: R,
}

/// What can be read along with rows of `M`: a relation, its other side, or a tuple of up to four of them.
#[diagnostic::on_unimplemented(
    message = "this leads from `{M}` to no other rows",
    label = "expected a relation such as `Interview::CANDIDATE`, its other side `Interview::CANDIDATE.reverse()`, or a tuple of them"
)]
pub trait Related<M> {
    /// What is read: the row that a foreign key points at (`Option` where it may be null), or a `Vec` of rows.
    type Value;
    /// The steps, each with what is read behind it.
    #[doc(hidden)]
    fn reads(&self, resolved: &Resolved) -> Result<Vec<(Hop, Reads)>, DbError>;
    /// The rows of the next steps, which `reads` asked for.
    #[doc(hidden)]
    fn read(&self, records: &mut std::vec::IntoIter<Vec<Record>>) -> Result<Self::Value, DbError>;
}

/// Everything that the rows of a model hold.
fn all<N: Model>(resolved: &Resolved) -> Result<Reads, DbError> {
    let model = resolved.model(N::LABEL).ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("{} is not among the application's models", N::LABEL)))?;
    Ok(Reads { model, columns: (0..resolved.models[model].fields.len()).collect(), ..Reads::default() })
}

fn rows<N: Model>(records: &mut std::vec::IntoIter<Vec<Record>>) -> Result<Vec<N>, DbError> {
    records.next().unwrap_or_default().into_iter().map(|record| N::from_row(record.values)).collect()
}

/// Fields that lead to one row.
macro_rules! to_one {
    ($($Field:ty => $Value:ty, |$found:ident| $read:expr;)*) => {$(
        impl<M: Model, N: Model> Related<M> for Column<M, $Field> {
            type Value = $Value;

            fn reads(&self, resolved: &Resolved) -> Result<Vec<(Hop, Reads)>, DbError> {
                let step = Step { model: M::LABEL, field: self.name(), back: false };
                Ok(vec![(step.hop(resolved)?.0, all::<N>(resolved)?)])
            }

            fn read(&self, records: &mut std::vec::IntoIter<Vec<Record>>) -> Result<$Value, DbError> {
                let $found = rows::<N>(records)?;
                $read
            }
        }
    )*};
}

to_one! {
    ForeignKey<N> => N, |found| one(found);
    OneToOne<N> => N, |found| one(found);
    Option<ForeignKey<N>> => Option<N>, |found| Ok(found.into_iter().next());
    Option<OneToOne<N>> => Option<N>, |found| Ok(found.into_iter().next());
    ManyToMany<N> => Vec<N>, |found| Ok(found);
}

fn one<N: Model>(found: Vec<N>) -> Result<N, DbError> {
    found.into_iter().next().ok_or_else(|| DbError::new(DbErrorKind::NotFound, format!("a row of {} that another one points at is gone", N::LABEL)))
}

impl<M: Model, N: Model> Related<M> for Path<M, Rows<N>> {
    type Value = Vec<N>;

    fn reads(&self, resolved: &Resolved) -> Result<Vec<(Hop, Reads)>, DbError> {
        match self.way.steps.as_slice() {
            [step] => Ok(vec![(step.hop(resolved)?.0, all::<N>(resolved)?)]),
            _ => Err(DbError::new(DbErrorKind::Mismatch, format!("`{}` is more than one step; read along what one relation leads to", self.name()))),
        }
    }

    fn read(&self, records: &mut std::vec::IntoIter<Vec<Record>>) -> Result<Vec<N>, DbError> {
        rows(records)
    }
}

/// Tuples of relations.
macro_rules! tuples {
    ($(($($R:ident)*))*) => {$(
        #[allow(non_snake_case, reason = "a type parameter's name is also its value's")]
        impl<M, $($R: Related<M>),*> Related<M> for ($($R,)*) {
            type Value = ($($R::Value,)*);

            fn reads(&self, resolved: &Resolved) -> Result<Vec<(Hop, Reads)>, DbError> {
                let ($($R,)*) = self;
                Ok([$($R.reads(resolved)?),*].concat())
            }

            fn read(&self, records: &mut std::vec::IntoIter<Vec<Record>>) -> Result<Self::Value, DbError> {
                let ($($R,)*) = self;
                Ok(($($R.read(records)?,)*))
            }
        }
    )*};
}

tuples!((A B) (A B C) (A B C D));

impl<M: Model> Query<M> {
    /// The rows with those that a relation leads to, or several relations: one further statement each, however many rows there are.
    pub fn with<R: Related<M>>(self, related: R) -> With<M, R> {
        With { query: self, related }
    }
}

impl<M: Model, R: Related<M>> With<M, R> {
    /// All rows, each with what it leads to.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn all(&self, db: &Db) -> Result<Vec<(M, R::Value)>, DbError> {
        let reads = self.reads(db)?;
        self.read(db.records(&self.query.select(db)?, &reads).await?)
    }

    /// The only row, with what it leads to.
    ///
    /// # Errors
    /// As [`Query::get`].
    pub async fn get(&self, db: &Db) -> Result<(M, R::Value), DbError> {
        let records = db.records(&self.query.clone().limit(2).select(db)?, &self.reads(db)?).await?;
        only(self.read(records)?, M::LABEL)
    }

    /// As [`all`](With::all), inside a transaction.
    ///
    /// # Errors
    /// As there.
    pub fn all_in(&self, tx: &mut Tx<'_>) -> Result<Vec<(M, R::Value)>, DbError> {
        let (select, reads) = (self.query.select(tx.db())?, self.reads(tx.db())?);
        self.read(tx.records(&select, &reads)?)
    }

    fn reads(&self, db: &Db) -> Result<Reads, DbError> {
        Ok(Reads { related: self.related.reads(db.resolved())?, ..all::<M>(db.resolved())? })
    }

    fn read(&self, records: Vec<Record>) -> Result<Vec<(M, R::Value)>, DbError> {
        let row = |record: Record| Ok((M::from_row(record.values)?, self.related.read(&mut record.related.into_iter())?));
        records.into_iter().map(row).collect()
    }
}
