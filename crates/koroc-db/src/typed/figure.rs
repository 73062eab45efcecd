//! Figures over rows: `Candidate::objects().group_by(Candidate::STAGE).aggregate(&db, Candidate::RATE.avg())`.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use koroc_spec::Value;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::expr::field;
use crate::{Aggregate, Column, DbError, FieldValue, Model};

/// What is worked out over rows of `M`: one figure, or a tuple of up to four.
#[diagnostic::on_unimplemented(
    message = "this is no figure over rows of `{M}`",
    label = "expected `Count`, a column's `.sum()`, `.avg()`, `.min()`, `.max()`, `.count()`, `.distinct()`, or a tuple of them"
)]
pub trait Figures<M> {
    /// Its Rust value.
    type Value;
    /// What is asked of the database.
    #[doc(hidden)]
    fn aggregates(&self, model: &koroc_spec::Model) -> Result<Vec<Aggregate>, DbError>;
    /// The value of what it answered.
    #[doc(hidden)]
    fn read(&self, values: &mut std::vec::IntoIter<Value>) -> Result<Self::Value, DbError>;
}

/// The number of rows.
#[derive(Debug, Clone, Copy)]
pub struct Count;

impl<M> Figures<M> for Count {
    type Value = u64;

    fn aggregates(&self, _: &koroc_spec::Model) -> Result<Vec<Aggregate>, DbError> {
        Ok(vec![Aggregate::Count])
    }

    fn read(&self, values: &mut std::vec::IntoIter<Value>) -> Result<u64, DbError> {
        number(next(values))
    }
}

/// A figure of a column whose value is a `V`.
pub struct Figure<M, V> {
    name: &'static str,
    of: fn(usize) -> Aggregate,
    value: PhantomData<fn() -> (M, V)>,
}

impl<M, V: FieldValue> Figures<M> for Figure<M, V> {
    type Value = V;

    fn aggregates(&self, model: &koroc_spec::Model) -> Result<Vec<Aggregate>, DbError> {
        Ok(vec![(self.of)(field(model, self.name)?)])
    }

    fn read(&self, values: &mut std::vec::IntoIter<Value>) -> Result<V, DbError> {
        V::from_value(next(values))
    }
}

/// Tuples of figures.
macro_rules! tuples {
    ($(($($F:ident)*))*) => {$(
        #[allow(non_snake_case, reason = "a type parameter's name is also its value's")]
        impl<M, $($F: Figures<M>),*> Figures<M> for ($($F,)*) {
            type Value = ($($F::Value,)*);

            fn aggregates(&self, model: &koroc_spec::Model) -> Result<Vec<Aggregate>, DbError> {
                let ($($F,)*) = self;
                Ok([$($F.aggregates(model)?),*].concat())
            }

            fn read(&self, values: &mut std::vec::IntoIter<Value>) -> Result<Self::Value, DbError> {
                let ($($F,)*) = self;
                Ok(($($F.read(values)?,)*))
            }
        }
    )*};
}

tuples!((A B) (A B C) (A B C D));

/// A type of values that have a smallest and a largest, and what those are.
pub trait Ranked {
    /// The type without `Option`.
    type Value: FieldValue;
}

/// A type of values that can be added up.
pub trait Summed {
    /// The type of the sum.
    type Sum: FieldValue;
    /// The type of the average: of numbers a floating point number.
    type Average: FieldValue;
}

macro_rules! ranked {
    ($($T:ty)*) => {$(impl Ranked for $T { type Value = $T; })*};
}

macro_rules! summed {
    ($($T:ty: $Sum:ty, $Average:ty;)*) => {$(impl Summed for $T { type Sum = $Sum; type Average = $Average; })*};
}

ranked!(i16 i32 i64 f64 Decimal String NaiveDate NaiveTime DateTime<Utc> TimeDelta Uuid);
summed!(i16: i64, f64; i32: i64, f64; i64: i64, f64; f64: f64, f64; Decimal: Decimal, f64; TimeDelta: TimeDelta, TimeDelta;);

impl<T: Ranked> Ranked for Option<T> {
    type Value = T::Value;
}

impl<T: Summed> Summed for Option<T> {
    type Sum = T::Sum;
    type Average = T::Average;
}

impl<M: Model, T: FieldValue> Column<M, T> {
    fn figure<V>(self, of: fn(usize) -> Aggregate) -> Figure<M, V> {
        Figure { name: self.name(), of, value: PhantomData }
    }

    /// How many rows have a value in it.
    pub fn count(self) -> Figure<M, i64> {
        self.figure(Aggregate::CountOf)
    }

    /// How many different values it has.
    pub fn distinct(self) -> Figure<M, i64> {
        self.figure(Aggregate::Distinct)
    }

    /// The smallest value; `None` without one.
    pub fn min(self) -> Figure<M, Option<T::Value>>
    where
        T: Ranked,
    {
        self.figure(Aggregate::Min)
    }

    /// The largest value; `None` without one.
    pub fn max(self) -> Figure<M, Option<T::Value>>
    where
        T: Ranked,
    {
        self.figure(Aggregate::Max)
    }

    /// The sum of the values, exact for decimals; `None` without one.
    pub fn sum(self) -> Figure<M, Option<T::Sum>>
    where
        T: Summed,
    {
        self.figure(Aggregate::Sum)
    }

    /// The average of the values; `None` without one.
    pub fn avg(self) -> Figure<M, Option<T::Average>>
    where
        T: Summed,
    {
        self.figure(Aggregate::Avg)
    }
}

/// The next value.
pub(super) fn next(values: &mut std::vec::IntoIter<Value>) -> Value {
    values.next().unwrap_or(Value::Null)
}

fn number(value: Value) -> Result<u64, DbError> {
    Ok(u64::try_from(i64::from_value(value)?).unwrap_or_default())
}
