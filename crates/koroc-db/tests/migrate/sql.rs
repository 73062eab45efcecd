//! The SQL of migrations for both databases, as `sqlmigrate` prints it.

use koroc_db::Dialect;
use koroc_db::migrate::sql;
use koroc_spec::{Condition, DefaultValue, Field, FieldKind, Index, IntegerWidth, Model, OnDelete, UniqueTogether, Value};

use crate::house::sqlite;
use crate::models::{counted, decimal, fund, link, nullable, text, with_default};

fn base() -> Vec<Model> {
    let mut item = counted(
        "shop",
        "Item",
        vec![
            text("name", 20),
            decimal("price", 8, 2),
            Field::new("stock", FieldKind::Integer { width: IntegerWidth::Normal, positive: true }),
            nullable(text("note", 9)),
        ],
    );
    item.unique_together = vec![UniqueTogether::of(["name", "price"])];
    item.indexes = vec![Index { fields: vec!["name".into(), "-stock".into()], name: None }];
    vec![item, counted("shop", "Order", vec![link("item", "shop.Item", OnDelete::Protect)]), fund()]
}

type Change = Box<dyn Fn(&mut Vec<Model>)>;

/// Each change of the base, by the name of its snapshot.
fn changes() -> Vec<(&'static str, Change)> {
    vec![
        ("create_table", Box::new(|models| models.push(counted("shop", "Shelf", vec![nullable(link("item", "shop.Item", OnDelete::SetNull))])))),
        ("drop_table", Box::new(|models| drop(models.remove(1)))),
        (
            "rename_table",
            Box::new(|models| {
                models[0].renamed_from = Some("shop_item".into());
                models[0].table = "shop_product".into();
            }),
        ),
        ("add_nullable", Box::new(|models| models[0].fields.push(nullable(text("memo", 9))))),
        ("add_filled", Box::new(|models| models[0].fields.push(with_default(decimal("weight", 20, 3), Value::Decimal("-1.5".into()))))),
        ("add_uuid", Box::new(|models| models[0].fields.push(Field { default: Some(DefaultValue::Uuid4), ..Field::new("key", FieldKind::Uuid) }))),
        ("add_reference", Box::new(|models| models[1].fields.push(nullable(link("fund", "api.ExchangeTradedFund", OnDelete::Cascade))))),
        ("more_places", Box::new(|models| models[0].fields[2] = decimal("price", 9, 3))),
        ("fewer_places", Box::new(|models| models[0].fields[2] = decimal("price", 8, 1))),
        ("shorter_text", Box::new(|models| models[0].fields[1] = text("name", 10))),
        ("allow_null", Box::new(|models| models[0].fields[1].ty.null = true)),
        ("forbid_null", Box::new(|models| models[0].fields[4].ty.null = false)),
        ("fill_null", Box::new(|models| models[0].fields[4] = with_default(text("note", 9), Value::from("it's")))),
        ("negative", Box::new(|models| models[0].fields[3] = Field::new("stock", FieldKind::Integer { width: IntegerWidth::Small, positive: false }))),
        (
            "rename_column",
            Box::new(|models| {
                models[0].fields[3].renamed_from = Some("stock".into());
                (models[0].fields[3].name, models[0].fields[3].column) = ("left".into(), "left".into());
                models[0].indexes[0].fields[1] = "-left".into();
            }),
        ),
        (
            "drop_column",
            Box::new(|models| {
                models[0].fields.remove(3);
                models[0].indexes.clear();
            }),
        ),
        ("add_unique", Box::new(|models| models[0].fields[1].unique = true)),
        (
            "add_unique_where",
            Box::new(|models| {
                let is = |field: &str, value, negated| Condition { field: field.into(), value, negated };
                let condition = vec![is("price", Value::Decimal("1.50".into()), true), is("note", Value::Null, true), is("stock", Value::Int(0), false)];
                models[0].unique_together.push(UniqueTogether { name: Some("uniq_note".into()), condition, ..UniqueTogether::of(["note"]) });
            }),
        ),
        ("drop_unique", Box::new(|models| models[0].unique_together.clear())),
        ("add_index", Box::new(|models| models[0].fields[2].index = true)),
        ("drop_index", Box::new(|models| models[0].indexes.clear())),
        ("other_on_delete", Box::new(|models| models[1].fields[1] = link("item", "shop.Item", OnDelete::Cascade))),
    ]
}

#[test]
fn statements_of_both_databases() {
    for (name, change) in changes() {
        let house = sqlite();
        house.make(base()).unwrap();
        let mut models = base();
        change(&mut models);
        let written = house.make(models).unwrap();
        let migration = written[0].migration.as_ref().unwrap_or_else(|| panic!("{name} changes something"));
        let text = |dialect| sql(&house.sources(), &migration.app, &migration.name, dialect).unwrap();
        insta::assert_snapshot!(name, format!("{}\n-- SQLite\n{}\n-- PostgreSQL\n{}", migration.key(), text(Dialect::Sqlite), text(Dialect::Postgres)));
    }
}

#[test]
fn the_initial_statements() {
    let house = sqlite();
    house.make(base()).unwrap();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let text = ["api", "shop"].map(|app| sql(&house.sources(), app, "0001", dialect).unwrap()).concat();
        insta::assert_snapshot!(format!("initial_{dialect:?}"), text);
    }
}
