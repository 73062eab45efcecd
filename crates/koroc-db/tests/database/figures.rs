//! Figures over rows and groups of rows.

use chrono::TimeDelta;
use koroc_db::{Aggregate, Cond, DbErrorKind, Groups};
use koroc_spec::{Hop, Value};

use crate::agency::{CANDIDATE, INTERVIEW, candidate};
use crate::world::{FUND, World, day, fund, on_both};

fn decimal(text: &str) -> Value {
    Value::Decimal(text.to_owned())
}

async fn funds(world: &World) {
    let rows = [
        ("A", "one", "0.01", "1.5000", Value::Int(3), Value::Int(-2), Value::Float(0.5), day("2020-01-01")),
        ("B", "one", "-1000000000000000000000.00", "2.5000", Value::Int(5), Value::Int(2), Value::Null, day("2021-01-01")),
        ("C", "two", "5.00", "-1.2500", Value::Null, Value::Null, Value::Float(1.5), Value::Null),
    ];
    for (symbol, name, assets, price, volume, small, rating, listed) in rows {
        let values = [
            (fund::NAME, name.into()),
            (fund::ASSETS, decimal(assets)),
            (fund::PRICE, decimal(price)),
            (fund::VOLUME, volume),
            (fund::SMALL, small),
            (fund::RATING, rating),
            (fund::LISTED, listed),
        ];
        world.fund(symbol, values.to_vec()).await;
    }
}

fn all(of: &[Aggregate]) -> Groups {
    Groups { model: FUND, cond: Cond::All, by: Vec::new(), of: of.to_vec() }
}

on_both! {
    async fn figures_of_all_rows(world) {
        use Aggregate::{Avg, Count, CountOf, Distinct, Max, Min, Sum};
        let nothing = world.db.aggregate(&all(&[Count, Sum(fund::ASSETS), Avg(fund::VOLUME), CountOf(fund::SMALL)])).await.unwrap();
        assert_eq!(nothing, [[Value::Int(0), Value::Null, Value::Null, Value::Int(0)]]);
        funds(world).await;
        let cases = [
            (Count, Value::Int(3)),
            (CountOf(fund::VOLUME), Value::Int(2)),
            (Distinct(fund::NAME), Value::Int(2)),
            (Sum(fund::VOLUME), Value::Int(8)),
            (Sum(fund::SMALL), Value::Int(0)),
            (Sum(fund::RATING), Value::Float(2.0)),
            (Sum(fund::PRICE), decimal("2.7500")),
            (Sum(fund::ASSETS), decimal("-999999999999999999994.99")),
            (Avg(fund::VOLUME), Value::Float(4.0)),
            (Avg(fund::PRICE), Value::Float(2.75 / 3.0)),
            (Avg(fund::RATING), Value::Float(1.0)),
            (Min(fund::ASSETS), decimal("-1000000000000000000000.00")),
            (Max(fund::ASSETS), decimal("5.00")),
            (Min(fund::PRICE), decimal("-1.2500")),
            (Max(fund::LISTED), day("2021-01-01")),
            (Min(fund::SYMBOL), "A".into()),
        ];
        for (aggregate, expected) in cases {
            let found = world.db.aggregate(&all(&[aggregate])).await.unwrap().swap_remove(0).swap_remove(0);
            match (&found, &expected) {
                (Value::Float(found), Value::Float(expected)) => assert!((found - expected).abs() < 1e-9, "{aggregate:?}: {found}"),
                _ => assert_eq!(found, expected, "{aggregate:?}"),
            }
        }
        let Value::Float(wide) = world.db.aggregate(&all(&[Avg(fund::ASSETS)])).await.unwrap()[0][0] else { panic!("an average is a number") };
        assert!((wide / (-1e21 / 3.0) - 1.0).abs() < 1e-9, "{wide}");
        let key = world.db.aggregate(&all(&[Min(fund::ID)])).await.unwrap();
        assert!(matches!(key[0][0], Value::Uuid(_)));
        for wrong in [Sum(fund::SYMBOL), Avg(fund::LISTED), Max(fund::ACTIVE), Sum(99)] {
            assert_eq!(world.db.aggregate(&all(&[wrong])).await.unwrap_err().kind(), &DbErrorKind::Mismatch, "{wrong:?}");
        }
    }
}

on_both! {
    async fn figures_of_groups(world) {
        funds(world).await;
        let groups = Groups { by: vec![fund::NAME], ..all(&[Aggregate::Count, Aggregate::Sum(fund::PRICE)]) };
        let expected = [vec!["one".into(), Value::Int(2), decimal("4.0000")], vec!["two".into(), Value::Int(1), decimal("-1.2500")]];
        assert_eq!(world.db.aggregate(&groups).await.unwrap(), expected);
        let some = Groups { cond: Cond::eq(fund::SYMBOL, "B"), ..groups.clone() };
        assert_eq!(world.db.aggregate(&some).await.unwrap(), [["one".into(), Value::Int(1), decimal("2.5000")]]);
        assert_eq!(world.db.transaction(move |tx| tx.aggregate(&groups)).await.unwrap(), expected);
    }
}

on_both! {
    in agency:
    async fn spans_and_related_rows_have_figures(world) {
        let row = |name: &str, minutes| vec![(candidate::NAME, name.into()), (candidate::LENGTH, Value::Duration(TimeDelta::minutes(minutes)))];
        world.db.insert_many(CANDIDATE, vec![row("ann", 90), row("bob", 60 * 24 * 3)], &[]).await.unwrap();
        world.db.insert(INTERVIEW, vec![(1, Value::Int(1)), (2, Value::Int(3))], &[]).await.unwrap();
        let of = vec![Aggregate::Sum(candidate::LENGTH), Aggregate::Avg(candidate::LENGTH), Aggregate::Max(candidate::LENGTH)];
        let groups = Groups { model: CANDIDATE, cond: Cond::All, by: Vec::new(), of };
        let spans = [4410, 2205, 4320].map(|minutes| Value::Duration(TimeDelta::minutes(minutes)));
        assert_eq!(world.db.aggregate(&groups).await.unwrap(), [spans]);
        let interviewed = Cond::related(Hop::Reverse { model: INTERVIEW, field: 1 }, Cond::All);
        let groups = Groups { model: CANDIDATE, cond: interviewed, by: vec![candidate::NAME], of: vec![Aggregate::Count] };
        assert_eq!(world.db.aggregate(&groups).await.unwrap(), [["ann".into(), Value::Int(1)]]);
    }
}
