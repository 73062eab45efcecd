//! Rows written and read again: values, defaults, order, slices, pages, raw SQL.

use koroc_db::{Cond, DbErrorKind, Op, Select};
use koroc_spec::{ResolvedOrder, Value};
use sea_query::ExprTrait;

use crate::world::{FUND, HOLDING, ISSUER, World, day, fund, funds, instant, on_both};

fn whole_funds(cond: Cond) -> Select {
    Select { columns: fund::ALL.to_vec(), ..funds(cond) }
}

fn row() -> Vec<(usize, Value)> {
    vec![
        (fund::ID, Value::Uuid("0b3c2f1e-8a4d-4c6f-9e21-6f5b1f6f7a10".parse().unwrap())),
        (fund::SYMBOL, "SPY".into()),
        (fund::NAME, "S&P 500 \u{1F6A2} 'x' \"y\" ö".into()),
        (fund::ASSETS, Value::Decimal("999999999999999999999999999999999999.99".into())),
        (fund::PRICE, Value::Decimal("-99999999999999.9999".into())),
        (fund::VOLUME, Value::Int(i64::MIN)),
        (fund::ACTIVE, Value::Bool(true)),
        (fund::LISTED, day("0001-01-01")),
        (fund::UPDATED, instant("9999-12-31T23:59:59.999999Z")),
        (fund::RATING, Value::Float(0.1)),
        (fund::SMALL, Value::Int(-32_768)),
    ]
}

on_both! {
    async fn what_is_written_comes_back_identical(world) {
        let expected: Vec<Value> = row().into_iter().map(|(_, value)| value).collect();
        assert_eq!(world.db.insert(FUND, row(), &fund::ALL).await.unwrap(), expected);
        for cond in [Cond::eq(fund::SYMBOL, "SPY"), Cond::All] {
            assert_eq!(world.db.rows(&whole_funds(cond)).await.unwrap(), std::slice::from_ref(&expected));
        }
        let nulls = [fund::VOLUME, fund::ACTIVE, fund::LISTED, fund::RATING, fund::SMALL];
        let changes = nulls.map(|field| (field, Value::Null)).to_vec();
        let row = world.db.update(FUND, &Cond::All, changes, &nulls).await.unwrap();
        assert_eq!(row, Some(vec![Value::Null; 5]));
    }
}

on_both! {
    async fn days_and_instants_are_exact(world) {
        let cases = ["1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2026-02-28T12:00:00.000001Z", "0001-01-01T00:00:00Z"];
        for (at, text) in cases.iter().enumerate() {
            let key = world.fund(&format!("F{at}"), vec![(fund::UPDATED, instant(text)), (fund::LISTED, day(&text[..10]))]).await;
            let select = Select { columns: vec![fund::UPDATED, fund::LISTED], ..funds(Cond::eq(fund::ID, key)) };
            assert_eq!(world.db.rows(&select).await.unwrap(), [vec![instant(text), day(&text[..10])]]);
            let found = Cond::eq(fund::UPDATED, instant(text));
            assert_eq!(world.symbols(found).await, format!("F{at}"));
        }
    }
}

on_both! {
    async fn defaults_and_what_sets_itself_fill_a_row(world) {
        let given = vec![(fund::SYMBOL, "SPY".into()), (fund::NAME, "x".into()), (fund::ASSETS, Value::Int(1))];
        let row = world.db.insert(FUND, given, &[fund::ID, fund::PRICE, fund::UPDATED, fund::VOLUME]).await.unwrap();
        assert!(matches!(row[..], [Value::Uuid(_), Value::Decimal(_), Value::DateTime(_), Value::Null]), "{row:?}");
        assert_eq!(row[1], Value::Decimal("0.0000".into()));
        let first = world.db.insert(ISSUER, vec![(1, "a".into())], &[0, 2]).await.unwrap();
        assert_eq!(first, [Value::Int(1), "bank".into()]);
        let second = world.db.insert(ISSUER, vec![(1, "b".into()), (2, "broker".into())], &[0, 2]).await.unwrap();
        assert_eq!(second, [Value::Int(2), "broker".into()]);
        let changed = world.db.update(FUND, &Cond::All, vec![(fund::NAME, "y".into())], &[fund::UPDATED]).await.unwrap().unwrap();
        let (Value::DateTime(before), Value::DateTime(after)) = (&row[2], &changed[0]) else { panic!("{changed:?}") };
        assert!(before < after);
    }
}

on_both! {
    async fn an_update_writes_what_is_given(world) {
        for symbol in ["A", "B"] {
            world.fund(symbol, vec![(fund::PRICE, Value::Int(3))]).await;
        }
        let one = Cond::eq(fund::SYMBOL, "A");
        let answer = world.db.update(FUND, &one, vec![(fund::NAME, "new".into())], &[fund::NAME, fund::PRICE]).await.unwrap();
        assert_eq!(answer, Some(vec!["new".into(), Value::Decimal("3.0000".into())]));
        assert_eq!(world.db.update(FUND, &one, Vec::new(), &[fund::NAME]).await.unwrap(), Some(vec!["new".into()]));
        assert_eq!(world.db.update(FUND, &one, vec![(fund::NAME, "newer".into())], &[]).await.unwrap(), Some(Vec::new()));
        assert_eq!(world.db.update(FUND, &Cond::eq(fund::SYMBOL, "C"), vec![(fund::NAME, "new".into())], &[]).await.unwrap(), None);
        assert_eq!(world.db.update_all(FUND, &Cond::All, vec![(fund::NAME, "all".into())]).await.unwrap(), 2);
        assert_eq!(world.db.count(FUND, &Cond::eq(fund::NAME, "all")).await.unwrap(), 2);
        assert_eq!(world.db.delete(FUND, &one).await.unwrap(), 1);
        assert_eq!(world.db.delete(FUND, &one).await.unwrap(), 0);
        assert!(!world.db.exists(FUND, &one).await.unwrap());
        assert!(world.db.exists(FUND, &Cond::All).await.unwrap());
    }
}

on_both! {
    async fn a_slice_has_a_fixed_order(world) {
        for (symbol, name) in [("C", "x"), ("A", "y"), ("D", "x"), ("B", "y")] {
            world.fund(symbol, vec![(fund::NAME, name.into())]).await;
        }
        let slice = |order: Vec<(usize, bool)>, limit, offset| {
            let order = order.into_iter().map(|(field, descending)| ResolvedOrder::own(field, descending)).collect();
            world.select(Select { order, limit, offset, ..funds(Cond::All) })
        };
        assert_eq!(slice(vec![(fund::SYMBOL, true)], None, None).await, "D C B A");
        assert_eq!(slice(vec![(fund::NAME, true), (fund::SYMBOL, false)], None, None).await, "A B C D");
        assert_eq!(slice(vec![(fund::SYMBOL, false)], Some(2), Some(1)).await, "B C");
        assert_eq!(slice(vec![(fund::SYMBOL, false)], None, Some(3)).await, "D");
        assert_eq!(slice(vec![(fund::SYMBOL, false)], Some(u64::MAX), Some(u64::MAX)).await, "");
        assert_eq!(slice(Vec::new(), Some(0), None).await, "");
        if world.url.starts_with("sqlite") {
            assert_eq!(slice(Vec::new(), None, None).await, "C A D B", "the order of insertion");
            assert_eq!(slice(vec![(fund::NAME, false)], None, None).await, "C D A B");
        }
    }
}

async fn page(world: &World, cond: Cond, limit: u64, offset: u64) -> (u64, String) {
    let (mut seen, mut symbols) = (Vec::new(), Vec::new());
    let select = Select { order: vec![ResolvedOrder::own(fund::SYMBOL, false)], limit: Some(limit), offset: Some(offset), ..funds(cond) };
    let count = world
        .db
        .page(&select, &mut |count, row| match row {
            None => seen.push(count),
            Some(row) => symbols.push(row.get(0).to_value().as_str().unwrap().to_owned()),
        })
        .await
        .unwrap();
    assert_eq!(seen, [count], "the count is shown once, before the rows");
    (count, symbols.join(" "))
}

on_both! {
    async fn a_page_has_the_exact_count(world) {
        assert_eq!(page(world, Cond::All, 2, 0).await, (0, String::new()));
        for symbol in ["A", "B", "C", "D", "E"] {
            world.fund(symbol, Vec::new()).await;
        }
        for _ in 0..3 {
            assert_eq!(page(world, Cond::All, 2, 2).await, (5, "C D".into()));
        }
        assert_eq!(page(world, Cond::All, 2, 9).await, (5, String::new()));
        let after = Cond::Compare { field: fund::SYMBOL, op: Op::Gt, value: "B".into() };
        assert_eq!(page(world, after.clone(), 2, 1).await, (3, "D E".into()));
        world.db.delete(FUND, &after).await.unwrap();
        assert_eq!(page(world, Cond::All, 2, 0).await, (2, "A B".into()), "a remembered count ends with a write");
        world.db.transaction(|tx| tx.raw("DELETE FROM api_fund", &[])).await.unwrap();
        assert_eq!(page(world, Cond::All, 2, 0).await, (0, String::new()));
    }
}

on_both! {
    async fn many_rows_are_shown_in_order(world) {
        let count = 2_000_usize;
        world.db.transaction(move |tx| {
            for at in 0..count {
                tx.insert(FUND, vec![(fund::SYMBOL, format!("S{at:05}").into()), (fund::NAME, "x".into()), (fund::ASSETS, Value::Int(1))], &[])?;
            }
            Ok(())
        }).await.unwrap();
        let select = Select { order: vec![ResolvedOrder::own(fund::SYMBOL, false)], ..funds(Cond::All) };
        let rows = world.db.rows(&select).await.unwrap();
        assert_eq!(rows.len(), count);
        assert!(rows.iter().enumerate().all(|(at, row)| row[0] == Value::from(format!("S{at:05}"))));
        let cond = Cond::Compare { field: fund::SYMBOL, op: Op::Gte, value: "S00005".into() };
        assert_eq!(page(world, cond, 3, 1500).await, (count as u64 - 5, "S01505 S01506 S01507".into()), "a page far behind");
    }
}

on_both! {
    async fn sql_of_the_program_runs_too(world) {
        let place = if world.url.starts_with("sqlite") { "?" } else { "$1" };
        let insert = format!("INSERT INTO api_issuer (name, kind) VALUES ({place}, 'bank') RETURNING id, name");
        let rows = world.db.raw(&insert, &["x".into()]).await.unwrap();
        assert_eq!(rows, [vec![Value::Int(1), "x".into()]]);
        let select = format!("SELECT name, NULL FROM api_issuer WHERE name = {place}");
        assert_eq!(world.db.raw(&select, &["x".into()]).await.unwrap(), [vec!["x".into(), Value::Null]]);
        assert_eq!(world.db.raw("SELECT nonsense", &[]).await.unwrap_err().kind(), &DbErrorKind::Other);
        let statement = sea_query::Query::select().column("name").from("api_issuer").and_where(sea_query::Expr::col("id").eq(1)).take();
        assert_eq!(world.db.query(&statement).await.unwrap(), [vec!["x".into()]]);
    }
}

on_both! {
    async fn a_transaction_is_all_or_nothing(world) {
        let result: Result<(), _> = world.db.transaction(|tx| {
            tx.insert(ISSUER, vec![(1, "a".into())], &[])?;
            assert_eq!(tx.count(ISSUER, &Cond::All)?, 1);
            Err(koroc_db::DbError::new(DbErrorKind::Mismatch, "changed my mind"))
        }).await;
        assert_eq!(result.unwrap_err().kind(), &DbErrorKind::Mismatch);
        assert_eq!(world.db.count(ISSUER, &Cond::All).await.unwrap(), 0);
        let key = world.db.transaction(|tx| {
            let fund = tx.insert(FUND, vec![(fund::SYMBOL, "A".into()), (fund::NAME, "x".into()), (fund::ASSETS, Value::Int(1))], &[fund::ID])?;
            let issuer = tx.insert(ISSUER, vec![(1, "a".into())], &[0])?;
            tx.update(ISSUER, &Cond::eq(0, issuer[0].clone()), vec![(1, "b".into())], &[])?;
            tx.insert(HOLDING, vec![(1, fund[0].clone()), (2, issuer[0].clone())], &[0])
        }).await.unwrap();
        assert_eq!(key, [Value::Int(1)]);
        assert_eq!(world.db.count(ISSUER, &Cond::eq(1, "b")).await.unwrap(), 1);
    }
}
