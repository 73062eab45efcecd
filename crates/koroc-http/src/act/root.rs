//! A router's root: the names of its resources and where their lists are.

use koroc_spec::{Map, RouteKind, Value};

use crate::call::Call;
use crate::{ApiError, Reply, links};

pub(super) fn root(call: &Call<'_>) -> Result<Reply, ApiError> {
    let RouteKind::Root { entries } = &call.route().kind else { return Err(ApiError::internal("only a root lists resources")) };
    let routes = &call.service.resolved().routes;
    let links = entries.iter().filter_map(|(name, route)| Some((name.clone(), Value::from(links::to(call, &routes[*route])?))));
    Ok(Reply::json(&Value::Map(links.collect::<Map>())))
}
