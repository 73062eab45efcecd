//! `?ordering=`: names of fields, `-` before one for descending; unknown names are dropped.

use koroc_db::Cond;
use koroc_spec::{ListPolicy, Model};

use crate::query::Query;

/// The most names that are read.
const MAX_NAMES: usize = 32;

/// What to order by: fields and whether the largest comes first.
pub(crate) fn order(policy: &ListPolicy, query: &Query) -> Vec<(usize, bool)> {
    let asked = query.get(&policy.ordering_param).unwrap_or("");
    let names = asked.split(',').take(MAX_NAMES).map(str::trim).filter_map(|name| {
        let plain = name.strip_prefix('-').unwrap_or(name);
        let (_, by) = policy.ordering.iter().find(|(known, _)| known == plain)?;
        Some((by.field, by.descending ^ (plain.len() < name.len())))
    });
    let order: Vec<(usize, bool)> = names.collect();
    if order.is_empty() { policy.default_order.iter().map(|by| (by.field, by.descending)).collect() } else { order }
}

/// The order of rows where none is declared or asked for: of insertion, except that a list of values of an indexed field
/// shows them in the order of that field, which is how Django's SQLite finds them.
pub(crate) fn natural_order(model: &Model, cond: &Cond) -> Vec<(usize, bool)> {
    match cond {
        Cond::In { field, .. } if model.fields[*field].unique || model.fields[*field].index => vec![(*field, false)],
        Cond::And(conditions) => conditions.iter().map(|cond| natural_order(model, cond)).find(|order| !order.is_empty()).unwrap_or_default(),
        _ => Vec::new(),
    }
}
