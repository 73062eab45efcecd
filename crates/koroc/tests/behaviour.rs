//! What is written in Rust gets a name in the description, and is found by it.

use koroc::Parts;
use koroc::prelude::*;
use koroc::spec::{HookPoint, Resolved, Rule, Settings};

fn short(code: &str) -> Result<(), String> {
    if code.len() < 5 { Ok(()) } else { Err("That is long.".to_owned()) }
}

#[derive(Debug, Clone, Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(unique, max_length = 10, validators(short))]
    symbol: String,
    #[field(max_length = 120)]
    name: Option<String>,
}

async fn keep(_: Context, changes: Changes) -> Result<Changes, ApiError> {
    Ok(changes)
}

async fn refuse(_: Context) -> Result<(), ApiError> {
    Err(ApiError::conflict("It stays."))
}

fn named(given: &Given<'_, Fund>) -> Result<(), &'static str> {
    given.get(Fund::NAME).map(|_| ()).ok_or("A fund has a name.")
}

/// Closes a fund.
#[action(detail = true, methods(POST, DELETE), url_path = "shut", permission = IsAdminUser & Permission::request("weekday", weekday))]
async fn close(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

async fn weekday(_: Context) -> Result<bool, ApiError> {
    Ok(true)
}

async fn low(context: Context) -> Result<bool, ApiError> {
    Ok(context.object::<Fund>()?.id < 100)
}

fn is_low() -> Permission {
    Permission::object("is_low", low).message("This fund is closed.")
}

fn funds() -> impl IntoResource {
    ModelViewSet::<Fund>::new()
        .permission(IsAuthenticated & !is_low())
        .serializer(Serializer::of((Fund::ID.read_only(), Fund::SYMBOL, Fund::NAME)).validate(named))
        .lookup(Fund::SYMBOL)
        .order_by((Fund::NAME.desc(), Fund::SYMBOL))
        .before_create(keep)
        .before_create(keep)
        .before_update(keep)
        .before_destroy(refuse)
        .action(close)
        .handler("ticker", "/ticker.txt", [Method::Get], async || "SPY 512.03")
}

fn parts(app: App) -> Parts {
    app.into_parts()
}

fn resolved() -> Resolved {
    let app = App::new("example").mount("/api", Router::simple().register("funds", funds()).register("more/funds", funds()));
    parts(app).resolve(&Settings::default()).expect("all names are found, in both resources")
}

#[test]
fn hooks_validators_and_actions_are_named_by_their_resource() {
    let resolved = resolved();
    let create = &resolved.operations[resolved.operation("more-funds.create").expect("it is registered")];
    let hooks: Vec<_> = create.hooks.iter().map(|hook| (hook.point, hook.name.as_str())).collect();
    assert_eq!(
        hooks,
        [
            (HookPoint::BeforeCreate, "more-funds.before_create"),
            (HookPoint::BeforeCreate, "more-funds.before_create_2"),
            (HookPoint::BeforeUpdate, "more-funds.before_update"),
            (HookPoint::BeforeDestroy, "more-funds.before_destroy"),
        ]
    );
    let shape = &resolved.shapes[create.shape.expect("a resource has a serializer")];
    assert_eq!(shape.validators, ["api.Fund.named"]);
    assert_eq!(shape.fields[1].validators, ["api.Fund.symbol.short"]);
    let close = &resolved.operations[resolved.operation("more-funds.close").expect("it is registered")];
    assert_eq!(resolved.routes[close.route].path.to_string(), "/api/more/funds/{symbol}/shut/");
    assert_eq!((close.description.as_str(), &close.policy.permission), ("Closes a fund.", &Rule::And(vec![IsAdminUser, Rule::Named("weekday".into())])));
    assert!(resolved.operation("more-funds.ticker").is_some());
}

#[test]
fn a_permission_composes_and_keeps_its_functions() {
    let resolved = resolved();
    let list = &resolved.operations[resolved.operation("funds.list").expect("it is registered")];
    assert_eq!(list.policy.permission, Rule::And(vec![IsAuthenticated, Rule::Not(Box::new(Rule::Named("is_low".into())))]));
}

#[test]
fn a_field_that_is_not_shown_brings_no_validator() {
    let funds = ModelViewSet::<Fund>::new().permission(AllowAny).serializer(Serializer::of((Fund::ID, Fund::NAME)));
    let app = App::new("example").mount("/api", Router::simple().register("funds", funds));
    parts(app).resolve(&Settings::default()).expect("nothing is written that is not named");
}

#[test]
fn two_permissions_of_one_name_are_refused() {
    let one = ModelViewSet::<Fund>::new().permission(Permission::request("mine", weekday));
    let same = ReadOnlyModelViewSet::<Fund>::new().permission(Permission::request("mine", weekday));
    let other = ReadOnlyModelViewSet::<Fund>::new().permission(Permission::object("mine", low));
    let router = || Router::simple();
    let agree = App::new("example").mount("/a", router().register("one", one).register("same", same));
    parts(agree).resolve(&Settings::default()).expect("one function may be named twice");
    let one = ModelViewSet::<Fund>::new().permission(Permission::request("mine", weekday));
    let clash = App::new("example").mount("/a", router().register("one", one).register("other", other));
    let problems = parts(clash).resolve(&Settings::default()).expect_err("two functions have one name");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].to_string(), "permission `mine`: is the name of two different functions; each needs its own");
}

#[test]
fn models_come_along_once_and_djangos_are_there() {
    let app = App::new("example").model::<Fund>().mount("/a", Router::simple().register("funds", funds()));
    let labels: Vec<String> = parts(app).app.models.iter().map(koroc::spec::Model::label).collect();
    assert_eq!(labels.iter().filter(|label| *label == "api.Fund").count(), 1);
    assert!(labels.contains(&"auth.User".to_owned()), "{labels:?}");
}

#[test]
fn a_name_without_behaviour_and_behaviour_without_a_name_are_told() {
    let mut app = parts(App::new("example").mount("/api", Router::simple().register("funds", funds())));
    app.behaviours = koroc::Behaviours::default().extra("funds.open", async |_| Ok(Reply::no_content()));
    let problems = app.resolve(&Settings::default()).expect_err("what is named is written nowhere");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "extra action `funds.close`: is named in the application and written nowhere",
            "extra action `funds.open`: is written and named nowhere in the application",
            "handler `funds.ticker`: is named in the application and written nowhere",
            "hook `funds.before_create`: is named in the application and written nowhere",
            "hook `funds.before_create_2`: is named in the application and written nowhere",
            "hook `funds.before_update`: is named in the application and written nowhere",
            "hook before deletion `funds.before_destroy`: is named in the application and written nowhere",
            "permission `is_low`: is named in the application and written nowhere",
            "permission `weekday`: is named in the application and written nowhere",
            "validator of a field `api.Fund.symbol.short`: is named in the application and written nowhere",
            "validator of an object `api.Fund.named`: is named in the application and written nowhere",
        ]
    );
}
