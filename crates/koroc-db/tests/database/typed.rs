//! Typed queries, on a model written by hand as `derive(Model)` writes it.

use koroc_db::{Column, DbError, DbErrorKind, FieldValue, ForeignKey, Model};
use koroc_spec::Value;
use uuid::Uuid;

use crate::world::{on_both, resolved};

#[derive(Debug, Clone, PartialEq)]
struct Issuer {
    id: i64,
    name: String,
    kind: String,
}

impl Issuer {
    const ID: Column<Issuer, i64> = Column::new("id");
    const NAME: Column<Issuer, String> = Column::new("name");
    const KIND: Column<Issuer, String> = Column::new("kind");

    fn new(name: &str, kind: &str) -> Issuer {
        Issuer { id: 0, name: name.into(), kind: kind.into() }
    }
}

impl Model for Issuer {
    type Key = i64;
    const LABEL: &'static str = "api.Issuer";

    fn describe() -> koroc_spec::Model {
        resolved().models[crate::world::ISSUER].clone()
    }

    fn from_row(row: Vec<Value>) -> Result<Self, DbError> {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or(Value::Null);
        Ok(Issuer { id: i64::from_value(next())?, name: String::from_value(next())?, kind: String::from_value(next())? })
    }

    fn to_row(&self) -> Vec<Value> {
        vec![self.id.into_value(), self.name.clone().into_value(), self.kind.clone().into_value()]
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Holding {
    id: i64,
    fund: Uuid,
    issuer: ForeignKey<Issuer>,
    seller: Option<ForeignKey<Issuer>>,
}

impl Holding {
    const ISSUER: Column<Holding, ForeignKey<Issuer>> = Column::new("issuer");
    const SELLER: Column<Holding, Option<ForeignKey<Issuer>>> = Column::new("seller");
}

impl Model for Holding {
    type Key = i64;
    const LABEL: &'static str = "api.Holding";

    fn describe() -> koroc_spec::Model {
        resolved().models[crate::world::HOLDING].clone()
    }

    fn from_row(row: Vec<Value>) -> Result<Self, DbError> {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or(Value::Null);
        Ok(Holding {
            id: i64::from_value(next())?,
            fund: Uuid::from_value(next())?,
            issuer: ForeignKey::from_value(next())?,
            seller: Option::from_value(next())?,
        })
    }

    fn to_row(&self) -> Vec<Value> {
        vec![self.id.into_value(), self.fund.into_value(), self.issuer.into_value(), self.seller.into_value()]
    }
}

fn names(issuers: Vec<Issuer>) -> String {
    issuers.into_iter().map(|issuer| issuer.name).collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn queries_read_like_sentences(world) {
        let db = &world.db;
        for (name, kind) in [("Ann", "bank"), ("Bob", "broker"), ("Cay", "bank"), ("Dee", "broker")] {
            let stored = Issuer::new(name, kind).insert(db).await.unwrap();
            assert_eq!(stored, Issuer { id: stored.id, ..Issuer::new(name, kind) });
            assert_ne!(stored.id, 0);
        }
        let banks = || Issuer::objects().filter(Issuer::KIND.eq("bank"));
        assert_eq!(names(Issuer::objects().all(db).await.unwrap()), "Dee Cay Bob Ann", "the model's own order");
        assert_eq!(names(Issuer::objects().order_by(Issuer::KIND).order_by(Issuer::NAME.desc()).all(db).await.unwrap()), "Cay Ann Dee Bob");
        assert_eq!(names(Issuer::objects().order_by(Issuer::NAME).offset(1).limit(2).all(db).await.unwrap()), "Bob Cay");
        assert_eq!(names(banks().all(db).await.unwrap()), "Cay Ann");
        assert_eq!(names(Issuer::objects().exclude(Issuer::KIND.eq("bank")).all(db).await.unwrap()), "Dee Bob");
        let either = Issuer::NAME.icontains("a") & !Issuer::NAME.iexact("ANN") | Issuer::ID.is_in([2]);
        assert_eq!(names(Issuer::objects().filter(either).all(db).await.unwrap()), "Cay Bob");
        let middle = Issuer::NAME.between("B", "Cz") & Issuer::ID.gte(1) & Issuer::ID.ne(9) & !Issuer::NAME.starts_with("X");
        assert_eq!(names(Issuer::objects().filter(middle).all(db).await.unwrap()), "Cay Bob");
        assert_eq!(banks().count(db).await.unwrap(), 2);
        assert!(banks().exists(db).await.unwrap());
        assert_eq!(banks().first(db).await.unwrap().map(|issuer| issuer.name), Some("Cay".into()));
        assert_eq!(banks().filter(Issuer::NAME.eq("Zoe")).first(db).await.unwrap(), None);
        assert_eq!(Issuer::objects().filter(Issuer::NAME.eq("Bob")).get(db).await.unwrap().kind, "broker");
        assert_eq!(banks().get(db).await.unwrap_err().kind(), &DbErrorKind::Several);
        assert_eq!(Issuer::objects().filter(Issuer::NAME.eq("Zoe")).get(db).await.unwrap_err().kind(), &DbErrorKind::NotFound);
        assert_eq!(banks().update(db, [Issuer::NAME.set("Bank"), Issuer::KIND.set("broker")]).await.unwrap(), 2);
        assert_eq!(banks().count(db).await.unwrap(), 0);
        assert_eq!(Issuer::objects().filter(Issuer::NAME.eq("Bank")).delete(db).await.unwrap(), 2);
    }
}

on_both! {
    async fn saving_changes_the_row_or_adds_it(world) {
        let mut issuer = Issuer::new("Ann", "bank").save(&world.db).await.unwrap();
        issuer.name = "Anna".into();
        assert_eq!(issuer.save(&world.db).await.unwrap(), issuer);
        assert_eq!(Issuer::objects().all(&world.db).await.unwrap(), [issuer.clone()]);
        let other = Issuer { id: 77, ..Issuer::new("Bob", "bank") }.save(&world.db).await.unwrap();
        assert_eq!(other.id, 77);
        assert_eq!(Issuer::objects().count(&world.db).await.unwrap(), 2);
    }
}

on_both! {
    async fn foreign_keys_lead_to_their_rows(world) {
        let db = &world.db;
        let issuer = Issuer::new("Ann", "bank").insert(db).await.unwrap();
        let Value::Uuid(fund) = world.fund("SPY", Vec::new()).await else { panic!("a fund's key is a UUID") };
        let holding = Holding { id: 0, fund, issuer: (&issuer).into(), seller: None }.insert(db).await.unwrap();
        assert_eq!(holding.issuer.get(db).await.unwrap(), issuer);
        assert_eq!(Holding::objects().filter(Holding::ISSUER.eq(&issuer) & Holding::SELLER.eq(None)).count(db).await.unwrap(), 1);
        Holding::objects().update(db, [Holding::SELLER.set(&issuer)]).await.unwrap();
        assert_eq!(Holding::objects().filter(Holding::SELLER.eq(&issuer)).get(db).await.unwrap().seller, Some(ForeignKey(issuer.id)));
        assert_eq!(ForeignKey::<Issuer>(99).get(db).await.unwrap_err().kind(), &DbErrorKind::NotFound);
    }
}

on_both! {
    async fn a_transaction_has_the_same_words(world) {
        let moved = world.db.transaction(|tx| {
            for name in ["a", "b"] {
                Issuer::new(name, "bank").insert_in(tx)?;
            }
            let all = Issuer::objects().filter(Issuer::KIND.eq("bank"));
            assert_eq!(names(all.all_in(tx)?), "b a");
            assert_eq!((all.count_in(tx)?, all.exists_in(tx)?), (2, true));
            assert_eq!(all.first_in(tx)?.map(|issuer| issuer.name), Some("b".into()));
            assert_eq!(all.get_in(tx).unwrap_err().kind(), &DbErrorKind::Several);
            let a = Issuer::objects().filter(Issuer::NAME.eq("a"));
            a.update_in(tx, [Issuer::KIND.set("broker")])?;
            a.delete_in(tx)?;
            let b = Issuer { kind: "broker".into(), ..all.get_in(tx)? };
            b.save_in(tx)
        }).await.unwrap();
        assert_eq!(Issuer::objects().all(&world.db).await.unwrap(), [moved]);
    }
}

on_both! {
    async fn a_failed_statement_leaves_its_transaction_usable(world) {
        let name = world.db.transaction(|tx| {
            let null = tx.insert(crate::world::ISSUER, vec![(1, Value::Null)], &[]);
            assert_eq!(null.unwrap_err().kind(), &DbErrorKind::NotNull);
            assert!(tx.raw("COMMIT", &[]).is_err());
            Issuer::new("kept", "bank").insert_in(tx)
        }).await.unwrap().name;
        assert_eq!(names(Issuer::objects().all(&world.db).await.unwrap()), name);
    }
}
