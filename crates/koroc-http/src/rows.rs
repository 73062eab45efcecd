//! Which rows an operation is about: those that the query leaves, and the one that the path names.

use http::Method;
use koroc_db::{Cond, Row, Select};
use koroc_spec::{Action, Operation, Renderer, RouteKind, Value};

use crate::call::Call;
use crate::plan::OperationPlan;
use crate::{ApiError, ErrorKind, filter, order, permit, search};

/// The row that the path names.
pub(crate) enum Object {
    /// All its fields, in the model's order.
    Row(Vec<Value>),
    /// Its wire form, written while the database held it: what a plain retrieval answers.
    Written(Vec<u8>),
}

impl Object {
    /// The fields of a row that was read whole.
    pub(crate) fn fields(&self) -> &[Value] {
        match self {
            Object::Row(fields) => fields,
            Object::Written(_) => &[],
        }
    }
}

/// The condition of the query's filters and search; filters apply to a single row, too, as in DRF.
///
/// # Errors
/// 400 for parameters that filters refuse.
pub(crate) async fn condition(call: &Call<'_>, operation: &Operation, plan: &OperationPlan) -> Result<Cond, ApiError> {
    let asked = asked(call, operation, plan).await?;
    match &plan.scope {
        Some(scope) => Ok(both(scope(call.context(None, None))?, asked)),
        None => Ok(asked),
    }
}

/// The rows that meet both conditions.
pub(crate) fn both(one: Cond, other: Cond) -> Cond {
    match (one, other) {
        (Cond::All, cond) | (cond, Cond::All) => cond,
        (one, other) => Cond::And(vec![one, other]),
    }
}

/// The condition that the query asks for.
async fn asked(call: &Call<'_>, operation: &Operation, plan: &OperationPlan) -> Result<Cond, ApiError> {
    let Some(list) = operation.list.as_ref().filter(|_| !call.query.is_empty()) else { return Ok(Cond::All) };
    let filters = filter::condition(&plan.filters, &call.query, call.service.db()).await?;
    let search = search::condition(list, &call.query, call.service.db().dialect())?;
    Ok(match (filters, search) {
        (Cond::All, cond) | (cond, Cond::All) => cond,
        (filters, search) => Cond::And(vec![filters, search]),
    })
}

/// All rows that the query leaves, in its order.
///
/// # Errors
/// 400 for parameters that filters refuse.
pub(crate) async fn select(call: &Call<'_>, operation: &Operation, plan: &OperationPlan, columns: &[usize]) -> Result<Select, ApiError> {
    let model = operation.model.expect("an operation about rows has a model");
    let cond = condition(call, operation, plan).await?;
    let asked = operation.list.as_ref().map(|list| order::order(list, &call.query)).unwrap_or_default();
    let order = if asked.is_empty() { order::natural_order(&call.service.resolved().models[model], &cond) } else { asked };
    Ok(Select { model, columns: columns.to_vec(), cond, order, limit: None, offset: None })
}

/// Whether a route's operations are about the one row that its path names.
pub(crate) fn is_detail(kind: &RouteKind) -> bool {
    matches!(kind, RouteKind::Detail | RouteKind::Extra { detail: true })
}

/// The row that the path names, where the operation is about one and the rule allows it.
///
/// # Errors
/// 404 where there is none, 403 where the rule refuses this row, 400 for parameters that filters refuse.
pub(crate) async fn object(call: &Call<'_>, operation: &Operation, plan: &OperationPlan) -> Result<Option<Object>, ApiError> {
    object_for(call, operation, plan, call.method()).await
}

/// As [`object`], where the rule is asked about another method than the request's.
///
/// # Errors
/// As there.
pub(crate) async fn object_for(call: &Call<'_>, operation: &Operation, plan: &OperationPlan, method: &Method) -> Result<Option<Object>, ApiError> {
    let (Some(model), true) = (operation.model, is_detail(&call.route().kind)) else { return Ok(None) };
    let cond = named(call, operation, plan).await?;
    let looked_at = plan.check.looks_at_rows();
    match &plan.serializer {
        Some(serializer) if operation.action == Action::Retrieve && serializer.is_flat() && *call.accepted.renderer == Renderer::Json && !looked_at => {
            let select = Select { model, columns: serializer.columns().to_vec(), cond, order: Vec::new(), limit: None, offset: None };
            let mut out = Vec::with_capacity(512);
            let mut sink = |row: &dyn Row| serializer.write_row(&mut out, |k| row.get(k));
            match call.service.db().each(&select, &mut sink).await? {
                0 => Err(no_match(call, model)),
                _ => Ok(Some(Object::Written(out))),
            }
        }
        _ => {
            let columns = (0..call.service.resolved().models[model].fields.len()).collect();
            let select = Select { model, columns, cond, order: Vec::new(), limit: None, offset: None };
            let row = call.service.db().rows(&select).await?.pop().ok_or_else(|| no_match(call, model))?;
            if looked_at {
                permit::object(call, method, &row).await?;
            }
            Ok(Some(Object::Row(row)))
        }
    }
}

/// The condition of the one row.
async fn named(call: &Call<'_>, operation: &Operation, plan: &OperationPlan) -> Result<Cond, ApiError> {
    let rows = condition(call, operation, plan).await?;
    let lookup = plan.lookup.as_ref().ok_or_else(|| ApiError::internal("a route about one row has a lookup"))?;
    let value = lookup.value(call.segment(lookup.segment)).ok_or_else(ApiError::not_found)?;
    let named = Cond::Compare { field: lookup.field, op: koroc_db::Op::Eq, value };
    Ok(if rows == Cond::All { named } else { Cond::And(vec![rows, named]) })
}

/// The condition that finds a row again, by its primary key.
pub(crate) fn same_row(call: &Call<'_>, model: usize, row: &[Value]) -> Cond {
    let key = call.service.resolved().models[model].primary_key();
    Cond::Compare { field: key, op: koroc_db::Op::Eq, value: row[key].clone() }
}

/// DRF's 404 for a row.
pub(crate) fn no_match(call: &Call<'_>, model: usize) -> ApiError {
    let name = &call.service.resolved().models[model].name;
    ApiError::new(ErrorKind::NotFound, format!("No {name} matches the given query."), "not_found")
}
