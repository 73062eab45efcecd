//! Parts of dates and times that conditions compare (Django's `year`, `week_day`, `date` and their like).

use sea_query::{Expr, ExprTrait, Func};

use crate::{DbError, DbErrorKind, Dialect, Storage, table::Column};

/// A part of a date, time or instant; an instant's in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The year.
    Year,
    /// The year that the ISO week belongs to.
    IsoYear,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The ISO week, 1 to 53.
    Week,
    /// The day of the month.
    Day,
    /// The day of the week, 1 (Sunday) to 7 (Saturday).
    WeekDay,
    /// The day of the week, 1 (Monday) to 7 (Sunday).
    IsoWeekDay,
    /// The hour.
    Hour,
    /// The minute.
    Minute,
    /// The whole second.
    Second,
    /// An instant's day.
    Date,
    /// An instant's time of day.
    Time,
}

impl Part {
    /// The part as a column of its own, for values to be compared with.
    pub(crate) fn column(self, of: &Column) -> Result<Column, DbError> {
        let (has_day, has_time) = (matches!(of.storage, Storage::Date | Storage::DateTime), matches!(of.storage, Storage::Time | Storage::DateTime));
        let (known, storage) = match self {
            Part::Year | Part::IsoYear | Part::Quarter | Part::Month | Part::Week | Part::Day | Part::WeekDay | Part::IsoWeekDay => (has_day, Storage::Int),
            Part::Hour | Part::Minute | Part::Second => (has_time, Storage::Int),
            Part::Date => (has_day, Storage::Date),
            Part::Time => (has_time, Storage::Time),
        };
        if !known {
            return Err(DbError::new(DbErrorKind::Mismatch, format!("the column {} ({:?}) has no {self:?}", of.name, of.storage)));
        }
        Ok(Column { name: of.name.clone(), storage, unique: false, counted: false, null: of.null, target: None })
    }

    /// The part of a stored value.
    pub(crate) fn of(self, column: Expr, storage: Storage, dialect: Dialect) -> Expr {
        match dialect {
            Dialect::Sqlite => self.in_sqlite(column, storage),
            Dialect::Postgres => self.in_postgres(column),
        }
    }

    fn in_postgres(self, column: Expr) -> Expr {
        let field = match self {
            Part::Date => return column.cast_as("date"),
            Part::Time => return column.cast_as("time"),
            Part::Year => "year",
            Part::IsoYear => "isoyear",
            Part::Quarter => "quarter",
            Part::Month => "month",
            Part::Week => "week",
            Part::Day => "day",
            Part::WeekDay => "dow",
            Part::IsoWeekDay => "isodow",
            Part::Hour => "hour",
            Part::Minute => "minute",
            // The seconds have a fraction, which a cast would round.
            Part::Second => return truncated(Func::cust("date_part").args([Expr::cust("'second'"), column]).into()),
        };
        let part = Expr::from(Func::cust("date_part").args([Expr::cust(format!("'{field}'")), column])).cast_as("integer");
        if self == Part::WeekDay { part.add(Expr::cust("1")) } else { part }
    }

    /// SQLite holds texts whose characters have fixed places; only weeks need its calendar.
    fn in_sqlite(self, column: Expr, storage: Storage) -> Expr {
        let clock = if storage == Storage::Time { 1 } else { 12 };
        let characters = |from: u32, count: u32| Expr::from(Func::cust("substr").args([column.clone(), whole(from), whole(count)]));
        let number = |text: Expr| text.cast_as("integer");
        let calendar = |format: &'static str| number(Func::cust("strftime").args([Expr::cust(format), characters(1, 10)]).into());
        match self {
            Part::Date => characters(1, 10),
            Part::Time => Func::cust("substr").args([column, whole(clock)]).into(),
            Part::Year => number(characters(1, 4)),
            Part::Month => number(characters(6, 2)),
            Part::Quarter => number(characters(6, 2)).add(whole(2)).div(whole(3)),
            Part::Day => number(characters(9, 2)),
            Part::IsoYear => calendar("'%G'"),
            Part::Week => calendar("'%V'"),
            Part::WeekDay => calendar("'%w'").add(whole(1)),
            Part::IsoWeekDay => calendar("'%u'"),
            Part::Hour => number(characters(clock, 2)),
            Part::Minute => number(characters(clock + 3, 2)),
            Part::Second => number(characters(clock + 6, 2)),
        }
    }
}

fn truncated(number: Expr) -> Expr {
    Expr::from(Func::cust("trunc").arg(number)).cast_as("integer")
}

/// A number of the statement's own.
fn whole(number: u32) -> Expr {
    Expr::cust(number.to_string())
}
