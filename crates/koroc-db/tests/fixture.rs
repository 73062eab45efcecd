//! Fixtures on a real database file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use koroc_db::{
    Cond, Db, DbOptions, FixtureError, Select, load_fixture,
    migrate::{MakeOptions, Sources, Target, make_migrations, migrate, unanswered},
};
use koroc_spec::{App, DefaultValue, Field, FieldKind, IntegerWidth, Model, ResolvedOrder, Settings, Value, resolve};

fn fund() -> Model {
    let text = |name: &str, max| {
        let mut field = Field::new(name, FieldKind::Char { trim: true });
        field.ty.limits.max_length = Some(max);
        field
    };
    let fields = vec![
        Field { primary_key: true, default: Some(DefaultValue::Uuid4), ..Field::new("id", FieldKind::Uuid) },
        Field { unique: true, ..text("symbol", 10) },
        Field::new("total_assets", FieldKind::Decimal { max_digits: Some(20), decimal_places: Some(2) }),
        Field::new("volume", FieldKind::Integer { width: IntegerWidth::Big, positive: true }),
    ];
    Model { fields, ..Model::new("api", "Fund") }
}

async fn open() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let resolved = Arc::new(resolve(&App { models: vec![fund()], ..App::default() }, &Settings::default()).unwrap());
    let written = make_migrations(&resolved, &folder.path().join("migrations"), &MakeOptions::default(), &mut unanswered).unwrap();
    let sources = Sources::new(written.into_iter().filter_map(|file| file.migration).collect()).unwrap();
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    migrate(&url, &resolved, &sources, &Target::All, &mut |_| ()).await.unwrap();
    (folder, Db::open(resolved, &url, DbOptions::default()).await.unwrap())
}

/// Symbol and assets of all rows, by symbol.
async fn funds(db: &Db) -> Vec<Vec<Value>> {
    db.rows(&Select { model: 0, columns: vec![1, 2], cond: Cond::All, order: vec![ResolvedOrder::own(1, false)], limit: None, offset: None }).await.unwrap()
}

fn row(symbol: &str, assets: &str) -> Vec<Value> {
    vec![Value::from(symbol), Value::Decimal(assets.to_owned())]
}

const KEY: &str = "0eb55940-f900-4f88-a9bf-a7faf7211b56";

#[tokio::test]
async fn objects_are_made_or_changed_and_no_digit_is_lost() {
    let (_folder, db) = open().await;
    let text = format!(
        r#"[{{"model": "api.fund", "pk": "{KEY}", "fields": {{"symbol": "SPY", "total_assets": 999999999999999999.99, "volume": 1}}}},
            {{"model": "api.fund", "fields": {{"symbol": "IVV", "total_assets": "-0.01", "volume": 2}}}}]"#
    );
    assert_eq!(load_fixture(&db, &text).await.unwrap(), 2);
    assert_eq!(funds(&db).await, [row("IVV", "-0.01"), row("SPY", "999999999999999999.99")]);
    let change = format!(r#"[{{"model": "api.Fund", "pk": "{KEY}", "fields": {{"symbol": "SPX"}}}}]"#);
    load_fixture(&db, &change).await.unwrap();
    assert_eq!(funds(&db).await, [row("IVV", "-0.01"), row("SPX", "999999999999999999.99")], "only what was given changes");
}

#[tokio::test]
async fn nothing_is_loaded_if_one_object_is_refused() {
    let (_folder, db) = open().await;
    let fund = |symbol: &str| format!(r#"{{"model": "api.fund", "fields": {{"symbol": "{symbol}", "total_assets": 1, "volume": 1}}}}"#);
    let text = format!("[{}, {}, {}]", fund("A"), fund("B"), fund("A"));
    let error = load_fixture(&db, &text).await.unwrap_err();
    assert!(matches!(&error, FixtureError::Refused { at: 3, model, .. } if model == "api.Fund"), "{error}");
    let incomplete = format!(r#"[{}, {{"model": "api.fund", "pk": "{KEY}", "fields": {{"symbol": "C"}}}}]"#, fund("A"));
    assert!(matches!(load_fixture(&db, &incomplete).await, Err(FixtureError::Refused { at: 2, .. })), "a new row needs all of its fields");
    assert!(funds(&db).await.is_empty());
}
