//! A comparison of a column with a value, brought into a form that the column can answer.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use koroc_spec::{Value, json};
use uuid::Uuid;

use crate::{
    DbError, DbErrorKind, Dialect, Op, Storage,
    bound::Bound,
    decimal::{self, Scaled},
    pattern, stored,
    table::Column,
};

/// A test that SQL makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
    /// The column's text matches a pattern.
    Like,
    /// The same, but for case.
    ILike,
    /// The column's text matches a regular expression, but for case.
    IRegex,
    /// The column's text has the words of another.
    FullText,
}

/// What is left of a comparison when the value's form and range are known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf<'a> {
    /// True for no row.
    Never,
    /// True for every row that has a value.
    NotNull,
    /// What SQL has to find out.
    Test(Test, Bound<'a>),
}

/// The longest pattern of LIKE that SQLite reads; no text of a client comes near it.
const LONGEST_PATTERN: usize = 50_000;

/// What `column op value` asks.
///
/// # Errors
/// `Mismatch` where the value is of a type that no comparison with this column can have.
pub(crate) fn compare<'a>(dialect: Dialect, column: &Column, op: Op, value: &'a Value) -> Result<Leaf<'a>, DbError> {
    let storage = column.storage;
    if value.is_null() || matches!(value, Value::Surrogate { .. }) {
        return Ok(Leaf::Never);
    }
    let is_text = matches!(storage, Storage::Text { .. });
    let Some(test) = plain_test(op, is_text) else {
        let text = text_of(column, value)?;
        return match op {
            Op::IRegex => regex(dialect, text),
            Op::FullText => full_text(dialect, text),
            _ => Ok(like(dialect, column, op, &text)),
        };
    };
    let leaf = match storage {
        Storage::Text { .. } => text(dialect, test, text_of(column, value)?),
        Storage::SmallInt => number(storage, test, value, 0, (i16::MIN.into(), i16::MAX.into())),
        Storage::Int => number(storage, test, value, 0, (i32::MIN.into(), i32::MAX.into())),
        Storage::BigInt => number(storage, test, value, 0, (i64::MIN.into(), i64::MAX.into())),
        Storage::ScaledInt { digits, places } | Storage::OrderedText { digits, places } | Storage::Numeric { digits, places } => {
            number(storage, test, value, places, (-decimal::largest(digits), decimal::largest(digits)))
        }
        Storage::Double => double(test, value),
        Storage::Bool => truth(value).map_or(Leaf::Never, |truth| Leaf::Test(test, Bound::Bool(truth))),
        Storage::Date => date(value).map_or(Leaf::Never, |day| within(test, day, Bound::Date(day))),
        Storage::DateTime => instant(value).map_or(Leaf::Never, |instant| within(test, instant.date_naive(), Bound::DateTime(stored::micros(instant)))),
        Storage::Time => time(value).map_or(Leaf::Never, |time| Leaf::Test(test, Bound::Time(stored::whole_micros(time)))),
        Storage::Duration => span(test, value),
        Storage::Ip => ip(test, value),
        Storage::Json if test == Test::Eq => Leaf::Test(test, Bound::Json(Cow::Owned(json::write(value)))),
        Storage::Json | Storage::Absent => Leaf::Never,
        Storage::Uuid => uuid(value).map_or(Leaf::Never, |uuid| Leaf::Test(test, Bound::Uuid(uuid))),
    };
    Ok(leaf)
}

/// The test of an operator that compares values; `None` for one that looks at the text.
fn plain_test(op: Op, is_text: bool) -> Option<Test> {
    match op {
        Op::Eq => Some(Test::Eq),
        Op::IEq if !is_text => Some(Test::Eq),
        Op::Gt => Some(Test::Gt),
        Op::Gte => Some(Test::Gte),
        Op::Lt => Some(Test::Lt),
        Op::Lte => Some(Test::Lte),
        Op::IEq | Op::Contains | Op::IContains | Op::StartsWith | Op::IStartsWith | Op::EndsWith | Op::IEndsWith | Op::IRegex | Op::FullText => None,
    }
}

/// A test of a regular expression; SQLite's is compiled here first, so that what is none is told before a row is read.
fn regex(dialect: Dialect, pattern: Cow<'_, str>) -> Result<Leaf<'_>, DbError> {
    if pattern.contains('\0') {
        return Ok(Leaf::Never);
    }
    if dialect == Dialect::Sqlite {
        pattern::compile(&pattern).map_err(|error| DbError::new(DbErrorKind::Pattern, error.to_string()))?;
    }
    Ok(Leaf::Test(Test::IRegex, Bound::Text(pattern)))
}

fn full_text(dialect: Dialect, words: Cow<'_, str>) -> Result<Leaf<'_>, DbError> {
    match dialect {
        Dialect::Sqlite => Err(DbError::new(DbErrorKind::Mismatch, "SQLite has no full text search")),
        Dialect::Postgres if words.contains('\0') => Ok(Leaf::Never),
        Dialect::Postgres => Ok(Leaf::Test(Test::FullText, Bound::Text(words))),
    }
}

/// A pattern in which only what the operator adds has a meaning.
fn like(dialect: Dialect, column: &Column, op: Op, text: &str) -> Leaf<'static> {
    let (before, after, test) = match op {
        Op::IEq => ("", "", Test::ILike),
        Op::Contains => ("%", "%", Test::Like),
        Op::StartsWith => ("", "%", Test::Like),
        Op::EndsWith => ("%", "", Test::Like),
        Op::IContains => ("%", "%", Test::ILike),
        Op::IStartsWith => ("", "%", Test::ILike),
        Op::IEndsWith => ("%", "", Test::ILike),
        Op::Eq | Op::Gt | Op::Gte | Op::Lt | Op::Lte | Op::IRegex | Op::FullText => unreachable!("these have no pattern of LIKE"),
    };
    // SQLite reads a pattern up to its first NUL, PostgreSQL has no texts with one.
    if text.contains('\0') {
        return Leaf::Never;
    }
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push_str(before);
    for char in text.chars() {
        match char {
            '%' | '_' | '\\' => pattern.extend(['\\', char]),
            '-' if column.storage == Storage::Uuid => {}
            other => pattern.push(other),
        }
    }
    pattern.push_str(after);
    if pattern.len() > LONGEST_PATTERN {
        return Leaf::Never;
    }
    // SQLite's LIKE ignores case by itself.
    let test = if dialect == Dialect::Sqlite { Test::Like } else { test };
    Leaf::Test(test, Bound::Text(Cow::Owned(pattern)))
}

fn text(dialect: Dialect, test: Test, text: Cow<'_, str>) -> Leaf<'_> {
    match text.find('\0').filter(|_| dialect == Dialect::Postgres) {
        None => Leaf::Test(test, Bound::Text(text)),
        // No stored text has a NUL, so that this one stands right behind what comes before its NUL.
        Some(nul) => {
            let before = Bound::Text(Cow::Owned(text[..nul].to_owned()));
            match test {
                Test::Gt | Test::Gte => Leaf::Test(Test::Gt, before),
                Test::Lt | Test::Lte => Leaf::Test(Test::Lte, before),
                Test::Eq | Test::Like | Test::ILike | Test::IRegex | Test::FullText => Leaf::Never,
            }
        }
    }
}

/// A comparison of whole numbers at the column's scale: a number between two of them lies behind the smaller, one beyond the
/// column's range behind or before all.
fn number<'a>(storage: Storage, test: Test, value: &Value, places: u32, (min, max): (i128, i128)) -> Leaf<'a> {
    let Some(number) = scaled(value, places) else { return Leaf::Never };
    let floor = number.floor;
    // The smallest whole number that is not below the value.
    let ceiling = if number.exact { floor } else { floor.saturating_add(1) };
    let leaf = |test, whole| Bound::decimal(storage, whole).map_or(Leaf::Never, |bound| Leaf::Test(test, bound));
    match test {
        Test::Eq if number.exact && (min..=max).contains(&floor) => leaf(Test::Eq, floor),
        Test::Gt if floor < min => Leaf::NotNull,
        Test::Gt if floor < max => leaf(Test::Gt, floor),
        Test::Gte if ceiling <= min => Leaf::NotNull,
        Test::Gte if ceiling <= max => leaf(Test::Gte, ceiling),
        Test::Lte if floor >= max => Leaf::NotNull,
        Test::Lte if floor >= min => leaf(Test::Lte, floor),
        Test::Lt if ceiling > max => Leaf::NotNull,
        Test::Lt if ceiling > min => leaf(Test::Lt, ceiling),
        Test::Eq | Test::Gt | Test::Gte | Test::Lt | Test::Lte | Test::Like | Test::ILike | Test::IRegex | Test::FullText => Leaf::Never,
    }
}

fn scaled(value: &Value, places: u32) -> Option<Scaled> {
    match value {
        Value::Int(number) if places == 0 => Some(Scaled { floor: (*number).into(), exact: true }),
        _ => number_text(value).and_then(|text| decimal::scaled(&text, places)),
    }
}

fn number_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Int(number) => Some(Cow::Owned(number.to_string())),
        Value::Number(text) | Value::Decimal(text) | Value::Str(text) => Some(Cow::Borrowed(text)),
        Value::Float(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "1" } else { "0" })),
        _ => None,
    }
}

fn double<'a>(test: Test, value: &Value) -> Leaf<'a> {
    match number_text(value).and_then(|text| text.parse::<f64>().ok()) {
        Some(number) if !number.is_nan() => Leaf::Test(test, Bound::Float(number)),
        _ => Leaf::Never,
    }
}

/// A comparison of days or instants; those outside the years that columns hold lie before or behind all.
fn within(test: Test, day: NaiveDate, bound: Bound<'_>) -> Leaf<'_> {
    let after = day > NaiveDate::from_ymd_opt(9999, 12, 31).expect("a valid day");
    match test {
        _ if stored::in_years(day) => Leaf::Test(test, bound),
        Test::Gt | Test::Gte if !after => Leaf::NotNull,
        Test::Lt | Test::Lte if after => Leaf::NotNull,
        Test::Eq | Test::Gt | Test::Gte | Test::Lt | Test::Lte | Test::Like | Test::ILike | Test::IRegex | Test::FullText => Leaf::Never,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Int(0) => Some(false),
        Value::Int(1) => Some(true),
        _ => None,
    }
}

fn date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        Value::DateTime(instant) => Some(instant.date_naive()),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    }
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::DateTime(instant) => Some(*instant),
        Value::Date(day) => Some(day.and_time(NaiveTime::MIN).and_utc()),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    }
}

fn time(value: &Value) -> Option<NaiveTime> {
    match value {
        Value::Time(time) => Some(*time),
        Value::DateTime(instant) => Some(instant.time()),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    }
}

/// A comparison of spans; one of more microseconds than columns hold is longer or shorter than all.
fn span<'a>(test: Test, value: &Value) -> Leaf<'a> {
    let span = match value {
        Value::Duration(span) => *span,
        // A number counts microseconds, as Django's does.
        Value::Int(micros) => TimeDelta::microseconds(*micros),
        _ => return Leaf::Never,
    };
    match (span.num_microseconds(), test) {
        (Some(_), _) => Leaf::Test(test, Bound::Duration(span)),
        (None, Test::Gt | Test::Gte) if span < TimeDelta::zero() => Leaf::NotNull,
        (None, Test::Lt | Test::Lte) if span > TimeDelta::zero() => Leaf::NotNull,
        (None, _) => Leaf::Never,
    }
}

/// A comparison of addresses, which have an order in PostgreSQL and are texts in SQLite.
fn ip<'a>(test: Test, value: &Value) -> Leaf<'a> {
    value.as_str().and_then(stored::ip).map_or(Leaf::Never, |text| Leaf::Test(test, Bound::Ip(Cow::Owned(text))))
}

fn uuid(value: &Value) -> Option<Uuid> {
    match value {
        Value::Uuid(uuid) => Some(*uuid),
        Value::Str(text) => Uuid::try_parse(text).ok(),
        _ => None,
    }
}

/// The value as text, to compare with a text column or to look for in a text.
fn text_of<'a>(column: &Column, value: &'a Value) -> Result<Cow<'a, str>, DbError> {
    match value {
        Value::Str(text) | Value::Number(text) | Value::Decimal(text) => Ok(Cow::Borrowed(text)),
        Value::Int(number) => Ok(Cow::Owned(number.to_string())),
        Value::Uuid(uuid) => Ok(Cow::Owned(uuid.to_string())),
        Value::Date(day) => Ok(Cow::Owned(day.to_string())),
        other => Err(DbError::new(DbErrorKind::Mismatch, format!("{other:?} is no text to compare the column {} with", column.name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(storage: Storage, op: Op, value: impl Into<Value>) -> Leaf<'static> {
        let column = Column { name: "c".into(), storage, unique: false, counted: false, null: true, target: None };
        match compare(Dialect::Sqlite, &column, op, &value.into()).unwrap() {
            Leaf::Test(test, bound) => Leaf::Test(test, bound.into_owned()),
            Leaf::Never => Leaf::Never,
            Leaf::NotNull => Leaf::NotNull,
        }
    }

    #[test]
    fn a_number_of_another_scale_compares_as_a_number() {
        let money = Storage::ScaledInt { digits: 6, places: 2 };
        let cases = [
            (Op::Eq, "1.005", Leaf::Never),
            (Op::Eq, "1.0", Leaf::Test(Test::Eq, Bound::Int(100))),
            (Op::Gt, "1.005", Leaf::Test(Test::Gt, Bound::Int(100))),
            (Op::Gte, "1.005", Leaf::Test(Test::Gte, Bound::Int(101))),
            (Op::Lt, "1.005", Leaf::Test(Test::Lt, Bound::Int(101))),
            (Op::Lte, "1.005", Leaf::Test(Test::Lte, Bound::Int(100))),
            (Op::Lte, "-1.005", Leaf::Test(Test::Lte, Bound::Int(-101))),
            (Op::Gt, "9999.99", Leaf::Never),
            (Op::Gte, "9999.991", Leaf::Never),
            (Op::Lt, "10000", Leaf::NotNull),
            (Op::Lte, "9999.99", Leaf::NotNull),
            (Op::Gt, "-10000", Leaf::NotNull),
            (Op::Gte, "-9999.99", Leaf::NotNull),
            (Op::Lt, "-9999.99", Leaf::Never),
            (Op::Lte, "-1e400", Leaf::Never),
            (Op::Gt, "NaN", Leaf::Never),
            (Op::Lt, "Infinity", Leaf::NotNull),
        ];
        for (op, number, leaf) in cases {
            assert_eq!(check(money, op, Value::Decimal(number.into())), leaf, "{op:?} {number}");
        }
    }

    #[test]
    fn a_number_beyond_the_column_finds_nothing_or_everything() {
        for storage in [Storage::SmallInt, Storage::Int, Storage::BigInt] {
            let beyond = || Value::Number("9223372036854775808".into());
            assert_eq!(check(storage, Op::Eq, beyond()), Leaf::Never);
            assert_eq!(check(storage, Op::Gt, beyond()), Leaf::Never);
            assert_eq!(check(storage, Op::Lt, beyond()), Leaf::NotNull);
        }
        assert_eq!(check(Storage::SmallInt, Op::Gte, i64::from(i16::MIN)), Leaf::NotNull);
    }

    #[test]
    fn texts_are_escaped() {
        let text = Storage::Text { max: None };
        assert_eq!(check(text, Op::Contains, r"5%_\"), Leaf::Test(Test::Like, Bound::Text(r"%5\%\_\\%".into())));
        assert_eq!(check(text, Op::IEq, "a%"), Leaf::Test(Test::Like, Bound::Text(r"a\%".into())));
        assert_eq!(check(text, Op::Contains, "a\0b"), Leaf::Never);
        assert_eq!(check(Storage::Uuid, Op::StartsWith, "c2-1"), Leaf::Test(Test::Like, Bound::Text("c21%".into())));
    }

    #[test]
    fn days_outside_the_calendar_lie_before_or_behind_all() {
        assert_eq!(check(Storage::Date, Op::Lt, Value::Date(NaiveDate::MAX)), Leaf::NotNull);
        assert_eq!(check(Storage::Date, Op::Lt, Value::Date(NaiveDate::MIN)), Leaf::Never);
        assert_eq!(check(Storage::DateTime, Op::Gte, Value::DateTime(DateTime::<Utc>::MIN_UTC)), Leaf::NotNull);
        assert_eq!(check(Storage::DateTime, Op::Eq, Value::DateTime(DateTime::<Utc>::MAX_UTC)), Leaf::Never);
    }
}
