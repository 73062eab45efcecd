//! `?ordering=`: names of fields, `-` before one for descending; unknown names are dropped.

use koroc_db::Cond;
use koroc_spec::{ListPolicy, Model, ResolvedOrder};

use crate::query::Query;

/// The most names that are read.
const MAX_NAMES: usize = 32;

/// What to order by.
pub(crate) fn order(policy: &ListPolicy, query: &Query) -> Vec<ResolvedOrder> {
    let asked = query.get(&policy.ordering_param).unwrap_or("");
    let names = asked.split(',').take(MAX_NAMES).map(str::trim).filter_map(|name| {
        let plain = name.strip_prefix('-').unwrap_or(name);
        let (_, by) = policy.ordering.iter().find(|(known, _)| known == plain)?;
        let turned = plain.len() < name.len();
        Some(by.iter().map(move |by| ResolvedOrder { descending: by.descending ^ turned, ..by.clone() }))
    });
    let order: Vec<ResolvedOrder> = names.flatten().collect();
    if order.is_empty() { policy.default_order.clone() } else { order }
}

/// The order of rows where none is declared or asked for: of insertion, except that a list of values of an indexed field
/// shows them in the order of that field, which is how Django's SQLite finds them.
pub(crate) fn natural_order(model: &Model, cond: &Cond) -> Vec<ResolvedOrder> {
    match cond {
        Cond::In { field, .. } if model.fields[*field].unique || model.fields[*field].index => vec![ResolvedOrder::own(*field, false)],
        Cond::And(conditions) => conditions.iter().map(|cond| natural_order(model, cond)).find(|order| !order.is_empty()).unwrap_or_default(),
        _ => Vec::new(),
    }
}
