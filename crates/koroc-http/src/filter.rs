//! Query parameters that filter, read as django-filter's forms read them.

use std::borrow::Cow;

use koroc_db::{Cond, Db, Op};
use koroc_serial::{Errors, Message};
use koroc_spec::{Lookup, Model, Problem, Resolved, ResolvedFilter, Value};

use crate::ApiError;
use crate::form_field::{FormField, NO_SUCH_ROW, Refusal};
use crate::query::Query;

/// The most values of one `in`.
const MAX_VALUES: usize = 1000;

/// One filter, compiled.
pub(crate) struct FilterPlan {
    param: String,
    field: usize,
    lookup: Lookup,
    form: FormField,
}

/// What a form makes of a parameter: nothing, one value, or several separated by commas.
enum Cleaned {
    Empty,
    One(Value),
    Several(Vec<Value>),
}

impl FilterPlan {
    /// Compiles a filter.
    ///
    /// # Errors
    /// A comparison that a column of this kind does not have.
    pub(crate) fn new(filter: &ResolvedFilter, model: &Model, resolved: &Resolved) -> Result<FilterPlan, Problem> {
        let field = &model.fields[filter.field];
        let place = format!("filter `{}` of {}", filter.param, model.label());
        let form = FormField::new(&field.ty, filter.lookup, resolved).map_err(|message| Problem::new(place, message))?;
        Ok(FilterPlan { param: filter.param.clone(), field: filter.field, lookup: filter.lookup, form })
    }

    /// What the form makes of the parameter's text.
    fn clean(&self, text: &str) -> Result<Cleaned, Refusal> {
        match self.lookup {
            Lookup::In | Lookup::Range if text.is_empty() => Ok(Cleaned::Empty),
            Lookup::In | Lookup::Range => {
                let parts: Vec<&str> = text.split(',').collect();
                if parts.len() > MAX_VALUES {
                    return Err(Cow::Owned(format!("At most {MAX_VALUES} values are accepted.")));
                }
                let values = parts.iter().map(|part| Ok(self.form.clean(part)?.unwrap_or(self.form.empty())));
                let values = values.collect::<Result<Vec<_>, Refusal>>()?;
                if self.lookup == Lookup::Range && values.len() != 2 {
                    return Err(Cow::Borrowed("Range query expects two values."));
                }
                Ok(Cleaned::Several(values))
            }
            Lookup::Exact | Lookup::IExact | Lookup::IContains | Lookup::Gt | Lookup::Gte | Lookup::Lt | Lookup::Lte => {
                Ok(self.form.clean(text)?.map_or(Cleaned::Empty, Cleaned::One))
            }
        }
    }

    /// The condition for what was cleaned.
    fn condition(&self, cleaned: Cleaned) -> Cond {
        let field = self.field;
        let value = match cleaned {
            Cleaned::Empty => return Cond::All,
            Cleaned::One(value) => value,
            Cleaned::Several(values) if self.lookup == Lookup::Range => {
                return match <[Value; 2]>::try_from(values) {
                    Ok([from, to]) if !from.is_null() && !to.is_null() => Cond::Between { field, from, to },
                    _ => Cond::Never,
                };
            }
            Cleaned::Several(values) => return Cond::In { field, values: values.into_iter().filter(|value| !value.is_null()).collect() },
        };
        let op = match self.lookup {
            Lookup::Exact | Lookup::In | Lookup::Range => Op::Eq,
            Lookup::IExact => Op::IEq,
            Lookup::IContains => Op::IContains,
            Lookup::Gt => Op::Gt,
            Lookup::Gte => Op::Gte,
            Lookup::Lt => Op::Lt,
            Lookup::Lte => Op::Lte,
        };
        Cond::Compare { field, op, value }
    }
}

/// The condition of all filters that the query names.
///
/// # Errors
/// 400 with the messages of every parameter that its form refuses.
pub(crate) async fn condition(plans: &[FilterPlan], query: &Query, db: &Db) -> Result<Cond, ApiError> {
    let mut conditions = Vec::new();
    let mut refusals = Vec::new();
    for plan in plans {
        let Some(text) = query.get(&plan.param) else { continue };
        match plan.clean(text) {
            Ok(cleaned) if is_there(plan, &cleaned, db).await? => conditions.push(plan.condition(cleaned)),
            Ok(_) => refusals.push((plan.param.clone(), Cow::Borrowed(NO_SUCH_ROW))),
            Err(message) => refusals.push((plan.param.clone(), message)),
        }
    }
    if refusals.is_empty() {
        return Ok(Cond::And(conditions));
    }
    let errors = refusals.into_iter().map(|(param, message)| (param, Errors::List(vec![Message::new(message, "invalid")])));
    Err(ApiError::invalid(Errors::Map(errors.collect())))
}

/// Whether the rows that a relation's filter names exist, asked in one query however many they are.
async fn is_there(plan: &FilterPlan, cleaned: &Cleaned, db: &Db) -> Result<bool, ApiError> {
    let FormField::Related { model, key, .. } = &plan.form else { return Ok(true) };
    let values = match cleaned {
        Cleaned::Empty => return Ok(true),
        Cleaned::One(value) => std::slice::from_ref(value),
        Cleaned::Several(values) => values,
    };
    let mut named: Vec<Value> = Vec::with_capacity(values.len());
    for value in values.iter().filter(|value| !value.is_null()) {
        if !named.contains(value) {
            named.push(value.clone());
        }
    }
    let count = named.len() as u64;
    Ok(count == 0 || db.count(*model, &Cond::In { field: *key, values: named }).await? == count)
}
