//! The application inside Lambda.

use std::net::IpAddr;

use axum::body::Body;
use http::Request;
use koroc_http::Client;
use koroc_lambda::Call;

use super::{database::failed, failure::Failure, migration, server};
use crate::Program;

/// Answers events until Lambda ends the process: of one group's function, or of the one that migrates.
pub(super) fn start(loaded: Result<Program, Failure>) -> Result<(), Failure> {
    let is_group = |program: &Program| program.resolved.groups.iter().any(|group| group.name == migration::HANDLER);
    if koroc_lambda::handler() == migration::HANDLER && !loaded.as_ref().is_ok_and(is_group) {
        return migration::serve(loaded);
    }
    serve(loaded?)
}

/// Answers the gateway's events; on one thread, since they come one at a time.
///
/// The database is opened by the first request that needs it, and nobody asks whether it has all migrations: the deployment applies them
/// before this program is called.
fn serve(program: Program) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = program.connect_later().map_err(|error| failed(&program, error))?;
        let service = server::service(program, db)?;
        let request = |request: Request<Body>, address: IpAddr, https: bool| service.handle(request, Client { address, https });
        let function = koroc_lambda::handler();
        let call = async |call: Call| service.call(&function, call.event).await.map_err(|error| error.to_string().into());
        koroc_lambda::serve(request, call).await.map_err(|error| Failure::new(format!("The Lambda runtime failed: {error}")))
    })
}
