//! The function of a deployment that migrates: CloudFormation calls it before the new program is called, and waits for what it says.

use koroc_db::migrate::Target;
use koroc_lambda::{Call, Error};
use serde_json::{Value, json};

use super::{database, failure::Failure, migrations};
use crate::Program;

/// The handler's name of that function.
pub(super) const HANDLER: &str = "migrate";

/// Takes CloudFormation's events until Lambda ends the process. A program that could not be loaded says why to the first of them: otherwise
/// the deployment would wait until its time is up, and nobody would know for what.
pub(super) fn serve(loaded: Result<Program, Failure>) -> Result<(), Failure> {
    let loaded = &loaded;
    let call = |call: Call| async move {
        let migrated = match loaded {
            // A stack that is deleted keeps its database as it is.
            _ if call.event["RequestType"] == "Delete" => Ok(0),
            Ok(program) => migrations::apply(program, &Target::All, &mut std::io::stderr()).await.map_err(|failure| failure.to_string()),
            Err(failure) => Err(failure.to_string()),
        };
        told(&call.event, migrated).await
    };
    let request = async |_, _, _| axum::response::IntoResponse::into_response(http::StatusCode::NOT_FOUND);
    database::block_on(async { koroc_lambda::serve(request, call).await.map_err(|error| Failure::new(format!("The Lambda runtime failed: {error}"))) })
}

/// Tells CloudFormation, at the address that its event names; whoever called without one is answered.
async fn told(event: &Value, migrated: Result<usize, String>) -> Result<Value, Error> {
    let Some(address) = event["ResponseURL"].as_str() else {
        return Ok(json!({"migrations": migrated?}));
    };
    let answer = answer(event, migrated);
    put(address, answer.to_string()).await?;
    Ok(answer)
}

/// What CloudFormation reads: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html>.
fn answer(event: &Value, migrated: Result<usize, String>) -> Value {
    let (status, reason) = match migrated {
        Ok(count) => ("SUCCESS", format!("{count} migrations")),
        Err(reason) => ("FAILED", reason),
    };
    let id = event["PhysicalResourceId"].as_str().unwrap_or(HANDLER);
    json!({
        "Status": status,
        "Reason": reason.trim().chars().take(REASON).collect::<String>(),
        "PhysicalResourceId": id,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    })
}

/// The most characters of a reason: the whole answer may have 4096 bytes.
const REASON: usize = 500;

#[cfg(feature = "data-api")]
async fn put(address: &str, answer: String) -> Result<(), Error> {
    Ok(koroc_aws::put(address, answer.into(), std::time::Duration::from_secs(60)).await?)
}

#[cfg(not(feature = "data-api"))]
async fn put(_: &str, _: String) -> Result<(), Error> {
    Err("CloudFormation cannot be told: this program was built without calls to AWS: give koroc the feature `data-api` in Cargo.toml".into())
}
