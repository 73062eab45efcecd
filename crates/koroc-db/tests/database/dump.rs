//! Rows written as a fixture, and read back, from one database into the other.

use chrono::TimeDelta;
use koroc_db::{Cond, Db, FixtureError, dump_fixture, load_fixture};
use koroc_spec::{Hop, Value};

use crate::agency::{self, CANDIDATE, INTERVIEW, OFFER, PAIRS, SKILL, candidate, document};
use crate::world::{World, day, instant, worlds_of};

async fn dump(db: &Db, labels: &[&str]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    let mut out = Vec::new();
    dump_fixture(db, &labels, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

async fn fill(db: &Db) {
    let skills = ["sql", "rust"].map(|slug| vec![(1, slug.into()), (2, slug.to_uppercase().into())]);
    db.insert_many(SKILL, skills.to_vec(), &[]).await.unwrap();
    let ann = vec![
        (candidate::NAME, "Änn \"A\"".into()),
        (candidate::PROFILE, document(r#"{"a": [1, 2.5, null]}"#)),
        (candidate::START, Value::Time("09:30:00.000001".parse().unwrap())),
        (candidate::LENGTH, Value::Duration(TimeDelta::microseconds(-1))),
        (candidate::ADDRESS, "::1".into()),
        (candidate::CV, "cv/ann.pdf".into()),
        (candidate::BORN, day("2000-02-29")),
        (candidate::SEEN, instant("2026-01-02T03:04:05.678901Z")),
    ];
    db.insert_many(CANDIDATE, vec![ann, vec![(candidate::NAME, "bob".into())]], &[]).await.unwrap();
    // Ann comes before whom she points at.
    db.update(CANDIDATE, &Cond::eq(candidate::ID, 1), vec![(candidate::REFERRED_BY, Value::Int(2))], &[]).await.unwrap();
    db.set_related(&Hop::Many { through: PAIRS, from: 1, to: 2 }, Value::Int(1), vec![Value::Int(1), Value::Int(2)]).await.unwrap();
    db.insert(OFFER, vec![(1, Value::Int(2)), (2, "EUR".into())], &[]).await.unwrap();
    db.insert(INTERVIEW, vec![(1, Value::Int(1)), (2, Value::Int(3)), (3, Value::Int(2))], &[]).await.unwrap();
}

const SKILLS: &str = r#"[
{"model": "agency.skill", "pk": 1, "fields": {"slug": "sql", "name": "SQL"}},
{"model": "agency.skill", "pk": 2, "fields": {"slug": "rust", "name": "RUST"}}"#;

const OTHERS: &str = r#",
{"model": "agency.candidate", "pk": 1, "fields": {"name": "\u00c4nn \"A\"", "profile": {"a": [1, 2.5, null]}, "start": "09:30:00.000001", "length": "-1 23:59:59.999999", "address": "::1", "cv": "cv/ann.pdf", "referred_by": 2, "born": "2000-02-29", "seen": "2026-01-02T03:04:05.678901Z", "skills": [2, 1]}},
{"model": "agency.candidate", "pk": 2, "fields": {"name": "bob", "profile": null, "start": null, "length": null, "address": null, "cv": null, "referred_by": null, "born": null, "seen": null, "skills": []}},
{"model": "agency.offer", "pk": 1, "fields": {"candidate": 2, "currency": "EUR"}},
{"model": "agency.interview", "pk": 1, "fields": {"candidate": 1, "slot": 3, "skill": 2}}
]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dumped_is_loaded_again() {
    let worlds: Vec<World> = worlds_of(agency::resolved()).await;
    fill(&worlds[0].db).await;
    let text = dump(&worlds[0].db, &[]).await;
    assert_eq!(text, [SKILLS, OTHERS].concat());
    assert_eq!(dump(&worlds[0].db, &["agency.skill"]).await, [SKILLS, "\n]\n"].concat());
    assert_eq!(dump(&worlds[0].db, &["agency.Candidate_skills"]).await.lines().count(), 4, "pairs, where they are asked for");
    for world in &worlds {
        assert_eq!(load_fixture(&world.db, &text).await.unwrap(), 6, "over what is there, or into nothing");
        assert_eq!(dump(&world.db, &["agency"]).await, text);
        let id = world.db.insert(CANDIDATE, vec![(candidate::NAME, "cid".into())], &[candidate::ID]).await.unwrap();
        assert_eq!(id, [Value::Int(3)], "keys go on behind those that were loaded");
        let lost = r#"[{"model": "agency.offer", "pk": 7, "fields": {"candidate": 99, "currency": "EUR"}}]"#;
        let error = load_fixture(&world.db, lost).await.unwrap_err();
        assert!(matches!(error, FixtureError::Database(_) | FixtureError::Refused { .. }), "{error}");
        assert_eq!(world.db.count(OFFER, &Cond::All).await.unwrap(), 1, "nothing of it is there");
        let mut out = Vec::new();
        assert!(matches!(dump_fixture(&world.db, &["nowhere".to_owned()], &mut out).await, Err(FixtureError::Label(label)) if label == "nowhere"));
        world.clear().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_rows_are_dumped_in_the_order_of_their_keys() {
    for world in worlds_of(agency::resolved()).await {
        let rows = (0..1203).map(|at| vec![(1, format!("s{at}").into()), (2, "x".into())]).collect();
        world.db.insert_many(SKILL, rows, &[]).await.unwrap();
        let text = dump(&world.db, &[]).await;
        assert_eq!(text.lines().count(), 1205);
        assert!(text.lines().skip(1).take(1203).enumerate().all(|(at, line)| line.contains(&format!("\"pk\": {},", at + 1))));
        world.clear().await;
    }
}
