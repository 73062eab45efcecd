//! Changes of tables that hold rows.

use koroc_db::Dialect;
use koroc_db::migrate::{MigrateError, Question, Target};
use koroc_spec::{Condition, DefaultValue, Field, FieldKind, Index, Model, OnDelete, UniqueTogether, Value};

use crate::house::{House, houses, sqlite};
use crate::models::{counted, decimal, fund, link, nullable, text, with_default};

fn shop(fields: Vec<Field>) -> Vec<Model> {
    let mut item = counted("shop", "Item", fields);
    item.unique_together = vec![UniqueTogether::of(["name", "parent"])];
    item.indexes = vec![Index { fields: vec!["-name".into()], name: None }];
    let order = counted("shop", "Order", vec![link("item", "shop.Item", OnDelete::Cascade)]);
    vec![item, order]
}

fn fields() -> Vec<Field> {
    vec![text("name", 20), nullable(link("parent", "shop.Item", OnDelete::SetNull))]
}

async fn filled() -> Vec<House> {
    let houses = houses().await;
    for house in &houses {
        house.live(shop(fields())).await.unwrap();
        house.run("INSERT INTO shop_item (name, parent_id) VALUES ('a', NULL), ('b', 1), ('c', 1)").await.unwrap();
        house.run("INSERT INTO shop_item (name, parent_id) VALUES ('gone', NULL)").await.unwrap();
        house.run("DELETE FROM shop_item WHERE name = 'gone'").await.unwrap();
        house.run("INSERT INTO shop_order (item_id) VALUES (2), (3)").await.unwrap();
    }
    houses
}

#[tokio::test]
async fn rows_indexes_and_keys_outlive_a_new_column() {
    let bulk = with_default(Field::new("bulk", FieldKind::Boolean), Value::Bool(true));
    for house in filled().await {
        let mut all = fields();
        all.push(bulk.clone());
        house.live(shop(all)).await.unwrap();
        let expected = if house.dialect == Dialect::Sqlite { ["1|a|null|1", "2|b|1|1", "3|c|1|1"] } else { ["1|a|null|t", "2|b|1|t", "3|c|1|t"] };
        assert_eq!(house.rows("SELECT id, name, parent_id, bulk FROM shop_item ORDER BY id").await, expected);
        assert_eq!(house.rows("SELECT item_id FROM shop_order ORDER BY id").await, ["2", "3"], "the rows that point here stay");
        let index = if house.dialect == Dialect::Sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'shop_item' ORDER BY 1"
        } else {
            "SELECT indexname FROM pg_indexes WHERE tablename = 'shop_item' AND indexname <> 'shop_item_pkey' ORDER BY 1"
        };
        assert_eq!(house.rows(index).await.len(), 3, "one unique set, two indexes");
        assert!(house.run("INSERT INTO shop_item (name, parent_id, bulk) VALUES ('b', 1, TRUE)").await.is_err(), "the unique set holds");
        assert!(house.run("INSERT INTO shop_item (name, bulk) VALUES ('x', NULL)").await.is_err(), "the new column has no default and no null");
        house.run("INSERT INTO shop_item (name, parent_id, bulk) VALUES ('d', 1, TRUE)").await.unwrap();
        let id: i64 = house.rows("SELECT max(id) FROM shop_item").await[0].parse().unwrap();
        assert!(id > 4, "the id of a deleted row is not given out again, not {id}");
        house.run("DELETE FROM shop_item WHERE id = 1").await.unwrap();
        assert_eq!(house.rows("SELECT count(*) FROM shop_item WHERE parent_id IS NULL").await[0], "3", "keys of the table to itself hold");
    }
}

/// A unique set with a condition comes, follows a renamed column and goes.
#[tokio::test]
async fn a_condition_follows_its_column() {
    let shop = |column: &str, set: bool| {
        let state = Field { renamed_from: (column != "state").then(|| "state".into()), ..text(column, 9) };
        let mut item = counted("shop", "Item", vec![text("name", 20), state]);
        let condition = vec![Condition { field: column.into(), value: "live".into(), negated: false }];
        if set {
            item.unique_together = vec![UniqueTogether { name: Some("uniq_live".into()), condition, ..UniqueTogether::of(["name"]) }];
        }
        vec![item]
    };
    for house in houses().await {
        house.live(shop("state", true)).await.unwrap();
        house.run("INSERT INTO shop_item (name, state) VALUES ('a', 'live'), ('a', 'dead'), ('a', 'dead')").await.unwrap();
        house.live(shop("condition", true)).await.unwrap();
        let insert = "INSERT INTO shop_item (name, \"condition\") VALUES ('a', 'live')";
        assert!(house.run(insert).await.is_err(), "a second live one");
        house.live(shop("condition", false)).await.unwrap();
        house.run(insert).await.unwrap();
    }
}

/// A table with a UUID for its key keeps the order in which its rows came.
#[tokio::test]
async fn the_order_of_insertion_outlives_a_rebuild() {
    let house = sqlite();
    house.live(vec![fund()]).await.unwrap();
    let row = |id: &str| format!("INSERT INTO api_exchangetradedfund VALUES ('{id}', 's{id}', 'n', 'c', '10', 1, 1)");
    for id in ["c", "a", "b", "d"] {
        house.run(&row(id)).await.unwrap();
    }
    house.run("DELETE FROM api_exchangetradedfund WHERE id = 'b'").await.unwrap();
    let mut model = fund();
    model.fields.push(with_default(text("isin", 12), Value::from("it's")));
    house.live(vec![model]).await.unwrap();
    assert_eq!(house.rows("SELECT rowid, id, isin FROM api_exchangetradedfund ORDER BY rowid").await, ["1|c|it's", "2|a|it's", "4|d|it's"]);
}

#[tokio::test]
async fn triggers_and_indexes_made_by_hand_outlive_a_rebuild() {
    let house = sqlite();
    house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
    house
        .run("CREATE TABLE log (name); CREATE INDEX by_hand ON shop_item (name COLLATE NOCASE); CREATE VIEW names AS SELECT name FROM shop_item")
        .await
        .unwrap();
    house.run("CREATE TRIGGER watch AFTER INSERT ON shop_item BEGIN INSERT INTO log VALUES (new.name); END").await.unwrap();
    house.live(vec![counted("shop", "Item", vec![text("name", 30)])]).await.unwrap();
    house.run("INSERT INTO shop_item (name) VALUES ('tea')").await.unwrap();
    assert_eq!(house.rows("SELECT name FROM log UNION ALL SELECT name FROM names").await, ["tea", "tea"]);
    assert_eq!(house.rows("SELECT name FROM sqlite_master WHERE type = 'index'").await, ["koroc_migrations_app_name_uniq", "by_hand"]);
}

#[tokio::test]
async fn every_row_gets_a_uuid_of_its_own() {
    let key = Field { unique: true, default: Some(DefaultValue::Uuid4), ..Field::new("key", FieldKind::Uuid) };
    let since = Field { default: Some(DefaultValue::Now), ..Field::new("since", FieldKind::DateTime) };
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
        house.run("INSERT INTO shop_item (name) VALUES ('a'), ('b')").await.unwrap();
        house.live(vec![counted("shop", "Item", vec![text("name", 20), key.clone(), since.clone()])]).await.unwrap();
        for key in house.rows("SELECT key FROM shop_item").await {
            let digits = key.replace('-', "");
            assert_eq!((digits.len(), &digits[12..13], "89ab".contains(&digits[16..17])), (32, "4", true), "{key}");
        }
        let year = house.rows("SELECT since FROM shop_item").await;
        assert!(year.iter().all(|since| since.starts_with("20") && since.len() >= 26), "{year:?}");
    }
}

/// From every size to every other: values that fit come over exactly, others stop the migration.
#[tokio::test]
async fn decimals_are_carried_exactly_or_not_at_all() {
    let sizes = [(6, 2), (6, 3), (18, 4), (20, 2), (38, 10)];
    let values = ["-12.50", "0.01", "9999.99"];
    for from in sizes {
        for to in sizes.into_iter().filter(|to| *to != from) {
            for house in houses().await {
                let models = |(digits, places)| vec![counted("shop", "Item", vec![nullable(decimal("price", digits, places))])];
                house.live(models(from)).await.unwrap();
                house.run("INSERT INTO shop_item (price) VALUES (NULL)").await.unwrap();
                let fits = |value: &&&str| **value != "9999.99" || (from != (6, 3) && to != (6, 3));
                for value in values.iter().filter(fits) {
                    house.run(&format!("INSERT INTO shop_item (price) VALUES ({})", stored(&house, value, from))).await.unwrap();
                }
                house.live(models(to)).await.unwrap_or_else(|error| panic!("{from:?} to {to:?}: {error}"));
                let now = house.rows("SELECT price FROM shop_item ORDER BY id").await;
                let expected: Vec<String> = values.iter().filter(fits).map(|value| stored(&house, value, to).trim_matches('\'').to_owned()).collect();
                assert_eq!(now[1..], expected, "{from:?} to {to:?}");
                assert_eq!(now[0], "null");
            }
        }
    }
}

/// What a column holds for a number, worked out by hand: digits, or a sign and digits.
fn stored(house: &House, value: &str, (digits, places): (u32, u32)) -> String {
    let (digits, places) = (digits as usize, places as usize);
    let (whole, fraction) = value.split_once('.').unwrap();
    let text = format!("{whole}{fraction:0<places$}");
    if house.dialect == Dialect::Postgres {
        format!("{whole}.{fraction:0<places$}")
    } else if digits <= 18 {
        text.parse::<i64>().unwrap().to_string()
    } else {
        let (sign, number) = text.strip_prefix('-').map_or(('1', text.as_str()), |number| ('0', number));
        let padded = format!("{number:0>digits$}");
        let nines = |digit: char| if sign == '0' { char::from(b'0' + b'9' - digit as u8) } else { digit };
        format!("'{sign}{}'", padded.chars().map(nines).collect::<String>())
    }
}

#[tokio::test]
async fn decimals_are_rounded_only_when_told() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![decimal("price", 8, 3)])]).await.unwrap();
        for value in ["1.005", "-1.005", "1.004"] {
            house.run(&format!("INSERT INTO shop_item (price) VALUES ({})", stored(&house, value, (8, 3)))).await.unwrap();
        }
        let narrow = || vec![counted("shop", "Item", vec![decimal("price", 8, 2)])];
        house.make(narrow()).unwrap();
        let error = house.migrate(Target::All).await.unwrap_err();
        assert!(error.to_string().contains("decimal places"), "{error}");
        assert_eq!(house.rows("SELECT count(*) FROM django_migrations").await, ["1"], "nothing is left of it");
        std::fs::remove_file(house.migrations().join("shop/0002_alter_item_price.json")).unwrap();
        house.make_with(narrow(), &mut |question| Some(matches!(question, Question::Round { .. }))).unwrap();
        house.migrate(Target::All).await.unwrap();
        let expected = ["1.01", "-1.01", "1.00"].map(|value| stored(&house, value, (8, 2)));
        assert_eq!(house.rows("SELECT price FROM shop_item ORDER BY id").await, expected);
    }
}

#[tokio::test]
async fn renames_keep_rows_and_keys() {
    for house in filled().await {
        let mut models = shop(fields());
        models[0].table = "shop_product".into();
        models[0].renamed_from = Some("shop_item".into());
        models[0].fields[1] = Field { renamed_from: Some("name".into()), ..text("title", 20) };
        models[0].unique_together[0].fields[0] = "title".into();
        models[0].indexes[0].fields[0] = "-title".into();
        models[1].fields[1] = Field { renamed_from: Some("item".into()), ..link("product", "shop.Item", OnDelete::Cascade) };
        assert_eq!(house.live(models.clone()).await.unwrap(), 1);
        assert_eq!(house.make(models).unwrap(), [], "a declared rename is done once");
        assert_eq!(house.rows("SELECT title FROM shop_product ORDER BY id").await, ["a", "b", "c"]);
        house.run("DELETE FROM shop_product WHERE title = 'b'").await.unwrap();
        assert_eq!(house.rows("SELECT product_id FROM shop_order").await, ["3"], "keys followed the table");
        assert_eq!(house.migrate(Target::Migration("shop".into(), "0001".into())).await.unwrap(), 1);
        assert_eq!(house.rows("SELECT name FROM shop_item ORDER BY id").await, ["a", "c"]);
    }
}

#[tokio::test]
async fn null_is_forbidden_where_rows_allow_it() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![nullable(text("name", 20)), nullable(text("note", 20))])]).await.unwrap();
        house.run("INSERT INTO shop_item (name) VALUES (NULL), ('b')").await.unwrap();
        let note = with_default(text("note", 20), Value::from("-"));
        house.make(vec![counted("shop", "Item", vec![text("name", 20), note])]).unwrap();
        let error = house.migrate(Target::All).await.unwrap_err();
        assert!(matches!(&error, MigrateError::Refused(_, reason) if reason.starts_with("`name` of the table `shop_item` is null")), "{error}");
        house.run("UPDATE shop_item SET name = 'a' WHERE name IS NULL").await.unwrap();
        house.migrate(Target::All).await.unwrap();
        assert_eq!(house.rows("SELECT name, note FROM shop_item ORDER BY id").await, ["a|-", "b|-"]);
    }
}

/// A change of everything at once, and the tables are as if they had been made so.
#[tokio::test]
async fn a_changed_table_is_as_a_new_one() {
    let positive = |name: &str, positive| Field::new(name, FieldKind::Integer { width: koroc_spec::IntegerWidth::Big, positive });
    let before = || {
        let mut model = counted(
            "shop",
            "Item",
            vec![text("name", 20), text("code", 5), nullable(link("up", "shop.Item", OnDelete::Cascade)), positive("a", true), positive("b", false)],
        );
        model.fields[2].unique = true;
        model.fields[1].index = true;
        vec![model]
    };
    let after = || {
        let mut model = counted(
            "shop",
            "Item",
            vec![text("name", 30), text("code", 5), nullable(link("up", "shop.Item", OnDelete::SetNull)), positive("a", false), positive("b", true)],
        );
        model.fields[1].unique = true;
        model.fields[2].index = true;
        vec![model]
    };
    for (changed, fresh) in houses().await.into_iter().zip(houses().await) {
        changed.live(before()).await.unwrap();
        changed.live(after()).await.unwrap();
        fresh.live(after()).await.unwrap();
        let schema = if changed.dialect == Dialect::Sqlite {
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'shop_item' AND name NOT LIKE 'sqlite_%' ORDER BY 2"
        } else {
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'shop_item'::regclass \
             UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'shop_item' \
             UNION SELECT column_name, data_type || is_nullable || coalesce(character_maximum_length, 0) || coalesce(column_default, '-') \
             FROM information_schema.columns WHERE table_name = 'shop_item' ORDER BY 1, 2"
        };
        assert_eq!(changed.rows(schema).await, fresh.rows(schema).await);
    }
}

/// Rows that point nowhere stop a rebuild instead of being carried along unseen.
#[tokio::test]
async fn broken_keys_stop_a_rebuild() {
    let house = sqlite();
    house.live(shop(fields())).await.unwrap();
    house.run("PRAGMA foreign_keys = OFF; INSERT INTO shop_order (item_id) VALUES (99)").await.unwrap();
    let mut all = fields();
    all[0] = text("name", 40);
    let error = house.live(shop(all)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the migration shop.0002_alter_item_name stops: 1 rows of \"shop_order\" point at rows of \"shop_item\" that do not exist. Nothing was changed"
    );
    assert_eq!(house.rows("SELECT count(*) FROM sqlite_master WHERE name LIKE 'new__%'").await, ["0"]);
}

/// A table that someone changed by hand is not rebuilt: what the migrations do not know would be lost or misread.
#[tokio::test]
async fn a_table_changed_by_hand_stops_a_rebuild() {
    let cases = [
        ("ALTER TABLE shop_item ADD COLUMN extra text", "`extra` of the table `shop_item` was made by no migration, and would be lost"),
        ("ALTER TABLE shop_item DROP COLUMN name", "no such column"),
        (
            "DROP TABLE shop_item; CREATE TABLE shop_item (id integer PRIMARY KEY, name varchar(20), price decimal)",
            "`price` of the table `shop_item` is declared as decimal, in which SQLite loses digits; the table must be converted first",
        ),
    ];
    for (change, message) in cases {
        let house = sqlite();
        house.live(vec![counted("shop", "Item", vec![text("name", 20), decimal("price", 8, 2)])]).await.unwrap();
        house.run(change).await.unwrap();
        let error = house.live(vec![counted("shop", "Item", vec![text("name", 30), decimal("price", 8, 2)])]).await.unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
}

/// Tables that point at each other are dropped together.
#[tokio::test]
async fn a_circle_of_tables_is_dropped() {
    let circle = || {
        let other = nullable(link("other", "shop.Right", OnDelete::Cascade));
        vec![counted("shop", "Left", vec![other]), counted("shop", "Right", vec![link("other", "shop.Left", OnDelete::Cascade)])]
    };
    for house in houses().await {
        house.live(circle()).await.unwrap();
        house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
        assert!(house.run("SELECT 1 FROM shop_left").await.is_err());
    }
}
