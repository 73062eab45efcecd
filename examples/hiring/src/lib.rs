//! Hiring: candidates read the handbook, third parties interview them, offers follow.

#![allow(clippy::duplicated_attributes, reason = "two unique sets of a model may share a field")]

mod funnel;
#[path = "../migrations/mod.rs"]
mod migrations;
#[rustfmt::skip] // A field is a line.
mod models;
#[rustfmt::skip]
mod plain;
#[rustfmt::skip]
mod serializers;
mod views;

use koroc::prelude::*;

/// The program: everything below with the agency's own rule and figures, a login, tokens and the OpenAPI document.
pub fn app() -> App {
    let app = App::new("hiring").title("Hiring").api_view(funnel::figures).obtain_token("/api/v1/auth/token", AllowAny);
    routes(app.schema("/api/v1/schema", AllowAny).login("/api-auth"), true)
}

/// Adds hiring to an application: nine resources, and the views beside them. (The oracle's project plans interviews without the handbook.)
pub fn routes(app: App, handbook_first: bool) -> App {
    let router = Router::with_root(AllowAny)
        .register("skills", views::skills())
        .register("handbooks", views::handbooks())
        .register("candidates", views::candidates())
        .register("acknowledgements", views::acknowledgements())
        .register("interviewers", views::interviewers())
        .register("interviews", views::interviews(handbook_first))
        .register("offers", views::offers())
        .register("documents", views::documents())
        .register("users", views::users());
    let app = plain::views(app.migrations(migrations::MIGRATIONS).mount("/api/v1/hiring", router.namespace("hiring")));
    app.view("/api/v1/hiring/register/", "register", views::register())
        .view("/api/v1/hiring/current-handbooks", "current_handbooks", views::current_handbooks())
        .view("/api/v1/hiring/handbook-by-version/{version}", "handbook_by_version", views::handbook_by_version())
        .template("hiring/sheet.html", "<html><body><h2>{{ title }}</h2><p>{{ version }}</p></body></html>\n")
        .media(AllowAny)
}
