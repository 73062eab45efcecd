//! Conditions over relations and on parts of dates.

use koroc::db::{Db, Expr};
use koroc::prelude::*;

use crate::agency::{Candidate, Interview, Offer, Skill, agency, day};

async fn names(db: &Db, expr: Expr<Candidate>) -> String {
    let rows = Candidate::objects().filter(expr).all(db).await.unwrap();
    rows.into_iter().map(|row| row.name).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_condition_looks_at_related_rows() {
    let app = agency().await;
    let table: Vec<(&str, Expr<Candidate>, &str)> = vec![
        ("a skill by name", Candidate::SKILLS.to(Skill::NAME).eq("Rust"), "Ann Bob"),
        ("one of several", Candidate::SKILLS.to(Skill::NAME).is_in(["SQL", "Vim"]), "Ann"),
        ("no such skill", Candidate::SKILLS.to(Skill::NAME).ne("SQL"), "Bob Cid"),
        ("no skill", !Candidate::SKILLS.exists(), "Cid"),
        ("both skills", Candidate::SKILLS.to(Skill::NAME).eq("Rust") & Candidate::SKILLS.to(Skill::NAME).eq("SQL"), "Ann"),
        ("one skill that is both", Candidate::SKILLS.any(Skill::NAME.eq("Rust") & Skill::NAME.eq("SQL")), ""),
        ("who referred", Candidate::REFERRED_BY.to(Candidate::NAME).eq("Ann"), "Bob Cid"),
        ("the skills of who referred", Candidate::REFERRED_BY.to(Candidate::SKILLS).to(Skill::NAME).contains("Q"), "Bob Cid"),
        ("nobody referred", Candidate::REFERRED_BY.to(Candidate::NAME).is_null(), "Ann"),
        ("no scored interview", Interview::CANDIDATE.reverse().to(Interview::SCORE).is_null(), "Bob Cid"),
        ("a good interview", Interview::CANDIDATE.reverse().to(Interview::SCORE).gt(5.0), "Ann"),
        ("one of a day", Interview::CANDIDATE.reverse().any(Interview::DAY.year().eq(2024) & Interview::SCORE.lt(5.0)), ""),
        ("who was referred", Candidate::REFERRED_BY.reverse().to(Candidate::YEARS).between(2, 5), "Ann"),
        ("an offer", Offer::CANDIDATE.reverse().exists(), "Ann"),
        ("itself by its key", Candidate::REFERRED_BY.to(Candidate::ID).eq(1), "Bob Cid"),
    ];
    for (what, expr, expected) in table {
        assert_eq!(names(app.db(), expr).await, expected, "{what}");
    }
}

#[tokio::test]
async fn a_part_of_a_date_is_compared() {
    let app = agency().await;
    let nine = NaiveTime::from_hms_opt(9, 30, 0).unwrap();
    let table: Vec<(&str, Expr<Interview>, u64)> = vec![
        ("year", Interview::DAY.year().eq(2025), 2),
        ("not the year", Interview::DAY.year().ne(2025), 1),
        ("month", Interview::DAY.month().gte(12), 1),
        ("day", Interview::AT.day().lt(31), 2),
        ("week day", Interview::DAY.week_day().eq(4), 2),
        ("hour", Interview::START.hour().lte(9), 3),
        ("minute", Interview::AT.minute().gt(30), 3),
        ("an instant's day", Interview::AT.date().eq(day("2024-12-31")), 1),
        ("time", Interview::START.time().eq(nine), 3),
        ("over a relation", Interview::CANDIDATE.to(Candidate::NAME).eq("Bob"), 1),
    ];
    for (what, expr, expected) in table {
        assert_eq!(Interview::objects().filter(expr).count(app.db()).await.unwrap(), expected, "{what}");
    }
}

#[tokio::test]
async fn a_row_leads_to_others() {
    let app = agency().await;
    let ann = Candidate::objects().filter(Candidate::NAME.eq("Ann")).get(app.db()).await.unwrap();
    let skills = Candidate::SKILLS.of(&ann).all(app.db()).await.unwrap();
    assert_eq!(skills.iter().map(|skill| &*skill.name).collect::<Vec<_>>(), ["Rust", "SQL"]);
    assert_eq!(Interview::CANDIDATE.reverse().of(&ann).count(app.db()).await.unwrap(), 2);
    assert_eq!(Candidate::SKILLS.reverse().of(&skills[1]).get(app.db()).await.unwrap().name, "Ann");
    let offer = Offer::CANDIDATE.reverse().of(&ann).get(app.db()).await.unwrap();
    assert_eq!(Offer::CANDIDATE.to(Candidate::SKILLS).of(&offer).count(app.db()).await.unwrap(), 2);
    assert_eq!(offer.candidate.get(app.db()).await.unwrap(), ann);
}

#[test]
fn a_path_has_djangos_name() {
    let table = [
        (Candidate::REFERRED_BY.to(Candidate::NAME).name().to_owned(), "referred_by.name"),
        (Interview::CANDIDATE.reverse().name().to_owned(), "interview_set"),
        (Offer::CANDIDATE.reverse().to(Offer::ID).name().to_owned(), "offer.id"),
        (Candidate::SKILLS.reverse().to(Candidate::SKILLS).to(Skill::NAME).name().to_owned(), "candidates.skills.name"),
    ];
    for (name, expected) in table {
        assert_eq!(name, expected);
    }
}
