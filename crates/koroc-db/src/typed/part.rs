//! Parts of dates and times: `Candidate::CREATED_AT.year().eq(2024)`.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use koroc_spec::Value;

use super::expr::Node;
use super::way::{Here, Way};
use crate::{Column, Expr, FieldValue, Model, Op, Part};

/// A part of a column's date or time, a number or (of an instant) its day or time of day; that of an instant in UTC.
pub struct PartOf<M, V, W = Here> {
    name: &'static str,
    part: Part,
    way: W,
    of: PhantomData<fn() -> (M, V)>,
}

/// A type of columns that hold a day.
pub trait HasDay {}
impl HasDay for NaiveDate {}
impl HasDay for DateTime<Utc> {}
impl<T: HasDay> HasDay for Option<T> {}

/// A type of columns that hold a time of day.
pub trait HasTime {}
impl HasTime for NaiveTime {}
impl HasTime for DateTime<Utc> {}
impl<T: HasTime> HasTime for Option<T> {}

/// Methods that name parts.
macro_rules! parts {
    ($($(#[$doc:meta])* $method:ident: $part:ident, $V:ty;)*) => {$(
        $(#[$doc])*
        pub fn $method(self) -> PartOf<M, $V, W> {
            PartOf { name: self.name, part: Part::$part, way: self.way, of: PhantomData }
        }
    )*};
}

impl<M: Model, T: HasDay, W: Way> Column<M, T, W> {
    parts! {
        /// The year.
        year: Year, i64;
        /// The month, 1 to 12.
        month: Month, i64;
        /// The day of the month.
        day: Day, i64;
        /// The quarter, 1 to 4.
        quarter: Quarter, i64;
        /// The ISO week, 1 to 53.
        week: Week, i64;
        /// The day of the week, 1 (Sunday) to 7 (Saturday), as in Django.
        week_day: WeekDay, i64;
        /// The day of the week, 1 (Monday) to 7 (Sunday).
        iso_week_day: IsoWeekDay, i64;
        /// The day, of an instant without its time.
        date: Date, NaiveDate;
    }
}

impl<M: Model, T: HasTime, W: Way> Column<M, T, W> {
    parts! {
        /// The hour.
        hour: Hour, i64;
        /// The minute.
        minute: Minute, i64;
        /// The whole second.
        second: Second, i64;
        /// The time of day, of an instant without its day.
        time: Time, NaiveTime;
    }
}

impl<M: Model, V: FieldValue, W: Way> PartOf<M, V, W> {
    /// Equal to the value.
    pub fn eq(self, value: V) -> Expr<M> {
        self.compare(Op::Eq, value)
    }

    /// Not equal to the value; what has no date is not equal to any.
    pub fn ne(self, value: V) -> Expr<M> {
        !self.eq(value)
    }

    /// Greater than the value.
    pub fn gt(self, value: V) -> Expr<M> {
        self.compare(Op::Gt, value)
    }

    /// Greater than the value or equal to it.
    pub fn gte(self, value: V) -> Expr<M> {
        self.compare(Op::Gte, value)
    }

    /// Less than the value.
    pub fn lt(self, value: V) -> Expr<M> {
        self.compare(Op::Lt, value)
    }

    /// Less than the value or equal to it.
    pub fn lte(self, value: V) -> Expr<M> {
        self.compare(Op::Lte, value)
    }

    fn compare(self, op: Op, value: V) -> Expr<M> {
        let value: Value = value.into_value();
        Expr::behind(self.way, Node::Part(self.name, self.part, op, value))
    }
}
