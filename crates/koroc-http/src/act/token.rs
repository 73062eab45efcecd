//! A token for a user name and password.

use koroc_serial::{Env, Errors, Input};
use koroc_spec::{Map, Value};

use super::Act;
use crate::call::Call;
use crate::{ApiError, Reply};

pub(super) async fn token(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let serializer = act.plan.serializer.as_deref().ok_or_else(|| ApiError::internal("the token view has a serializer"))?;
    let input = call.data().await?.input();
    serializer.validate(input, false, &Env::NONE).finish(None)?;
    let (username, password) = (text(input, "username"), text(input, "password"));
    let token = call.service.auth().obtain_token(koroc_serial::strip(&username), password).await?;
    let token = token.ok_or_else(|| ApiError::invalid(Errors::whole("Unable to log in with provided credentials.", "authorization")))?;
    Ok(Reply::json(&Value::Map(Map::from([("token".to_owned(), Value::from(token))]))))
}

/// The text of a field that has passed validation: a number counts as its text.
fn text(input: Input<'_>, name: &str) -> String {
    let value = match input {
        Input::Json(value) => value.as_map().and_then(|map| map.get(name)),
        Input::Form(form) => form.last(name),
    };
    match value {
        Some(Value::Str(text) | Value::Number(text)) => text.clone(),
        Some(Value::Int(number)) => number.to_string(),
        _ => String::new(),
    }
}
