//! The order in which `resolve` expands a resource: DRF's routers try routes in it, and so does every reader.

use koroc_spec::{
    App, Authenticator, ExtraAction, Field, FieldKind, Function, Handler, IntegerWidth, Login, Method, Model, Mount, ObtainToken, Renderer, Resolved, Resource,
    Router, Rule, SchemaView, Settings, StandardAction, ViewPolicy, resolve,
};

fn fund() -> Model {
    let id = Field { primary_key: true, ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) };
    Model { fields: vec![id, Field::new("name", FieldKind::Text)], ..Model::new("api", "Fund") }
}

fn extra(name: &str, detail: bool, methods: &[Method]) -> ExtraAction {
    ExtraAction {
        name: name.to_owned(),
        url_path: None,
        url_name: None,
        serializer: None,
        methods: methods.to_vec(),
        detail,
        policy: ViewPolicy::default(),
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
    }
}

fn ticker() -> Handler {
    Handler {
        name: "ticker".to_owned(),
        path: "ticker.txt".to_owned(),
        methods: vec![Method::Get],
        permission: None,
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
    }
}

fn routed(root: Option<Rule>, resource: Resource) -> App {
    let router = Router { root, trailing_slash: true, resources: vec![("funds".to_owned(), resource)], ..Router::default() };
    App { name: "example".to_owned(), models: vec![fund()], mounts: vec![Mount::Router { prefix: "/api".to_owned(), router }], ..App::default() }
}

fn resolved(app: &App, settings: &Settings) -> Resolved {
    resolve(app, settings).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Each route as `path: METHOD id, ...`.
fn told(resolved: &Resolved) -> Vec<String> {
    let operation = |&at: &usize| format!("{} {}", resolved.operations[at].method, resolved.operations[at].id);
    resolved.routes.iter().map(|route| format!("{}: {}", route.path, route.operations.iter().map(operation).collect::<Vec<_>>().join(", "))).collect()
}

#[test]
fn a_resource_expands_in_the_order_of_drfs_router() {
    let extra = vec![extra("close", true, &[Method::Delete, Method::Post]), extra("top_ten", false, &[Method::Get])];
    let resource = Resource { extra, handlers: vec![ticker()], ..Resource::new("api.Fund", Rule::AllowAny) };
    let mut app = routed(Some(Rule::AllowAny), resource);
    app.mounts.extend([
        Mount::Function(Function::at("alive", "/alive", vec![Method::Get], Rule::AllowAny)),
        Mount::ObtainToken(ObtainToken { path: "/token/".to_owned(), permission: Rule::AllowAny, throttles: Vec::new() }),
        Mount::Login(Login { prefix: "/api-auth".to_owned(), throttles: Vec::new() }),
        Mount::Schema(SchemaView { path: "/schema".to_owned(), permission: Rule::AllowAny }),
    ]);
    assert_eq!(
        told(&resolved(&app, &Settings::default())),
        [
            "/api/funds/ticker.txt: GET funds.ticker",
            "/api/funds/: GET funds.list, POST funds.create",
            "/api/funds/top_ten/: GET funds.top_ten",
            "/api/funds/{id}/: GET funds.retrieve, PUT funds.update, PATCH funds.partial_update, DELETE funds.destroy",
            "/api/funds/{id}/close/: POST funds.close, DELETE funds.close",
            "/api/: GET api-root",
            "/alive: GET alive",
            "/token/: POST auth.token",
            "/api-auth/login/: GET auth.login_page, POST auth.login",
            "/api-auth/logout/: POST auth.logout",
            "/schema: GET schema",
        ]
    );
}

#[test]
fn a_route_without_operations_is_not_made() {
    let resource = Resource { actions: vec![StandardAction::Retrieve], ..Resource::new("api.Fund", Rule::AllowAny) };
    assert_eq!(told(&resolved(&routed(None, resource), &Settings::default())), ["/api/funds/{id}/: GET funds.retrieve"]);
}

#[test]
fn what_the_resource_does_not_say_the_settings_say() {
    let settings = Settings { page_size: 3, authentication: vec![Authenticator::Token], renderers: vec![Renderer::Json], ..Settings::default() };
    let from_settings = || Box::new(Rule::FromSettings);
    let open = ExtraAction { policy: ViewPolicy { permission: Some(Rule::AllowAny), ..ViewPolicy::default() }, ..extra("open", false, &[Method::Get]) };
    let resource = Resource { extra: vec![open], ..Resource::new("api.Fund", Rule::And(vec![Rule::Not(from_settings()), Rule::IsAdminUser])) };
    let resolved = resolved(&routed(None, resource), &settings);
    let operation = |id: &str| &resolved.operations[resolved.operation(id).expect("it is registered")];
    let list = operation("funds.list");
    assert_eq!(list.policy.permission, Rule::And(vec![Rule::Not(Box::new(Rule::IsAuthenticated)), Rule::IsAdminUser]), "the settings are closed by default");
    assert_eq!((&list.policy.authentication, &list.policy.renderers), (&vec![Authenticator::Token], &vec![Renderer::Json]));
    assert_eq!(list.list.as_ref().and_then(|list| list.pagination.size()), Some(3));
    assert_eq!(operation("funds.open").policy.permission, Rule::AllowAny, "the action's own rule stands for the resource's");
}
