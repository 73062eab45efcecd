//! Rows that several ask for at the same time: the database's constraints let one through, and say what the others collided with.

use koroc_db::{Cond, Db, DbErrorKind, Op, Select};
use koroc_spec::{Hop, ResolvedOrder, Value};

use crate::agency::{CANDIDATE, INTERVIEW, OFFER, PAIRS, SKILL, candidate};
use crate::world::on_both;

/// How many ask at once.
const AT_ONCE: usize = 16;

async fn all_at_once(db: &Db, model: usize, row: Vec<(usize, Value)>) -> Vec<DbErrorKind> {
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (db, row) = (db.clone(), row.clone());
            tokio::spawn(async move { db.insert(model, row, &[]).await })
        })
        .collect();
    let mut refused = Vec::new();
    for task in tasks {
        refused.extend(task.await.unwrap().err().map(|error| error.kind().clone()));
    }
    refused
}

on_both! {
    in agency:
    async fn one_of_many_is_let_through(world) {
        let db = &world.db;
        db.insert(CANDIDATE, vec![(candidate::NAME, "ann".into())], &[]).await.unwrap();
        db.insert(SKILL, vec![(1, "sql".into()), (2, "SQL".into())], &[]).await.unwrap();
        let one = Value::Int(1);
        let cases = [
            (SKILL, vec![(1, "rust".into()), (2, "Rust".into())], vec![1]),
            (OFFER, vec![(1, one.clone()), (2, "EUR".into())], vec![1]),
            (PAIRS, vec![(1, one.clone()), (2, one.clone())], vec![1, 2]),
            (INTERVIEW, vec![(1, one.clone()), (2, Value::Int(5)), (3, one.clone())], vec![1, 2]),
        ];
        for (model, row, fields) in cases {
            let refused = all_at_once(db, model, row).await;
            assert_eq!(refused, vec![DbErrorKind::Unique { model, fields }; AT_ONCE - 1]);
        }
        let refused = all_at_once(db, INTERVIEW, vec![(1, one.clone()), (2, Value::Int(5))]).await;
        assert_eq!(refused, [], "rows that the condition is not about do not collide");
    }
}

on_both! {
    in agency:
    async fn pairs_are_set_one_after_the_other(world) {
        let db = &world.db;
        db.insert(CANDIDATE, vec![(candidate::NAME, "ann".into())], &[]).await.unwrap();
        db.insert_many(SKILL, (0..8).map(|at| vec![(1, format!("s{at}").into()), (2, "x".into())]).collect(), &[]).await.unwrap();
        let tasks: Vec<_> = (1..=8_i64)
            .map(|skill| {
                let db = db.clone();
                // Each asks for its own and for the first.
                let skills = vec![Value::Int(skill), Value::Int(1)];
                tokio::spawn(async move { db.add_related(&Hop::Many { through: PAIRS, from: 1, to: 2 }, Value::Int(1), skills).await })
            })
            .collect();
        let mut added = 0;
        for task in tasks {
            added += task.await.unwrap().unwrap();
        }
        assert_eq!(added, 8, "the first was added once");
        let cond = Cond::Compare { field: 2, op: Op::Gte, value: Value::Int(1) };
        let select = Select { model: PAIRS, columns: vec![2], cond, order: vec![ResolvedOrder::own(2, false)], limit: None, offset: None };
        assert_eq!(db.rows(&select).await.unwrap().len(), 8);
    }
}
