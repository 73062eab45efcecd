//! Taking migrations back.

use koroc_db::migrate::{MigrateError, Target};
use koroc_spec::{OnDelete, Value};

use crate::house::houses;
use crate::models::{counted, decimal, link, nullable, text, with_default};

fn target(name: &str) -> Target {
    Target::Migration("shop".into(), name.into())
}

#[tokio::test]
async fn additions_go_and_come_again() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
        house.run("INSERT INTO shop_item (name) VALUES ('tea'), ('salt')").await.unwrap();
        let models = || {
            let price = with_default(decimal("price", 8, 2), Value::Decimal("1.50".into()));
            vec![counted("shop", "Item", vec![text("name", 20), price]), counted("shop", "Order", vec![nullable(link("item", "shop.Item", OnDelete::Cascade))])]
        };
        house.live(models()).await.unwrap();
        assert_eq!(house.migrate(target("0001")).await.unwrap(), 1);
        assert_eq!(house.rows("SELECT * FROM shop_item ORDER BY id").await, ["1|tea", "2|salt"]);
        assert_eq!(house.migrate(target("0002")).await.unwrap(), 1);
        assert_eq!(house.rows("SELECT count(*) FROM shop_order").await, ["0"]);
        assert_eq!(house.migrate(Target::Zero("shop".into())).await.unwrap(), 2);
        assert_eq!(house.rows("SELECT count(*) FROM django_migrations").await, ["0"]);
        assert_eq!(house.migrate(Target::App("shop".into())).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn what_depends_on_it_goes_first() {
    for house in houses().await {
        let models = vec![counted("shop", "Item", vec![text("name", 20)]), counted("post", "Parcel", vec![link("item", "shop.Item", OnDelete::Cascade)])];
        house.live(models).await.unwrap();
        assert_eq!(house.migrate(Target::Zero("shop".into())).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn what_lost_values_stays() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 20), text("note", 20)])]).await.unwrap();
        house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
        let error = house.migrate(target("0001")).await.unwrap_err();
        let message = "the migration shop.0002_drop_item_note cannot be taken back: it dropped `note` of the table `shop_item`, whose values are gone";
        assert_eq!(error.to_string(), message);
    }
}

/// A longer text can be taken back while no row needs it, and not after.
#[tokio::test]
async fn a_wider_column_goes_back_while_its_rows_fit() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 5)])]).await.unwrap();
        house.live(vec![counted("shop", "Item", vec![text("name", 9)])]).await.unwrap();
        house.run("INSERT INTO shop_item (name) VALUES ('longer')").await.unwrap();
        let error = house.migrate(target("0001")).await.unwrap_err();
        assert!(
            matches!(&error, MigrateError::Refused(_, reason) if reason == "`name` of the table `shop_item` is longer than 5 characters in some rows"),
            "{error}"
        );
        house.run("UPDATE shop_item SET name = 'short'").await.unwrap();
        assert_eq!(house.migrate(target("0001")).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_target_that_is_not_there_is_named() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 5)])]).await.unwrap();
        for (target, message) in
            [(Target::Zero("shops".into()), "there is no app `shops` with migrations"), (target("0009"), "the app `shop` has no migration `0009`")]
        {
            assert_eq!(house.migrate(target).await.unwrap_err().to_string(), message);
        }
    }
}
