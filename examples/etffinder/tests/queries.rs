//! What a program asks its database beside the API: typed queries on the tutorial's model.

use etffinder::ExchangeTradedFund as Fund;
use koroc::Model;
use koroc::db::{DbError, DbErrorKind, Query};
use koroc::prelude::*;
use koroc_test::TestApp;

async fn etffinder() -> TestApp {
    let app = TestApp::new(etffinder::app()).await;
    app.load_fixture(include_str!("../fixtures/funds.json")).await;
    app
}

async fn symbols(app: &TestApp, query: Query<Fund>) -> Result<String, DbError> {
    Ok(query.all(app.db()).await?.into_iter().map(|fund| fund.symbol).collect::<Vec<_>>().join(" "))
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("it is a number")
}

fn fund(symbol: &str, assets: &str) -> Fund {
    let (name, asset_class) = (format!("The fund {symbol}"), "Equity".to_owned());
    let (total_assets, ytd_price_change) = (decimal(assets), decimal("-0.10"));
    Fund { id: Uuid::new_v4(), symbol: symbol.to_owned(), name, asset_class, total_assets, ytd_price_change, average_daily_volume: 1 }
}

#[tokio::test]
async fn rows_are_found_by_conditions_in_an_order() -> Result<(), DbError> {
    let app = etffinder().await;
    let funds = || Fund::objects().order_by(Fund::SYMBOL);
    let cases = [
        (funds(), "IVV SPY VTI"),
        (funds().order_by(Fund::NAME).limit(1).offset(1), "SPY"),
        (Fund::objects().order_by(Fund::TOTAL_ASSETS.desc()), "SPY IVV VTI"),
        (funds().filter(Fund::SYMBOL.eq("SPY")), "SPY"),
        (funds().exclude(Fund::SYMBOL.eq("SPY")), "IVV VTI"),
        (funds().filter(Fund::SYMBOL.is_in(["VTI", "QQQ"])), "VTI"),
        (funds().filter(Fund::NAME.icontains("ISHARES") | Fund::SYMBOL.eq("SPY")), "IVV SPY"),
        (funds().filter(Fund::SYMBOL.gt("IVV") & !Fund::SYMBOL.eq("SPY")), "VTI"),
        (funds().filter(Fund::TOTAL_ASSETS.gte(decimal("372251000000.00"))).filter(Fund::ASSET_CLASS.eq("Bond")), ""),
        (funds().filter(Fund::TOTAL_ASSETS.between(decimal("372251000000"), decimal("372251000000.00"))), "SPY"),
    ];
    for (at, (query, expected)) in cases.into_iter().enumerate() {
        assert_eq!(symbols(&app, query).await?, expected, "case {at}");
    }
    let spy = Fund::objects().filter(Fund::SYMBOL.eq("SPY"));
    assert_eq!(spy.get(app.db()).await?.total_assets, decimal("372251000000.00"));
    assert_eq!((spy.count(app.db()).await?, spy.exists(app.db()).await?), (1, true));
    assert_eq!(Fund::objects().get(app.db()).await.expect_err("there are three").kind(), &DbErrorKind::Several);
    assert_eq!(Query::<Fund>::by_key(Uuid::nil()).get(app.db()).await.expect_err("there is none").kind(), &DbErrorKind::NotFound);
    Ok(())
}

#[tokio::test]
async fn rows_are_made_changed_and_deleted() -> Result<(), DbError> {
    let app = etffinder().await;
    let mut all = fund("ALL", "999999999999999999.99").insert(app.db()).await?;
    all.name = "All of it".to_owned();
    all.save(app.db()).await?;
    let stored = Query::<Fund>::by_key(all.id).get(app.db()).await?;
    assert_eq!((stored.name.as_str(), stored.total_assets), ("All of it", decimal("999999999999999999.99")));
    let twice = fund("ALL", "0.01").insert(app.db()).await.expect_err("a symbol is unique");
    assert!(matches!(twice.kind(), DbErrorKind::Unique { .. }), "{twice}");

    let equity = Fund::objects().filter(Fund::ASSET_CLASS.eq("Equity"));
    let count = equity.count(app.db()).await?;
    assert_eq!(equity.update(app.db(), [Fund::ASSET_CLASS.set("Shares"), Fund::AVERAGE_DAILY_VOLUME.set(0)]).await?, count);
    assert!(!equity.exists(app.db()).await?);
    assert_eq!(Fund::objects().filter(Fund::SYMBOL.is_in(["ALL", "SPY"])).delete(app.db()).await?, 2);
    assert_eq!(symbols(&app, Fund::objects().order_by(Fund::SYMBOL)).await?, "IVV VTI");
    Ok(())
}

/// Two funds change together or not at all.
#[tokio::test]
async fn a_transaction_that_fails_changes_nothing() -> Result<(), DbError> {
    let app = etffinder().await;
    let moved = |taken: &'static str| {
        app.db().transaction(move |tx| {
            let mut spy = Fund::objects().filter(Fund::SYMBOL.eq("SPY")).get_in(tx)?;
            spy.total_assets -= decimal("1000");
            spy.save_in(tx)?;
            fund(taken, "1000").insert_in(tx).map(|_| spy.total_assets)
        })
    };
    let assets = async || Fund::objects().filter(Fund::SYMBOL.eq("SPY")).get(app.db()).await.map(|fund| fund.total_assets);
    let before = assets().await?;
    moved("IVV").await.expect_err("the symbol is taken");
    assert_eq!(assets().await?, before);
    assert_eq!(moved("NEW").await?, before - decimal("1000"));
    assert_eq!(assets().await?, before - decimal("1000"));
    Ok(())
}
