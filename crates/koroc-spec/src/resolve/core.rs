//! The routes that are no resource's and no function's: tokens, login, schema, files.

use super::{CORE, Resolver};
use crate::{
    Action, Authenticator, FieldKind, Login, MediaView, Method, ObtainToken, Parser, Path, Policy, Renderer, RouteKind, Rule, SchemaView, Shape, ShapeField,
    Suffixes, ValueType, ViewPolicy,
};

impl Resolver<'_> {
    /// As DRF's view: JSON out, forms and JSON in, no throttles but its own.
    pub(super) fn obtain_token(&mut self, view: &ObtainToken) {
        let policy = Policy {
            parsers: vec![Parser::Form, Parser::MultiPart, Parser::Json],
            throttles: self.limits("the token view", &view.throttles),
            versioning: self.out.settings.versioning.clone(),
            ..Policy::of(self.out.settings.authentication.clone(), self.rule(&view.permission))
        };
        let route = self.route(Path::parse(&view.path), "obtain-auth-token", "Obtain Auth Token", "", RouteKind::ObtainToken, policy, Suffixes::Never);
        self.operation(route, "auth.token", Action::ObtainToken, Method::Post, None, CORE);
        self.out.shapes.push(auth_token());
        let shape = self.out.shapes.len() - 1;
        self.out.operations.last_mut().expect("just added").shape = Some(shape);
    }

    pub(super) fn login(&mut self, login: &Login) {
        let prefix = Path::parse(&login.prefix);
        let policy = Policy {
            renderers: vec![Renderer::Browsable],
            parsers: vec![Parser::Form, Parser::MultiPart],
            throttles: self.limits("the login page", &login.throttles),
            ..Policy::of(vec![Authenticator::Session], Rule::AllowAny)
        };
        let route = self.route(prefix.join("login/"), "login", "Login", "", RouteKind::Login, policy.clone(), Suffixes::Never);
        self.operation(route, "auth.login_page", Action::Login, Method::Get, None, CORE);
        self.operation(route, "auth.login", Action::Login, Method::Post, None, CORE);
        let route = self.route(prefix.join("logout/"), "logout", "Logout", "", RouteKind::Logout, policy, Suffixes::Never);
        self.operation(route, "auth.logout", Action::Logout, Method::Post, None, CORE);
    }

    pub(super) fn schema(&mut self, view: &SchemaView) {
        let policy = Policy { renderers: vec![Renderer::OpenApi], ..self.policy("the schema view", &permitted(&view.permission)) };
        let route = self.route(Path::parse(&view.path), "schema", "Schema", "", RouteKind::Schema, policy, Suffixes::Never);
        self.operation(route, "schema", Action::Schema, Method::Get, None, CORE);
    }

    /// As Django's view of files: everybody gets them without being asked who they are, unless the rule wants to know.
    pub(super) fn media(&mut self, view: &MediaView) {
        if !self.out.settings.media_url.starts_with('/') {
            return;
        }
        let permission = self.rule(&view.permission);
        let authentication = if permission == Rule::AllowAny { Vec::new() } else { self.out.settings.authentication.clone() };
        let policy = Policy::of(authentication, permission);
        let path = Path::parse(&self.out.settings.media_url).join("{path+}");
        let route = self.route(path, "media", "Media", "", RouteKind::Media, policy, Suffixes::Never);
        self.operation(route, "media", Action::Media, Method::Get, None, CORE);
    }
}

/// A view that says only who may use it.
pub(super) fn permitted(rule: &Rule) -> ViewPolicy {
    ViewPolicy { permission: Some(rule.clone()), ..ViewPolicy::default() }
}

/// The serializer of the token view.
fn auth_token() -> Shape {
    let text = |trim| ValueType::of(FieldKind::Char { trim });
    let password = ShapeField { write_only: true, password: true, ..ShapeField::new("password", text(false)) };
    let username = ShapeField { write_only: true, ..ShapeField::new("username", text(true)) };
    let token = ShapeField { read_only: true, required: false, ..ShapeField::new("token", text(true)) };
    Shape {
        name: "AuthToken".to_owned(),
        model: None,
        fields: vec![username, password, token],
        unique_together: Vec::new(),
        unique_for: Vec::new(),
        validators: Vec::new(),
    }
}
