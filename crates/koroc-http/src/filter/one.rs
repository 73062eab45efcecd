//! A filter that compares a field with one value, or with values separated by commas.

use koroc_db::{Cond, Db, Op, Part};
use koroc_spec::{FieldPath, FilterForms, Lookup, Resolved, Value};

use super::{Failure, MAX_VALUES, over, too_many};
use crate::ApiError;
use crate::form_field::{FormField, NO_SUCH_ROW, Refusal};

pub(super) struct OnePlan {
    path: FieldPath,
    lookup: Lookup,
    form: FormField,
}

/// What a form makes of a parameter: nothing, one value, or several.
enum Cleaned {
    Empty,
    One(Value),
    Several(Vec<Value>),
}

impl OnePlan {
    pub(super) fn new(path: &FieldPath, lookup: Lookup, forms: FilterForms, resolved: &Resolved) -> Result<OnePlan, &'static str> {
        let ty = &resolved.models[path.model].fields[path.field].ty;
        Ok(OnePlan { path: path.clone(), lookup, form: FormField::new(ty, lookup, forms, resolved)? })
    }

    pub(super) async fn condition(&self, text: &str, db: &Db) -> Result<Option<Cond>, Failure> {
        let cond = match self.clean(text)? {
            Cleaned::Empty => return Ok(None),
            Cleaned::One(value) => {
                self.check(std::slice::from_ref(&value), db).await?;
                self.compare(value)
            }
            Cleaned::Several(values) => {
                self.check(&values, db).await?;
                self.several(values)
            }
        };
        Ok(Some(cond))
    }

    /// What the form makes of the parameter's text.
    fn clean(&self, text: &str) -> Result<Cleaned, Refusal> {
        if !matches!(self.lookup, Lookup::In | Lookup::Range) {
            return Ok(self.form.clean(text)?.map_or(Cleaned::Empty, Cleaned::One));
        }
        if text.is_empty() {
            return Ok(Cleaned::Empty);
        }
        let parts: Vec<&str> = text.split(',').collect();
        if parts.len() > MAX_VALUES {
            return Err(too_many());
        }
        let values = parts.iter().map(|part| Ok(self.form.clean(part)?.unwrap_or(self.form.empty())));
        let values = values.collect::<Result<Vec<_>, Refusal>>()?;
        if self.lookup == Lookup::Range && values.len() != 2 {
            return Err("Range query expects two values.".into());
        }
        Ok(Cleaned::Several(values))
    }

    /// Whether the rows that a relation's filter names exist, asked in one query however many they are.
    async fn check(&self, values: &[Value], db: &Db) -> Result<(), Failure> {
        let FormField::Related { model, key, .. } = &self.form else { return Ok(()) };
        let mut named: Vec<Value> = Vec::with_capacity(values.len());
        for value in values.iter().filter(|value| !value.is_null()) {
            if !named.contains(value) {
                named.push(value.clone());
            }
        }
        let count = named.len() as u64;
        let known = count == 0 || db.count(*model, &Cond::In { field: *key, values: named }).await.map_err(ApiError::from)? == count;
        if known { Ok(()) } else { Err(Failure::Refused(NO_SUCH_ROW.into())) }
    }

    fn several(&self, values: Vec<Value>) -> Cond {
        let field = self.path.field;
        let cond = if self.lookup == Lookup::Range {
            match <[Value; 2]>::try_from(values) {
                Ok([from, to]) if !from.is_null() && !to.is_null() => Cond::Between { field, from, to },
                _ => return Cond::Never,
            }
        } else {
            Cond::In { field, values: values.into_iter().filter(|value| !value.is_null()).collect() }
        };
        over(&self.path.hops, cond)
    }

    fn compare(&self, value: Value) -> Cond {
        let (field, hops) = (self.path.field, &self.path.hops);
        let op = match self.lookup {
            Lookup::IsNull => return self.is_null(value == Value::Bool(true)),
            Lookup::Exact | Lookup::In | Lookup::Range => Op::Eq,
            Lookup::IExact => Op::IEq,
            Lookup::Contains => Op::Contains,
            Lookup::IContains => Op::IContains,
            Lookup::StartsWith => Op::StartsWith,
            Lookup::IStartsWith => Op::IStartsWith,
            Lookup::EndsWith => Op::EndsWith,
            Lookup::IEndsWith => Op::IEndsWith,
            Lookup::Gt => Op::Gt,
            Lookup::Gte => Op::Gte,
            Lookup::Lt => Op::Lt,
            Lookup::Lte => Op::Lte,
            Lookup::Date
            | Lookup::Time
            | Lookup::Year
            | Lookup::YearGt
            | Lookup::YearGte
            | Lookup::YearLt
            | Lookup::YearLte
            | Lookup::IsoYear
            | Lookup::Quarter
            | Lookup::Month
            | Lookup::Week
            | Lookup::Day
            | Lookup::WeekDay
            | Lookup::IsoWeekDay
            | Lookup::Hour
            | Lookup::Minute
            | Lookup::Second => {
                let (part, op) = part(self.lookup);
                return over(hops, Cond::Part { field, part, op, value });
            }
        };
        over(hops, Cond::Compare { field, op, value })
    }

    /// Over relations, a row that leads nowhere has no value there either.
    fn is_null(&self, wanted: bool) -> Cond {
        let (hops, null) = (&self.path.hops, Cond::IsNull { field: self.path.field });
        match (hops.is_empty(), wanted) {
            (true, true) => null,
            (true, false) => Cond::Not(Box::new(null)),
            (false, true) => Cond::Or(vec![Cond::Not(Box::new(over(hops, Cond::All))), over(hops, null)]),
            (false, false) => over(hops, Cond::Not(Box::new(null))),
        }
    }
}

/// The part of a date or time that a comparison looks at, and how.
fn part(lookup: Lookup) -> (Part, Op) {
    match lookup {
        Lookup::Date => (Part::Date, Op::Eq),
        Lookup::Time => (Part::Time, Op::Eq),
        Lookup::YearGt => (Part::Year, Op::Gt),
        Lookup::YearGte => (Part::Year, Op::Gte),
        Lookup::YearLt => (Part::Year, Op::Lt),
        Lookup::YearLte => (Part::Year, Op::Lte),
        Lookup::IsoYear => (Part::IsoYear, Op::Eq),
        Lookup::Quarter => (Part::Quarter, Op::Eq),
        Lookup::Month => (Part::Month, Op::Eq),
        Lookup::Week => (Part::Week, Op::Eq),
        Lookup::Day => (Part::Day, Op::Eq),
        Lookup::WeekDay => (Part::WeekDay, Op::Eq),
        Lookup::IsoWeekDay => (Part::IsoWeekDay, Op::Eq),
        Lookup::Hour => (Part::Hour, Op::Eq),
        Lookup::Minute => (Part::Minute, Op::Eq),
        Lookup::Second => (Part::Second, Op::Eq),
        Lookup::Year
        | Lookup::Exact
        | Lookup::IExact
        | Lookup::Contains
        | Lookup::IContains
        | Lookup::StartsWith
        | Lookup::IStartsWith
        | Lookup::EndsWith
        | Lookup::IEndsWith
        | Lookup::In
        | Lookup::Gt
        | Lookup::Gte
        | Lookup::Lt
        | Lookup::Lte
        | Lookup::Range
        | Lookup::IsNull => (Part::Year, Op::Eq),
    }
}
