//! `runserver`: the application over HTTP.

use std::{io::Write, net::SocketAddr};

use axum::body::Body;
use http::Request;
use koroc_db::Db;
use koroc_http::{Client, Service};
use koroc_server::Limits;
use koroc_spec::{Method, Resolved, RouteKind};
use tokio::net::TcpListener;

use super::{database, failure::Failure, schedule, secret_key};
use crate::Program;

/// Serves at an address until told to stop.
pub(super) fn start(program: Program, address: SocketAddr, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async { serve(program, listen(address).await?, out).await })
}

/// Listens, so that nothing is begun where nothing could be served.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    koroc_server::bind(address).await.map_err(|error| Failure::new(error.to_string()))
}

/// Answers what comes, until told to stop.
pub(super) async fn serve(program: Program, listener: TcpListener, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let db = database::open(&program).await?;
    let resolved = program.resolved.clone();
    let service = service(program, db)?;
    schedule::start(&service)?;
    let stopped = koroc_server::stopped()?;
    greet(&resolved, listener.local_addr()?, out)?;
    let handle = move |request: Request<Body>, peer: SocketAddr| {
        let service = service.clone();
        async move { service.handle(request, Client { address: peer.ip(), https: false }).await }
    };
    koroc_server::serve(listener, handle, Limits::default(), stopped).await;
    Ok(())
}

/// The application over an open database.
pub(super) fn service(program: Program, db: Db) -> Result<Service, Failure> {
    let key = secret_key::load(&program.resolved.settings)?;
    Ok(program.service(db, key)?)
}

/// Says where what is.
fn greet(resolved: &Resolved, address: SocketAddr, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{} is afloat; Ctrl-C stops it.\n", resolved.title)?;
    for route in &resolved.routes {
        let what = match &route.kind {
            RouteKind::Root { .. } => "the API: log in and look around",
            RouteKind::Schema => "its OpenAPI document",
            RouteKind::Login => "log in",
            RouteKind::Function | RouteKind::ApiView => route.description.lines().next().unwrap_or_default(),
            RouteKind::List
            | RouteKind::Detail
            | RouteKind::Extra { .. }
            | RouteKind::Handler
            | RouteKind::ObtainToken
            | RouteKind::Logout
            | RouteKind::Media => continue,
        };
        let is_read = route.operations.iter().any(|&operation| resolved.operations[operation].method == Method::Get);
        if is_read && route.path.params().next().is_none() {
            writeln!(out, "    {:<45} {what}", format!("http://{address}{}", route.path))?;
        }
    }
    writeln!(out)?;
    Ok(out.flush()?)
}
