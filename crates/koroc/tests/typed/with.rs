//! Rows with what they lead to, one statement a relation.

use koroc::prelude::*;

use crate::agency::{Candidate, Interview, Offer, agency};

#[tokio::test]
async fn rows_come_with_what_they_lead_to() {
    let app = agency().await;
    let (db, before) = (app.db(), app.db().statements());
    let interviews = Interview::objects().with(Interview::CANDIDATE).all(db).await.unwrap();
    assert_eq!(interviews.iter().map(|(_, candidate)| &*candidate.name).collect::<Vec<_>>(), ["Ann", "Ann", "Bob"]);
    assert_eq!(db.statements() - before, 2);

    let before = db.statements();
    let along = (Candidate::REFERRED_BY, Candidate::SKILLS, Interview::CANDIDATE.reverse(), Offer::CANDIDATE.reverse());
    let candidates = Candidate::objects().with(along).all(db).await.unwrap();
    let told: Vec<String> = candidates
        .into_iter()
        .map(|(candidate, (referrer, skills, interviews, offers))| {
            let referrer = referrer.map_or_else(String::new, |referrer| format!(" by {}", referrer.name));
            format!("{}{referrer} {} {} {}", candidate.name, skills.len(), interviews.len(), offers.len())
        })
        .collect();
    assert_eq!(told, ["Ann 2 2 1", "Bob by Ann 1 1 0", "Cid by Ann 0 0 0"]);
    assert_eq!(db.statements() - before, 5, "one for the rows and one a relation, however many rows there are");
}

#[tokio::test]
async fn one_row_comes_with_its_own() {
    let app = agency().await;
    let (offer, candidate) = Offer::objects().with(Offer::CANDIDATE).get(app.db()).await.unwrap();
    assert_eq!((offer.id, candidate.name.as_str()), (1, "Ann"));
    let inside = app.db().transaction(|tx| Candidate::objects().filter(Candidate::NAME.eq("Bob")).with(Candidate::SKILLS).all_in(tx)).await.unwrap();
    assert_eq!(inside[0].1.len(), 1);
    assert!(Candidate::objects().filter(Candidate::NAME.eq("Eve")).with(Candidate::SKILLS).get(app.db()).await.is_err());
    let far = Candidate::objects().with(Candidate::REFERRED_BY.to(Interview::CANDIDATE.reverse())).all(app.db()).await;
    assert!(far.unwrap_err().to_string().contains("more than one step"));
}
