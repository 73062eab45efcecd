//! A token for a user name and password.

use koroc_serial::Errors;
use koroc_spec::{Map, Value};

use super::Act;
use crate::call::Call;
use crate::{ApiError, Reply, input};

pub(super) async fn token(call: &mut Call<'_>, act: Act<'_>) -> Result<Reply, ApiError> {
    let serializer = act.plan.serializer.as_deref().ok_or_else(|| ApiError::internal("the token view has a serializer"))?;
    let fields = serializer.fields(call.data().await?.input())?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let token = call.service.auth().obtain_token(&text("username"), text("password")).await?;
    let token = token.ok_or_else(|| ApiError::invalid(Errors::whole("Unable to log in with provided credentials.", "authorization")))?;
    Ok(Reply::json(&Value::Map(Map::from([("token".to_owned(), Value::from(token))]))))
}
