//! The OpenAPI 3.1 document of a resolved application: a pure function, the same bytes for the same declaration.
//!
//! It describes what clients of the API call: resources, extra actions, handlers, functions, the token view and the document itself. Router roots, the
//! login pages and format suffixes are left out, as DRF's generator leaves them out.

mod content;
mod filters;
mod info;
mod limits;
mod operation;
mod parameters;
mod paths;
mod refusals;
mod responses;
mod schemas;
mod security;
mod types;

use koroc_spec::Resolved;
use serde_json::{Value, json};

/// The document, keys in a fixed order.
///
/// ```
/// use koroc_spec::{App, Settings, resolve};
///
/// let app = App { name: "empty".to_owned(), ..App::default() };
/// let resolved = resolve(&app, &Settings::default()).expect("nothing is declared, so nothing is wrong");
/// assert_eq!(koroc_openapi::document(&resolved)["openapi"], "3.1.0");
/// ```
pub fn document(resolved: &Resolved) -> Value {
    let paths = paths::paths(resolved);
    let refusals = refusals::components(&paths);
    let schemas = schemas::components(resolved, &paths, &refusals);
    json!({
        "openapi": "3.1.0",
        "info": info::info(resolved),
        "servers": [{"url": "/"}],
        "tags": info::tags(resolved),
        "paths": paths,
        "components": {"schemas": schemas, "responses": refusals, "securitySchemes": security::schemes(resolved)},
    })
}
