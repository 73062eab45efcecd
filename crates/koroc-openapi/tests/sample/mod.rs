//! An application with a bit of everything, for the tests of this crate and of koroc-html.

use koroc_spec::{
    App, Authenticator, Auto, Choice, DefaultValue, ExtraAction, Field, FieldKind, Filter, Function, Handler, IntegerWidth, Login, Lookup, Method, Model,
    Mount, ObtainToken, OnDelete, OrderBy, Ordering, PageNumber, Relation, Resolved, Resource, Router, Rule, SchemaView, Search, SearchMode, Settings,
    StandardAction, UniqueTogether, Value, ViewPolicy, resolve,
};

/// The sample, resolved.
pub fn resolved() -> Resolved {
    resolve(&app(), &Settings::default()).expect("the sample is declared without mistakes")
}

fn app() -> App {
    let mut app = App { name: "sample".to_owned(), title: "ETF Finder".to_owned(), description: "Finds funds.".to_owned(), ..App::default() };
    app.models = vec![fund(), note()];
    let funds = Router { root: Some(Rule::IsAuthenticated), resources: vec![("funds".to_owned(), funds())], ..Router::default() };
    let notes = Router { trailing_slash: true, resources: vec![("notes".to_owned(), notes())], ..Router::default() };
    app.mounts = vec![
        Mount::Router { prefix: "/api/v1".to_owned(), router: funds },
        Mount::Router { prefix: "/desk".to_owned(), router: notes },
        Mount::Function(alive()),
        Mount::ObtainToken(ObtainToken { path: "/api/v1/auth/token".to_owned(), permission: Rule::AllowAny, throttles: Vec::new() }),
        Mount::Login(Login { prefix: "/api-auth".to_owned(), throttles: Vec::new() }),
        Mount::Schema(SchemaView { path: "/api/v1/schema".to_owned(), permission: Rule::AllowAny }),
    ];
    app
}

fn fund() -> Model {
    let mut model = Model::new("api", "ExchangeTradedFund");
    model.help = "A security that tracks an index and trades like a stock.".to_owned();
    let mut id = Field::new("id", FieldKind::Uuid);
    (id.primary_key, id.default) = (true, Some(DefaultValue::Uuid4));
    let mut symbol = text("symbol", 10, "Fund identifier code.");
    symbol.unique = true;
    let decimal = |name: &str, digits, places| Field::new(name, FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) });
    let mut volume = Field::new("average_daily_volume", FieldKind::Integer { width: IntegerWidth::Big, positive: false });
    volume.ty.limits.min = Some(Value::Int(0));
    let name = text("name", 120, "");
    model.fields = vec![id, symbol, name, text("asset_class", 50, ""), decimal("total_assets", 20, 2), decimal("ytd_price_change", 6, 2), volume];
    model
}

fn note() -> Model {
    let mut model = Model::new("desk", "Note");
    let mut id = Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false });
    (id.primary_key, id.auto) = (true, Some(Auto::Increment));
    let relation = Relation::to("api.ExchangeTradedFund", OnDelete::Cascade);
    let mut body = Field::new("body", FieldKind::Text);
    body.ty.blank = true;
    let mut author = Field::new("author", FieldKind::Email);
    (author.ty.null, author.help) = (true, "Who wrote it.".to_owned());
    let mut pinned = Field::new("pinned", FieldKind::Boolean);
    pinned.default = Some(DefaultValue::Const(Value::Bool(true)));
    let mut checked = Field::new("checked", FieldKind::Boolean);
    checked.ty.null = true;
    let mut mood = Field::new("mood", FieldKind::Choice { choices: moods() });
    mood.default = Some(DefaultValue::Const(Value::from("calm")));
    let mut due = Field::new("due", FieldKind::DateTime);
    due.ty.null = true;
    let mut created = Field::new("created", FieldKind::DateTime);
    created.auto = Some(Auto::OnCreate);
    let slug = Field::new("slug", FieldKind::Slug { allow_unicode: false });
    let (source, weight, day) = (Field::new("source", FieldKind::Url), Field::new("weight", FieldKind::Float), Field::new("day", FieldKind::Date));
    let fund = Field::new("fund", FieldKind::ForeignKey(relation));
    model.unique_together = vec![UniqueTogether::of(["fund", "slug"])];
    model.fields = vec![id, fund, slug, body, author, source, pinned, checked, mood, weight, day, due, created];
    model
}

fn moods() -> Vec<Choice> {
    let nervous = vec![Choice::item("worried", "Worried"), Choice::item("panic", "Panic & <sell>")];
    vec![Choice::item("calm", "Calm"), Choice::Group { label: "Nervous".to_owned(), items: nervous }]
}

fn text(name: &str, max_length: u64, help: &str) -> Field {
    let mut field = Field::new(name, FieldKind::Char { trim: true });
    field.ty.limits.max_length = Some(max_length);
    field.help = help.to_owned();
    field
}

fn funds() -> Resource {
    let mut funds = Resource::new("api.ExchangeTradedFund", Rule::IsAuthenticated);
    funds.description = "Funds that trade like stocks.\n\nFind them by symbol or class.".to_owned();
    funds.filters = vec![
        Filter::of("asset_class", &[Lookup::Exact]),
        Filter::of("symbol", &[Lookup::Exact, Lookup::IExact, Lookup::In]),
        Filter::of("total_assets", &[Lookup::Gte, Lookup::Lte, Lookup::Range]),
    ];
    funds.search = ["symbol", "name"].map(|field| Search { field: field.to_owned(), mode: SearchMode::Contains }).to_vec();
    funds.ordering = Ordering::By(vec!["symbol".to_owned(), "total_assets".to_owned()]);
    funds.default_order = vec![OrderBy { field: "symbol".to_owned(), descending: false }];
    funds.pagination = Some(PageNumber::of(10).size_param("size", 100).into());
    let extra = |name: &str, methods: &[Method], detail| ExtraAction {
        name: name.to_owned(),
        url_path: None,
        url_name: None,
        serializer: None,
        methods: methods.to_vec(),
        detail,
        policy: ViewPolicy::default(),
        description: String::new(),
        schema: koroc_spec::ViewSchema::default(),
    };
    funds.extra = vec![extra("largest", &[Method::Get], false), extra("watch", &[Method::Post, Method::Delete], true)];
    funds.handlers = vec![Handler {
        name: "ticker".to_owned(),
        path: "ticker/{symbol}".to_owned(),
        methods: vec![Method::Get],
        permission: Some(Rule::AllowAny),
        description: "The last price.".to_owned(),
        schema: koroc_spec::ViewSchema::default(),
    }];
    funds
}

fn notes() -> Resource {
    let mut notes = Resource::new("desk.Note", Rule::IsAuthenticatedOrReadOnly);
    notes.authentication = Some(vec![Authenticator::Token]);
    notes.actions = StandardAction::ALL.into_iter().filter(|action| *action != StandardAction::PartialUpdate).collect();
    notes.serializer.change("author").write_only = Some(true);
    notes
}

fn alive() -> Function {
    let mut alive = Function::at("alive", "/alive", vec![Method::Get], Rule::AllowAny);
    alive.endpoints[0].description = "Whether it floats.".to_owned();
    alive
}
