//! Many rows in one call, and the pairs of many-to-many relations.

use koroc_db::{Cond, DbErrorKind, Select};
use koroc_spec::{Hop, ResolvedOrder, Value};

use crate::agency::{CANDIDATE, PAIRS, SKILL, candidate};
use crate::world::{World, on_both};

const SKILLS: Hop = Hop::Many { through: PAIRS, from: 1, to: 2 };

fn person(name: &str) -> Vec<(usize, Value)> {
    vec![(candidate::NAME, name.into())]
}

on_both! {
    in agency:
    async fn rows_are_added_in_their_order(world) {
        let db = &world.db;
        let rows = (0..700).map(|at| person(&format!("c{at}"))).collect();
        let answer = db.insert_many(CANDIDATE, rows, &[candidate::ID, candidate::NAME]).await.unwrap();
        assert_eq!(answer.len(), 700);
        assert!(answer.iter().enumerate().all(|(at, row)| row[..] == [Value::Int(at as i64 + 1), format!("c{at}").into()]));
        // Rows that say different things about themselves, one of them its own key.
        let mixed = vec![[person("x"), vec![(candidate::ID, Value::Int(1000))]].concat(), person("y"), person("z")];
        let answer = db.insert_many(CANDIDATE, mixed, &[candidate::NAME]).await.unwrap();
        assert_eq!(answer, [["x"], ["y"], ["z"]].map(|row| row.map(Value::from)));
        assert!(db.insert_many(CANDIDATE, Vec::new(), &[candidate::ID]).await.unwrap().is_empty());
    }
}

on_both! {
    in agency:
    async fn all_of_the_rows_or_none(world) {
        let skill = |slug: &str| vec![(1, slug.into()), (2, slug.into())];
        let error = world.db.insert_many(SKILL, vec![skill("a"), skill("b"), skill("a")], &[]).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Unique { model: SKILL, fields: vec![1] });
        assert_eq!(world.db.count(SKILL, &Cond::All).await.unwrap(), 0);
    }
}

/// The pairs of the first candidate: their own keys, and the skills'.
async fn pairs(world: &World) -> Vec<(i64, i64)> {
    let select = Select { model: PAIRS, columns: vec![0, 2], cond: Cond::eq(1, 1), order: vec![ResolvedOrder::own(0, false)], limit: None, offset: None };
    let rows = world.db.rows(&select).await.unwrap();
    rows.iter().map(|row| (row[0].as_int().unwrap(), row[1].as_int().unwrap())).collect()
}

on_both! {
    in agency:
    async fn pairs_come_and_go(world) {
        let db = &world.db;
        let skills = ["a", "b", "c", "d"].map(|slug| vec![(1, slug.into()), (2, slug.into())]);
        db.insert_many(SKILL, skills.to_vec(), &[]).await.unwrap();
        db.insert_many(CANDIDATE, vec![person("ann"), person("bob")], &[]).await.unwrap();
        let (ann, bob) = (Value::Int(1), Value::Int(2));
        let keys = |keys: &[i64]| keys.iter().copied().map(Value::Int).collect::<Vec<_>>();
        assert_eq!(db.add_related(&SKILLS, ann.clone(), keys(&[3, 1, 3])).await.unwrap(), 2);
        assert_eq!(db.add_related(&SKILLS, ann.clone(), keys(&[1, 2])).await.unwrap(), 1, "what is there stays");
        assert_eq!(pairs(world).await, [(1, 3), (2, 1), (3, 2)], "in their order, and no number is left out");
        db.set_related(&SKILLS, ann.clone(), keys(&[4, 1, 4])).await.unwrap();
        assert_eq!(pairs(world).await, [(2, 1), (4, 4)], "a pair that stays keeps its key");
        db.add_related(&SKILLS, bob.clone(), keys(&[1])).await.unwrap();
        assert_eq!(db.remove_related(&SKILLS, ann.clone(), keys(&[1, 2])).await.unwrap(), 1);
        assert_eq!(pairs(world).await, [(4, 4)]);
        assert_eq!(db.clear_related(&SKILLS, ann.clone()).await.unwrap(), 1);
        assert_eq!(db.count(PAIRS, &Cond::All).await.unwrap(), 1, "bob's");
        db.set_related(&SKILLS, bob, Vec::new()).await.unwrap();
        assert_eq!(db.count(PAIRS, &Cond::All).await.unwrap(), 0);
        let error = db.set_related(&SKILLS, ann.clone(), keys(&[1, 99])).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::ForeignKey);
        assert!(pairs(world).await.is_empty(), "all or nothing");
        let error = db.clear_related(&Hop::Forward { field: candidate::REFERRED_BY }, ann).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Mismatch);
    }
}
