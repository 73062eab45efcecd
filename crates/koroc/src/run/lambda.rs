//! The application inside Lambda.

use std::net::IpAddr;

use axum::body::Body;
use http::Request;
use koroc_http::Client;

use super::{database, failure::Failure, server};
use crate::Program;

/// Answers the gateway's events until Lambda ends the process; on one thread, since they come one at a time.
pub(super) fn serve(program: Program) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = database::open(&program).await?;
        let service = server::service(program, db)?;
        let handle = |request: Request<Body>, address: IpAddr, https: bool| service.handle(request, Client { address, https });
        koroc_lambda::serve(handle).await.map_err(|error| Failure::new(format!("The Lambda runtime failed: {error}")))
    })
}
