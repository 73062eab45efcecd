//! An agency's models, and a few rows.

use koroc::prelude::*;
use koroc_test::TestApp;

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "agency", ordering(name))]
pub struct Skill {
    #[field(primary_key)]
    pub id: i64,
    #[field(max_length = 20, unique)]
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "agency", ordering(id), display = name)]
pub struct Candidate {
    #[field(primary_key)]
    pub id: i64,
    #[field(max_length = 20, unique)]
    pub name: String,
    #[field(max_length = 10, default = "applied")]
    pub stage: String,
    #[field(default = 0)]
    pub years: i16,
    #[field(max_digits = 7, decimal_places = 2)]
    pub rate: Option<Decimal>,
    #[field(on_delete = set_null, related_name = "referrals")]
    pub referred_by: Option<ForeignKey<Candidate>>,
    #[field(related_name = "candidates", blank)]
    pub skills: ManyToMany<Skill>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "agency", ordering(id))]
pub struct Interview {
    #[field(primary_key)]
    pub id: i64,
    #[field(on_delete = cascade)]
    pub candidate: ForeignKey<Candidate>,
    pub day: NaiveDate,
    pub start: Option<NaiveTime>,
    pub at: DateTime<Utc>,
    pub score: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(app = "agency", ordering(id))]
pub struct Offer {
    #[field(primary_key)]
    pub id: i64,
    #[field(on_delete = cascade)]
    pub candidate: OneToOne<Candidate>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn candidate(id: i64, name: &str, stage: &str, years: i16, referred_by: Option<i64>) -> Candidate {
    let rate = (years > 1).then(|| Decimal::new(i64::from(years) * 1050, 2));
    Candidate { id, name: name.into(), stage: stage.into(), years, rate, referred_by: referred_by.map(ForeignKey), skills: ManyToMany::new() }
}

fn interview(id: i64, candidate: i64, date: &str, score: Option<f64>) -> Interview {
    let (day, start) = (day(date), NaiveTime::from_hms_opt(9, 30, 0));
    let at = day.and_hms_opt(23, 59, 59).unwrap().and_utc();
    Interview { id, candidate: ForeignKey(candidate), day, start, at, score }
}

/// Ann referred Bob and Cid; Ann and Bob know Rust, Ann SQL as well; Cid knows nothing.
pub async fn agency() -> TestApp {
    let app = TestApp::new(App::new("agency").model::<Candidate>().model::<Interview>().model::<Offer>()).await;
    let db = app.db();
    for (id, name) in [(1, "Rust"), (2, "SQL"), (3, "Vim")] {
        Skill { id, name: name.into() }.insert(db).await.unwrap();
    }
    for row in [candidate(1, "Ann", "hired", 9, None), candidate(2, "Bob", "applied", 2, Some(1)), candidate(3, "Cid", "applied", 1, Some(1))] {
        row.insert(db).await.unwrap();
    }
    for row in [interview(1, 1, "2024-12-31", Some(9.5)), interview(2, 1, "2025-01-01", Some(4.0)), interview(3, 2, "2025-01-01", None)] {
        row.insert(db).await.unwrap();
    }
    Offer { id: 1, candidate: OneToOne(1) }.insert(db).await.unwrap();
    db.raw("INSERT INTO agency_candidate_skills (candidate_id, skill_id) VALUES (1, 1), (1, 2), (2, 1)", &[]).await.unwrap();
    app
}
