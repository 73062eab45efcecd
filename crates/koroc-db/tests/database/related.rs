//! Conditions on related rows, and rows read with what is related to them.

use koroc_db::{Cond, DbErrorKind, Op, Select};
use koroc_spec::{Hop, Reads, Record, ResolvedOrder, Value};

use crate::agency::{CANDIDATE, INTERVIEW, OFFER, PAIRS, SKILL, candidate};
use crate::kinds::names;
use crate::world::{World, on_both};

const REFERRER: Hop = Hop::Forward { field: candidate::REFERRED_BY };
const REFERRALS: Hop = Hop::Reverse { model: CANDIDATE, field: candidate::REFERRED_BY };
const INTERVIEWS: Hop = Hop::Reverse { model: INTERVIEW, field: 1 };
const OFFERS: Hop = Hop::Reverse { model: OFFER, field: 1 };
const SKILLS: Hop = Hop::Many { through: PAIRS, from: 1, to: 2 };
const CANDIDATES: Hop = Hop::Many { through: PAIRS, from: 2, to: 1 };

/// Ann (rust, sql) referred Bob (sql) and Cid (none), who referred Dan; Ann and Bob have interviews, Bob an offer.
async fn fill(world: &World) {
    let db = &world.db;
    for slug in ["sql", "rust", "go"] {
        db.insert(SKILL, vec![(1, slug.into()), (2, slug.to_uppercase().into())], &[]).await.unwrap();
    }
    for (name, by) in [("ann", Value::Null), ("bob", Value::Int(1)), ("cid", Value::Int(1)), ("dan", Value::Int(3))] {
        db.insert(CANDIDATE, vec![(candidate::NAME, name.into()), (candidate::REFERRED_BY, by)], &[]).await.unwrap();
    }
    for (person, skill) in [(1, 2), (1, 1), (2, 1)] {
        db.insert(PAIRS, vec![(1, Value::Int(person)), (2, Value::Int(skill))], &[]).await.unwrap();
    }
    for (person, slot, skill) in [(1, 1, Value::Int(1)), (1, 3, Value::Int(3)), (1, 2, Value::Null), (2, 1, Value::Null)] {
        db.insert(INTERVIEW, vec![(1, Value::Int(person)), (2, Value::Int(slot)), (3, skill)], &[]).await.unwrap();
    }
    db.insert(OFFER, vec![(1, Value::Int(2)), (2, "EUR".into())], &[]).await.unwrap();
}

fn not(cond: Cond) -> Cond {
    Cond::Not(Box::new(cond))
}

on_both! {
    in agency:
    async fn conditions_lead_to_related_rows(world) {
        fill(world).await;
        let name = |name: &str| Cond::eq(candidate::NAME, name);
        let slug = |slug: &str| Cond::eq(1, slug);
        let cases = [
            (Cond::related(REFERRER, name("ann")), "bob cid"),
            (Cond::related(REFERRER, Cond::All), "bob cid dan"),
            (Cond::related(REFERRER, Cond::related(REFERRER, name("ann"))), "dan"),
            (Cond::related(REFERRALS, name("dan")), "cid"),
            (Cond::related(REFERRALS, Cond::related(REFERRALS, Cond::All)), "ann"),
            (not(Cond::related(REFERRALS, Cond::All)), "bob dan"),
            (Cond::related(SKILLS, slug("sql")), "ann bob"),
            (Cond::related(SKILLS, Cond::All), "ann bob"),
            (Cond::And(vec![Cond::related(SKILLS, slug("sql")), Cond::related(SKILLS, slug("rust"))]), "ann"),
            (Cond::related(SKILLS, Cond::And(vec![slug("sql"), slug("rust")])), ""),
            (Cond::related(SKILLS, Cond::related(CANDIDATES, Cond::And(vec![name("bob")]))), "ann bob"),
            (Cond::related(SKILLS, Cond::In { field: 1, values: vec!["rust".into(), "go".into()] }), "ann"),
            (Cond::related(SKILLS, Cond::Compare { field: 2, op: Op::IContains, value: "us".into() }), "ann"),
            (Cond::related(INTERVIEWS, Cond::related(Hop::Forward { field: 3 }, slug("go"))), "ann"),
            (Cond::related(OFFERS, Cond::eq(2, "EUR")), "bob"),
            (Cond::Or(vec![Cond::related(OFFERS, Cond::All), name("dan"), Cond::related(SKILLS, Cond::Never)]), "bob dan"),
            (not(Cond::related(REFERRER, name("ann"))), "ann dan"),
        ];
        for (cond, expected) in cases {
            assert_eq!(names(world, cond.clone()).await, expected, "{cond:?}");
            assert_eq!(world.db.count(CANDIDATE, &cond).await.unwrap(), expected.split_whitespace().count() as u64, "{cond:?}");
        }
        let wrong = Cond::related(Hop::Forward { field: candidate::NAME }, Cond::All);
        assert_eq!(world.db.exists(CANDIDATE, &wrong).await.unwrap_err().kind(), &DbErrorKind::Mismatch);
        let changed = world.db.update_all(CANDIDATE, &Cond::related(REFERRER, name("ann")), vec![(candidate::NAME, "new".into())]).await.unwrap();
        assert_eq!(changed, 2);
        assert_eq!(world.db.delete(CANDIDATE, &Cond::related(OFFERS, Cond::All)).await.unwrap(), 1);
        assert_eq!(names(world, Cond::All).await, "ann new dan");
    }
}

on_both! {
    in agency:
    async fn rows_are_ordered_by_columns_of_other_rows(world) {
        fill(world).await;
        let by = |hops: &[Hop], field, descending| ResolvedOrder { hops: hops.to_vec(), field, descending };
        let (name, key) = (candidate::NAME, candidate::ID);
        let nulls = |first: &'static str, last: &'static str| if world.url.starts_with("sqlite") { first } else { last };
        let cases = [
            (vec![by(&[REFERRER], name, false), by(&[], key, true)], nulls("ann cid bob dan", "cid bob dan ann")),
            (vec![by(&[REFERRER], name, true), by(&[], key, false)], nulls("dan bob cid ann", "ann dan bob cid")),
            (vec![by(&[REFERRER, REFERRER], name, true), by(&[], name, true)], nulls("dan cid bob ann", "cid bob ann dan")),
        ];
        for (order, expected) in cases {
            for offset in [0, 1] {
                let select = Select { columns: vec![name], order: order.clone(), offset: Some(offset), ..candidates(Cond::All) };
                let rows = world.db.rows(&select).await.unwrap();
                let names: Vec<String> = rows.into_iter().map(|row| format!("{:?}", row[0]).replace("Str(", "").replace([')', '"'], "")).collect();
                assert_eq!(names, expected.split(' ').skip(offset as usize).collect::<Vec<_>>(), "{order:?}");
            }
        }
        let wrong = Select { order: vec![by(&[Hop::Forward { field: name }], name, false)], ..candidates(Cond::All) };
        assert_eq!(world.db.rows(&wrong).await.unwrap_err().kind(), &DbErrorKind::Mismatch);
    }
}

fn reads(model: usize, columns: &[usize], related: Vec<(Hop, Reads)>) -> Reads {
    Reads { model, columns: columns.to_vec(), related, computed: Vec::new() }
}

/// A record in brackets: its values, and the related ones behind them.
fn shown(record: &Record) -> String {
    let value = |value: &Value| match value {
        Value::Str(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let values: Vec<String> = record.values.iter().map(value).collect();
    let related = record.related.iter().map(|rows| format!("[{}]", rows.iter().map(shown).collect::<Vec<_>>().join(" ")));
    std::iter::once(values.join("/")).chain(related).collect::<Vec<_>>().join("")
}

fn candidates(cond: Cond) -> Select {
    Select { model: CANDIDATE, columns: Vec::new(), cond, order: vec![ResolvedOrder::own(candidate::ID, false)], limit: None, offset: None }
}

fn everything() -> Reads {
    let skills = |related| reads(SKILL, &[1], related);
    let interviews = reads(INTERVIEW, &[2], vec![(Hop::Forward { field: 3 }, skills(Vec::new()))]);
    let owners = reads(CANDIDATE, &[candidate::NAME], vec![(OFFERS, reads(OFFER, &[2], Vec::new()))]);
    let referrer = reads(CANDIDATE, &[candidate::NAME], Vec::new());
    let related = vec![(REFERRER, referrer), (INTERVIEWS, interviews), (SKILLS, skills(vec![(CANDIDATES, owners)])), (OFFERS, reads(OFFER, &[2], Vec::new()))];
    reads(CANDIDATE, &[candidate::NAME], related)
}

on_both! {
    in agency:
    async fn records_hold_what_is_related_to_them(world) {
        fill(world).await;
        let expected = [
            "ann[][3[go] 2[] 1[sql]][rust[ann[]] sql[ann[] bob[EUR]]][]",
            "bob[ann][1[]][sql[ann[] bob[EUR]]][EUR]",
            "cid[ann][][][]",
            "dan[cid][][][]",
        ];
        let before = world.db.statements();
        let records = world.db.records(&candidates(Cond::All), &everything()).await.unwrap();
        assert_eq!(records.iter().map(shown).collect::<Vec<_>>(), expected);
        // Candidates, who referred them, interviews, skills, offers; the interviews' skills, the skills' candidates, those candidates' offers.
        assert_eq!(world.db.statements() - before, 8, "one statement a hop");
        let select = Select { limit: Some(2), offset: Some(1), ..candidates(Cond::All) };
        let before = world.db.statements();
        let (count, page) = world.db.page_records(&select, &everything()).await.unwrap();
        assert_eq!((count, page.iter().map(shown).collect::<Vec<_>>()), (4, expected[1..3].iter().map(|text| (*text).to_owned()).collect()));
        assert_eq!(world.db.statements() - before, 8, "one for the count, none for the skills of interviews that have none");
        let inside = world.db.transaction(|tx| tx.records(&candidates(Cond::All), &everything())).await.unwrap();
        assert_eq!(inside, records);
        let before = world.db.statements();
        assert!(world.db.records(&candidates(Cond::Never), &everything()).await.unwrap().is_empty());
        assert_eq!(world.db.statements() - before, 1, "nothing is related to nothing");
        let error = world.db.records(&candidates(Cond::All), &reads(SKILL, &[1], Vec::new())).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Mismatch);
    }
}

on_both! {
    in agency:
    async fn the_number_of_statements_does_not_grow_with_the_rows(world) {
        world.db.transaction(|tx| {
            for at in 0..3_000_i64 {
                let by = if at == 0 { Value::Null } else { Value::Int(at) };
                tx.insert(CANDIDATE, vec![(candidate::NAME, format!("c{at}").into()), (candidate::REFERRED_BY, by)], &[])?;
            }
            Ok(())
        }).await.unwrap();
        let before = world.db.statements();
        let referrer = reads(CANDIDATE, &[candidate::NAME], Vec::new());
        let records = world.db.records(&candidates(Cond::All), &reads(CANDIDATE, &[candidate::NAME], vec![(REFERRER, referrer)])).await.unwrap();
        assert_eq!(records.len(), 3_000);
        assert!(records.iter().skip(1).zip(&records).all(|(record, before)| record.related[0][0].values == before.values));
        assert_eq!(world.db.statements() - before, 2);
    }
}
