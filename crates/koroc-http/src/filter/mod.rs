//! Query parameters that filter, read as django-filter's forms read them.

mod any_of;
mod from_to;
mod one;
mod over;

use std::borrow::Cow;

use koroc_db::{Cond, Db};
use koroc_serial::{Errors, Message};
use koroc_spec::{Lookup, Problem, Resolved, ResolvedFilter, ResolvedFilterBy};

use crate::ApiError;
use crate::behaviour::Behaviours;
use crate::form_field::{FormField, Refusal};
use crate::query::Query;

pub(crate) use over::over;

/// The most values of one parameter.
const MAX_VALUES: usize = 1000;

/// One filter, compiled.
pub(crate) struct FilterPlan {
    param: String,
    exclude: bool,
    by: By,
}

/// What it compares.
enum By {
    One(one::OnePlan),
    FromTo(from_to::FromToPlan),
    AnyOf(any_of::AnyOfPlan),
    Named(FormField, crate::behaviour::NamedFilter),
}

/// Why a parameter is refused by its form, or that something went wrong on the way.
enum Failure {
    Refused(Refusal),
    Broken(ApiError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure::Broken(error)
    }
}

impl FilterPlan {
    /// Compiles a filter.
    ///
    /// # Errors
    /// A comparison that a field of this kind does not have, or a function that was not written.
    pub(crate) fn new(filter: &ResolvedFilter, resolved: &Resolved, behaviours: &Behaviours) -> Result<FilterPlan, Problem> {
        let by = match &filter.by {
            ResolvedFilterBy::Field(path, lookup) => one::OnePlan::new(path, *lookup, filter.forms, resolved).map(By::One),
            ResolvedFilterBy::FromTo(path) => from_to::FromToPlan::new(path, &filter.param, resolved).map(By::FromTo),
            ResolvedFilterBy::AnyOf(path) => any_of::AnyOfPlan::new(path, filter.forms, resolved).map(By::AnyOf),
            ResolvedFilterBy::Named(name, ty) => match behaviours.filters.get(name) {
                Some(run) => FormField::new(ty, Lookup::Exact, filter.forms, resolved).map(|form| By::Named(form, run.clone())),
                None => Err("its function was not written"),
            },
        };
        let by = by.map_err(|message| Problem::new(format!("filter `{}`", filter.param), message))?;
        Ok(FilterPlan { param: filter.param.clone(), exclude: filter.exclude, by })
    }

    /// The condition that the query sets; `None`: none.
    async fn condition(&self, query: &Query, db: &Db) -> Result<Option<Cond>, Failure> {
        let cond = match &self.by {
            By::One(plan) => match query.get(&self.param) {
                Some(text) => plan.condition(text, db).await?,
                None => None,
            },
            By::FromTo(plan) => plan.condition(query)?,
            By::AnyOf(plan) => plan.condition(query.all(&self.param), db).await?,
            By::Named(form, run) => match query.get(&self.param).map(|text| form.clean(text)).transpose()?.flatten() {
                Some(value) => Some(run(db, value)?),
                None => None,
            },
        };
        Ok(cond.map(|cond| if self.exclude { Cond::Not(Box::new(cond)) } else { cond }))
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
        match plan.condition(query, db).await {
            Ok(cond) => conditions.extend(cond),
            Err(Failure::Refused(message)) => refusals.push((plan.param.clone(), message)),
            Err(Failure::Broken(error)) => return Err(error),
        }
    }
    if refusals.is_empty() {
        return Ok(Cond::And(conditions));
    }
    let errors = refusals.into_iter().map(|(param, message)| (param, Errors::List(vec![Message::new(message, "invalid")])));
    Err(ApiError::invalid(Errors::Map(errors.collect())))
}

/// The refusal of more values than anyone asks for.
fn too_many() -> Refusal {
    Cow::Owned(format!("At most {MAX_VALUES} values are accepted."))
}
