//! What the agency keeps: candidates on their way to an offer, the handbook they acknowledge, the third parties who interview them.

use koroc::auth::User;
use koroc::prelude::*;

/// Something that a candidate knows.
#[derive(Model)]
#[model(app = "hiring", ordering(slug), display = name)]
pub struct Skill {
    #[field(primary_key)] pub id: i64,
    #[field(slug, unique)] pub slug: String,
    #[field(max_length = 80, unique)] pub name: String,
    #[field(max_length = 20, choices("language" = "Language", "framework" = "Framework", "tool" = "Tool"), default = "language")] pub category: String,
}

/// What every candidate reads before an interview.
#[derive(Model)]
#[model(app = "hiring", ordering(id), display = title)]
pub struct Handbook {
    #[field(primary_key)] pub id: i64,
    #[field(max_length = 20, unique)] pub version: String,
    #[field(max_length = 120)] pub title: String,
    #[field(text, blank)] pub body: String,
    #[field(url, blank)] pub source_url: String,
    pub published_on: Option<NaiveDate>,
    #[field(default = false)] pub is_current: bool,
}

/// Somebody who applied.
#[derive(Model)]
#[model(app = "hiring", ordering(id), display = full_name)]
pub struct Candidate {
    #[field(primary_key)] pub id: i64,
    #[field(max_length = 100)] pub full_name: String,
    #[field(email, unique)] pub email: String,
    #[field(max_length = 2, verbose_name = "country code", help = "ISO 3166-1 alpha-2", validators(two_letters))] pub country: String,
    #[field(max_length = 10, default = "applied", choices(
        "Open"("applied" = "Applied", "handbook" = "Handbook sent", "interview" = "Technical interview"),
        "Closed"("offer" = "Offer made", "hired" = "Hired", "rejected" = "Rejected"),
    ))] pub stage: String,
    #[field(min = 0, choices(1 = "Beginner", 2 = "Working", 3 = "Fluent"), default = 2)] pub english_level: i16,
    #[field(min = 0, max = 60)] pub years_experience: i16,
    #[field(default = true)] pub remote_only: bool,
    #[field(max_digits = 7, decimal_places = 2, min = 1)] pub hourly_rate: Option<Decimal>,
    #[field(url, blank)] pub linkedin: String,
    #[field(related_name = "candidates", blank)] pub skills: ManyToMany<Skill>,
    #[field(on_delete = set_null, related_name = "referrals")] pub referred_by: Option<ForeignKey<Candidate>>,
    #[field(default = "{}", blank)] pub profile: Json,
    #[field(max_length = 200, blank)] pub internal_note: String,
    #[field(on_delete = cascade, related_name = "candidates")] pub owner: ForeignKey<User>,
    #[field(auto_now_add)] pub created_at: DateTime<Utc>,
    #[field(auto_now)] pub updated_at: DateTime<Utc>,
}

fn two_letters(country: &str) -> Result<(), &'static str> {
    let two = country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
    if two { Ok(()) } else { Err("Enter a two-letter country code.") }
}

/// That a candidate has read a handbook.
#[derive(Model)]
#[model(app = "hiring", unique_together(candidate, handbook))]
pub struct Acknowledgement {
    #[field(primary_key)] pub id: i64,
    #[field(on_delete = cascade, related_name = "acknowledgements")] pub candidate: ForeignKey<Candidate>,
    #[field(on_delete = protect, related_name = "acknowledgements")] pub handbook: ForeignKey<Handbook>,
    #[field(max_length = 100)] pub signature: String,
    #[field(default = false)] pub declined: bool,
    #[field(auto_now_add)] pub acknowledged_at: DateTime<Utc>,
}

/// A third party who runs technical interviews.
#[derive(Model)]
#[model(app = "hiring", ordering(company, name), display = name)]
#[model(unique_together(name, company, name = "uniq_interviewer"))]
#[model(unique_together(company, email, name = "uniq_company_email", message = "That address is already used in this company.", code = "address_used"))]
pub struct Interviewer {
    #[field(primary_key, default = Uuid::new_v4)] pub id: Uuid,
    #[field(max_length = 80)] pub name: String,
    #[field(max_length = 80)] pub company: String,
    #[field(email, blank)] pub email: Option<String>,
    #[field(default = false)] pub is_lead: bool,
    #[field(default = true)] pub active: bool,
    #[field(max_digits = 6, decimal_places = 2)] pub rate: Option<Decimal>,
}

/// An hour with a candidate, and what the interviewer made of it.
#[derive(Model)]
#[model(app = "hiring", ordering(id))]
pub struct Interview {
    #[field(primary_key)] pub id: i64,
    #[field(on_delete = cascade, related_name = "interviews")] pub candidate: ForeignKey<Candidate>,
    #[field(on_delete = set_null, related_name = "interviews")] pub interviewer: Option<ForeignKey<Interviewer>>,
    pub scheduled_for: DateTime<Utc>,
    pub day: NaiveDate,
    #[field(min = 0, unique_for_date = day)] pub slot: i64,
    pub start: Option<NaiveTime>,
    pub length: Option<TimeDelta>,
    #[field(min = 0, max = 10)] pub score: Option<f64>,
    #[field(max_length = 10, choices("hire" = "Hire", "no_hire" = "Do not hire", "maybe" = "Maybe"), blank)] pub verdict: String,
    #[field(text, blank)] pub notes: String,
}

/// What a candidate is offered, once.
#[derive(Model)]
#[model(app = "hiring", ordering(id))]
pub struct Offer {
    #[field(primary_key)] pub id: i64,
    #[field(on_delete = cascade, related_name = "offer")] pub candidate: OneToOne<Candidate>,
    #[field(max_digits = 12, decimal_places = 2, min = 0)] pub salary: Decimal,
    #[field(max_length = 3, choices("USD" = "US dollar", "EUR" = "Euro", "UAH" = "Hryvnia"), default = "USD")] pub currency: String,
    pub starts_on: Option<NaiveDate>,
    pub expires_at: Option<DateTime<Utc>>,
    pub accepted: Option<bool>,
    #[field(on_delete = cascade, related_name = "offers")] pub created_by: ForeignKey<User>,
}

/// A sentence of an offer.
#[derive(Model)]
#[model(app = "hiring", ordering(position, id))]
pub struct OfferClause {
    #[field(primary_key)] pub id: i64,
    #[field(on_delete = cascade, related_name = "clauses")] pub offer: ForeignKey<Offer>,
    #[field(min = 0)] pub position: i64,
    #[field(max_length = 200)] pub text: String,
}

/// A candidate's resume or letter.
#[derive(Model)]
#[model(app = "hiring", ordering(id))]
pub struct Document {
    #[field(primary_key)] pub id: i64,
    #[field(max_length = 60)] pub title: String,
    #[field(max_length = 10, choices("resume" = "Resume", "letter" = "Letter"), default = "resume")] pub kind: String,
    #[field(upload_to = "documents/", max_length = 60, extensions("txt", "pdf", "csv"))] pub file: File,
    #[field(on_delete = cascade, related_name = "documents")] pub candidate: Option<ForeignKey<Candidate>>,
    #[field(default = false)] pub public: bool,
    #[field(on_delete = cascade, related_name = "documents")] pub uploaded_by: ForeignKey<User>,
}
