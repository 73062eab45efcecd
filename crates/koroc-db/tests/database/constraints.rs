//! Violated constraints name what they are about.

use koroc_db::{Cond, DbErrorKind};
use koroc_spec::Value;

use crate::agency::{CANDIDATE, INTERVIEW, OFFER, PAIRS, SKILL, candidate};
use crate::world::{FUND, HOLDING, ISSUER, fund, on_both};

on_both! {
    async fn violations_name_their_fields(world) {
        let key = world.fund("SPY", Vec::new()).await;
        world.fund("QQQ", Vec::new()).await;
        let issuer = world.db.insert(ISSUER, vec![(1, "a".into())], &[0]).await.unwrap().swap_remove(0);
        let holding = vec![(1, key.clone()), (2, issuer.clone())];
        world.db.insert(HOLDING, holding.clone(), &[]).await.unwrap();
        let row = |symbol: &str| vec![(fund::SYMBOL, symbol.into()), (fund::NAME, "x".into()), (fund::ASSETS, Value::Int(1))];
        let with = |field, value| {
            let mut row = row("NEW");
            row.retain(|(known, _)| *known != field);
            row.push((field, value));
            row
        };
        let unique = |model, fields: &[usize]| DbErrorKind::Unique { model, fields: fields.to_vec() };
        let nowhere = Value::Uuid(uuid::Uuid::nil());
        let inserts = [
            (FUND, row("SPY"), unique(FUND, &[fund::SYMBOL])),
            (FUND, with(fund::ID, key.clone()), unique(FUND, &[fund::ID])),
            (FUND, with(fund::NAME, Value::Null), DbErrorKind::NotNull),
            (FUND, with(fund::NAME, "x".repeat(121).into()), DbErrorKind::OutOfRange),
            (FUND, with(fund::ASSETS, Value::Decimal("0.001".into())), DbErrorKind::OutOfRange),
            (FUND, with(fund::SMALL, Value::Int(32_768)), DbErrorKind::OutOfRange),
            (FUND, with(fund::ACTIVE, "yes".into()), DbErrorKind::Mismatch),
            (FUND, with(99, Value::Null), DbErrorKind::Mismatch),
            (HOLDING, holding, unique(HOLDING, &[1, 2])),
            (HOLDING, vec![(1, nowhere.clone()), (2, issuer.clone())], DbErrorKind::ForeignKey),
        ];
        for (model, row, kind) in inserts {
            let error = world.db.insert(model, row.clone(), &[]).await.unwrap_err();
            assert_eq!(error.kind(), &kind, "{error} {row:?}");
        }
        let one = Cond::eq(fund::SYMBOL, "QQQ");
        let error = world.db.update(FUND, &one, vec![(fund::SYMBOL, "SPY".into())], &[]).await.unwrap_err();
        assert_eq!(error.kind(), &unique(FUND, &[fund::SYMBOL]));
        let error = world.db.update(HOLDING, &Cond::All, vec![(2, Value::Int(99))], &[]).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::ForeignKey);
        let error = world.db.delete(FUND, &Cond::eq(fund::ID, key)).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Protected);
        assert_eq!(world.db.count(FUND, &Cond::All).await.unwrap(), 2);
    }
}

on_both! {
    async fn the_rules_of_foreign_keys_run_in_the_database(world) {
        let key = world.fund("SPY", Vec::new()).await;
        let mut issuers = Vec::new();
        for name in ["a", "b"] {
            issuers.push(world.db.insert(ISSUER, vec![(1, name.into())], &[0]).await.unwrap().swap_remove(0));
        }
        let holding = vec![(1, key.clone()), (2, issuers[0].clone()), (3, issuers[1].clone())];
        world.db.insert(HOLDING, holding, &[]).await.unwrap();
        world.db.delete(ISSUER, &Cond::eq(0, issuers[1].clone())).await.unwrap();
        assert!(world.db.exists(HOLDING, &Cond::IsNull { field: 3 }).await.unwrap(), "set to null");
        world.db.delete(ISSUER, &Cond::eq(0, issuers[0].clone())).await.unwrap();
        assert!(!world.db.exists(HOLDING, &Cond::All).await.unwrap(), "deleted too");
        world.db.delete(FUND, &Cond::eq(fund::ID, key)).await.unwrap();
    }
}

on_both! {
    in agency:
    async fn a_unique_set_is_about_the_rows_of_its_condition(world) {
        let db = &world.db;
        db.insert(CANDIDATE, vec![(candidate::NAME, "ann".into())], &[]).await.unwrap();
        db.insert(SKILL, vec![(1, "sql".into()), (2, "SQL".into())], &[]).await.unwrap();
        let add = |slot, skill| db.insert(INTERVIEW, vec![(1, Value::Int(1)), (2, Value::Int(slot)), (3, skill)], &[]);
        for (slot, skill) in [(1, Value::Null), (1, Value::Null), (0, Value::Int(1)), (0, Value::Int(1)), (1, Value::Int(1))] {
            add(slot, skill).await.unwrap();
        }
        let error = add(1, Value::Int(1)).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Unique { model: INTERVIEW, fields: vec![1, 2] });
        assert_eq!(db.delete(SKILL, &Cond::All).await.unwrap_err().kind(), &DbErrorKind::Protected);
    }
}

on_both! {
    in agency:
    async fn what_belongs_to_a_row_goes_with_it(world) {
        let db = &world.db;
        for name in ["ann", "bob"] {
            db.insert(CANDIDATE, vec![(candidate::NAME, name.into()), (candidate::SKILLS, Value::Null)], &[candidate::SKILLS]).await.unwrap();
        }
        db.insert(SKILL, vec![(1, "sql".into()), (2, "SQL".into())], &[]).await.unwrap();
        for key in [1, 2] {
            db.insert(PAIRS, vec![(1, Value::Int(key)), (2, Value::Int(1))], &[]).await.unwrap();
            db.insert(OFFER, vec![(1, Value::Int(key)), (2, "EUR".into())], &[]).await.unwrap();
        }
        assert_eq!(db.delete(CANDIDATE, &Cond::eq(candidate::ID, 1)).await.unwrap(), 1);
        assert_eq!((db.count(PAIRS, &Cond::All).await.unwrap(), db.count(OFFER, &Cond::All).await.unwrap()), (1, 1));
        assert_eq!(db.delete(SKILL, &Cond::All).await.unwrap(), 1, "pairs do not protect");
        assert_eq!((db.count(PAIRS, &Cond::All).await.unwrap(), db.count(CANDIDATE, &Cond::All).await.unwrap()), (0, 1));
        let error = db.update(CANDIDATE, &Cond::All, vec![(candidate::SKILLS, Value::Int(1))], &[]).await.unwrap_err();
        assert_eq!(error.kind(), &DbErrorKind::Mismatch, "pairs are no column");
    }
}

on_both! {
    in agency:
    /// Why questions are asked before a row is added: PostgreSQL's sequences do not go back.
    async fn numbers_of_refused_rows(world) {
        let skill = |slug: &str| world.db.insert(SKILL, vec![(1, slug.into()), (2, "x".into())], &[0]);
        assert_eq!(skill("sql").await.unwrap(), [Value::Int(1)]);
        skill("sql").await.unwrap_err();
        let undone = world.db.transaction(|tx| {
            tx.insert(SKILL, vec![(1, "go".into()), (2, "x".into())], &[])?;
            Err::<(), _>(koroc_db::DbError::new(DbErrorKind::Mismatch, "changed my mind"))
        });
        undone.await.unwrap_err();
        let next = if world.url.starts_with("sqlite") { 2 } else { 4 };
        assert_eq!(skill("rust").await.unwrap(), [Value::Int(next)]);
        // What is refused before it reaches the database takes none.
        let long = world.db.insert(SKILL, vec![(1, "x".repeat(51).into()), (2, "x".into())], &[]).await.unwrap_err();
        assert_eq!(long.kind(), &DbErrorKind::OutOfRange);
        assert_eq!(skill("c").await.unwrap(), [Value::Int(next + 1)]);
    }
}
