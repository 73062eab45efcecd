//! Times, spans, addresses, documents and files: stored as Django stores them, compared, and read again.

use chrono::TimeDelta;
use koroc_db::{Cond, DbErrorKind, Op, Select};
use koroc_spec::{ResolvedOrder, Value};

use crate::agency::{CANDIDATE, OFFER, candidate, document};
use crate::world::{World, on_both};

const KINDS: [usize; 5] = [candidate::PROFILE, candidate::START, candidate::LENGTH, candidate::ADDRESS, candidate::CV];

fn time(text: &str) -> Value {
    Value::Time(text.parse().unwrap())
}

fn span(micros: i64) -> Value {
    Value::Duration(TimeDelta::microseconds(micros))
}

async fn add(world: &World, name: &str, values: impl IntoIterator<Item = (usize, Value)>) -> Value {
    let mut row = vec![(candidate::NAME, name.into())];
    row.extend(values);
    world.db.insert(CANDIDATE, row, &[candidate::ID]).await.unwrap().swap_remove(0)
}

/// The names of the candidates of a condition, in order of insertion.
pub async fn names(world: &World, cond: Cond) -> String {
    let select =
        Select { model: CANDIDATE, columns: vec![candidate::NAME], cond, order: vec![ResolvedOrder::own(candidate::ID, false)], limit: None, offset: None };
    world.select(select).await
}

fn rows() -> [[Value; 5]; 3] {
    [
        [document(r#"{"b": [1, 2.5, null], "a": "\u00e4"}"#), time("09:30:00.000001"), span(-1), "::ffff:10.0.0.1".into(), "cv/a.pdf".into()],
        [document("[]"), time("00:00:00"), span(i64::MAX), "10.0.0.1".into(), "".into()],
        [Value::from("plain"), time("23:59:59.999999"), span(86_400_000_000 * 400), "2001:db8::1".into(), "ö.txt".into()],
    ]
}

/// A document's members have an order of their own in PostgreSQL.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let mut map = map.clone();
            map.sort_keys();
            Value::Map(map)
        }
        other => other.clone(),
    }
}

on_both! {
    in agency:
    async fn what_is_written_comes_back_identical(world) {
        for (at, row) in rows().into_iter().enumerate() {
            let expected: Vec<Value> = row.iter().map(sorted).collect();
            let name = format!("{at}");
            let given: Vec<(usize, Value)> = KINDS.into_iter().zip(row).collect();
            let returned = world.db.insert(CANDIDATE, [vec![(candidate::NAME, name.as_str().into())], given.clone()].concat(), &KINDS).await.unwrap();
            assert_eq!(returned.iter().map(sorted).collect::<Vec<_>>(), expected);
            let updated = world.db.update(CANDIDATE, &Cond::eq(candidate::NAME, name.as_str()), given, &KINDS).await.unwrap().unwrap();
            assert_eq!(updated.iter().map(sorted).collect::<Vec<_>>(), expected);
            let select = Select { model: CANDIDATE, columns: KINDS.to_vec(), cond: Cond::eq(candidate::NAME, name), order: Vec::new(), limit: None, offset: None };
            assert_eq!(world.db.rows(&select).await.unwrap()[0].iter().map(sorted).collect::<Vec<_>>(), expected);
        }
    }
}

on_both! {
    in agency:
    async fn columns_hold_what_django_writes(world) {
        let key = add(world, "a", KINDS.into_iter().zip(rows()[0].clone())).await;
        let select = "SELECT profile, \"start\", length, address, cv FROM agency_candidate";
        let row = world.db.raw(select, &[]).await;
        if world.url.starts_with("sqlite") {
            let text = |text: &str| Value::from(text);
            let expected = [text(r#"{"b": [1, 2.5, null], "a": "\u00e4"}"#), text("09:30:00.000001"), Value::Int(-1), text("::ffff:10.0.0.1"), text("cv/a.pdf")];
            assert_eq!(row.unwrap(), [expected]);
        } else {
            let row = world.db.raw("SELECT profile::text, \"start\"::text, length::text, host(address), cv FROM agency_candidate", &[]).await.unwrap();
            let expected = [r#"{"a": "ä", "b": [1, 2.5, null]}"#, "09:30:00.000001", "-1 days +23:59:59.999999", "::ffff:10.0.0.1", "cv/a.pdf"];
            assert_eq!(row, [expected.map(Value::from)]);
        }
        let null = world.db.raw("UPDATE agency_candidate SET profile = 'null' WHERE 1 = 1", &[]).await;
        null.unwrap();
        let select = Select { model: CANDIDATE, columns: vec![candidate::PROFILE], cond: Cond::eq(candidate::ID, key), order: Vec::new(), limit: None, offset: None };
        assert_eq!(world.db.rows(&select).await.unwrap(), [[Value::Null]], "JSON's null is Python's None");
    }
}

on_both! {
    in agency:
    async fn comparisons_know_the_kinds(world) {
        for (name, row) in ["a", "b", "c"].into_iter().zip(rows()) {
            add(world, name, KINDS.into_iter().zip(row)).await;
        }
        add(world, "nothing", []).await;
        let compare = |field, op, value| Cond::Compare { field, op, value };
        let cases = [
            (compare(candidate::START, Op::Gt, time("00:00:00")), "a c"),
            (compare(candidate::START, Op::Eq, "09:30:00.000001".into()), "a"),
            (compare(candidate::START, Op::Lt, "x".into()), ""),
            (compare(candidate::LENGTH, Op::Lt, span(0)), "a"),
            (compare(candidate::LENGTH, Op::Gte, Value::Duration(TimeDelta::days(400))), "b c"),
            (compare(candidate::LENGTH, Op::Lt, Value::Duration(TimeDelta::MAX)), "a b c"),
            (compare(candidate::LENGTH, Op::Gt, Value::Duration(TimeDelta::MAX)), ""),
            (compare(candidate::LENGTH, Op::Eq, Value::Int(-1)), "a"),
            (compare(candidate::ADDRESS, Op::Eq, "10.0.0.1".into()), "b"),
            (compare(candidate::ADDRESS, Op::Eq, "2001:DB8:0::1".into()), "c"),
            (compare(candidate::ADDRESS, Op::Eq, "nowhere".into()), ""),
            (compare(candidate::ADDRESS, Op::IContains, "DB8".into()), "c"),
            (compare(candidate::ADDRESS, Op::StartsWith, "10.".into()), "b"),
            (compare(candidate::CV, Op::EndsWith, ".txt".into()), "c"),
            (compare(candidate::PROFILE, Op::Eq, document("[ ]")), "b"),
            (compare(candidate::PROFILE, Op::Eq, "plain".into()), "c"),
            (compare(candidate::PROFILE, Op::IContains, "PLAI".into()), "c"),
            (compare(candidate::PROFILE, Op::Gt, Value::Int(1)), ""),
            (compare(candidate::START, Op::StartsWith, "09:30".into()), "a"),
            (Cond::In { field: candidate::START, values: vec![time("00:00:00"), time("23:59:59.999999")] }, "b c"),
            (Cond::IsNull { field: candidate::PROFILE }, "nothing"),
        ];
        for (cond, expected) in cases {
            assert_eq!(names(world, cond.clone()).await, expected, "{cond:?}");
        }
    }
}

on_both! {
    in agency:
    async fn what_does_not_fit_is_refused(world) {
        let cases = [
            (candidate::START, "noon".into(), DbErrorKind::Mismatch),
            (candidate::LENGTH, Value::Duration(TimeDelta::MAX), DbErrorKind::OutOfRange),
            (candidate::LENGTH, Value::Int(1), DbErrorKind::Mismatch),
            (candidate::ADDRESS, "10.0.0.256".into(), DbErrorKind::Mismatch),
            (candidate::CV, "x".repeat(101).into(), DbErrorKind::OutOfRange),
        ];
        for (field, value, kind) in cases {
            let error = world.db.insert(CANDIDATE, vec![(candidate::NAME, "x".into()), (field, value)], &[]).await.unwrap_err();
            assert_eq!(error.kind(), &kind, "{error}");
        }
    }
}

on_both! {
    in agency:
    async fn one_row_has_one_offer(world) {
        let key = add(world, "a", []).await;
        let offer = || vec![(1, key.clone()), (2, "EUR".into())];
        world.db.insert(OFFER, offer(), &[]).await.unwrap();
        let error = world.db.insert(OFFER, offer(), &[]).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Unique { model: OFFER, fields: vec![1] });
        assert_eq!(world.db.delete(CANDIDATE, &Cond::eq(candidate::ID, key)).await.unwrap(), 1);
        assert!(!world.db.exists(OFFER, &Cond::All).await.unwrap(), "deleted with its candidate");
    }
}
