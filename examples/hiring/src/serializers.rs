//! What is on the wire: fields, how relations are shown, and what must hold beyond the fields.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use koroc::auth::{Group, User};
use koroc::prelude::*;
use koroc::{Message, address, own, spec::FieldKind};

use crate::models::*;

/// Small integers have no bounds on Django's SQLite, so these are large ones that speak as small ones do.
const INTEGER: &str = "A valid integer is required.";

pub fn skill() -> Serializer<Skill> {
    Serializer::of((Skill::SLUG, Skill::NAME, Skill::CATEGORY))
}

pub fn handbook() -> Serializer<Handbook> {
    Serializer::all()
}

fn interview_brief() -> Serializer<Interview> {
    Serializer::of((Interview::ID, Interview::INTERVIEWER.text(), Interview::SCHEDULED_FOR, Interview::VERDICT, Interview::SCORE)).named("InterviewBrief")
}

pub fn candidate() -> Serializer<Candidate> {
    Serializer::of((
        Candidate::ID,
        Candidate::FULL_NAME.check(no_digits),
        Candidate::EMAIL, Candidate::COUNTRY, Candidate::STAGE.read_only(), Candidate::ENGLISH_LEVEL, Candidate::YEARS_EXPERIENCE,
        Candidate::REMOTE_ONLY, Candidate::HOURLY_RATE, Candidate::LINKEDIN, Candidate::SKILLS.by(Skill::SLUG).required(false),
        Candidate::REFERRED_BY, Candidate::PROFILE, Candidate::INTERNAL_NOTE.write_only(), Candidate::OWNER.to(User::USERNAME).named("owner").read_only(),
        computed("display", |candidate: &Candidate| format!("{} ({})", candidate.full_name, candidate.country)),
        Candidate::CREATED_AT, Candidate::UPDATED_AT,
    ))
    .validate(speaks_when_remote)
}

fn no_digits(name: &str) -> Result<(), &'static str> {
    if name.chars().any(char::is_numeric) { Err("A name may not contain digits.") } else { Ok(()) }
}

fn speaks_when_remote(candidate: &Given<Candidate>) -> Result<(), &'static str> {
    let level = candidate.get(Candidate::ENGLISH_LEVEL).unwrap_or(2);
    let remote = candidate.get(Candidate::REMOTE_ONLY).unwrap_or(true);
    if remote && level < 2 { Err("Remote candidates need English level 2 or better.") } else { Ok(()) }
}

pub fn candidate_detail() -> Serializer<Candidate> {
    candidate().named("CandidateDetail").and((
        nested("interviews", Interview::CANDIDATE.reverse(), interview_brief).many().read_only(),
        nested("skill_details", Candidate::SKILLS, skill).many().read_only(),
        Candidate::REFERRED_BY.reverse().text().named("referrals"),
    ))
}

#[derive(Serializer)]
pub struct SkillSet {
    #[field(by = Skill::SLUG, allow_empty = false)] pub skills: Vec<ForeignKey<Skill>>,
}

#[derive(Serializer)]
#[serializer(validate(rejected_for_a_reason))]
pub struct Advance {
    #[field(choices("handbook", "interview", "offer", "hired", "rejected"))] pub to: String,
    #[field(max_length = 50, blank)] pub reason: Option<String>,
}

fn rejected_for_a_reason(advance: &Given<Advance>) -> Result<(), (&'static str, &'static str)> {
    let silent = advance.value::<String>("reason").unwrap_or_default().is_empty();
    let rejected = advance.value::<String>("to").is_some_and(|to| to == "rejected");
    if rejected && silent { Err(("reason", "A rejection needs a reason.")) } else { Ok(()) }
}

pub fn acknowledgement() -> Serializer<Acknowledgement> {
    use Acknowledgement as Ack;
    Serializer::of((address(), Ack::CANDIDATE.url(), Ack::HANDBOOK.url(), Ack::SIGNATURE, Ack::DECLINED, Ack::ACKNOWLEDGED_AT))
}

pub fn interviewer() -> Serializer<Interviewer> {
    Serializer::all()
}

fn candidate_brief() -> Serializer<Candidate> {
    Serializer::of((Candidate::ID, Candidate::FULL_NAME, Candidate::STAGE)).named("CandidateBrief")
}

pub fn interview() -> Serializer<Interview> {
    Serializer::of((
        Interview::ID, Interview::CANDIDATE, nested("candidate_detail", Interview::CANDIDATE, candidate_brief).read_only(),
        Interview::INTERVIEWER, Interview::INTERVIEWER.to(Interviewer::NAME).named("interviewer_name").read_only().or_null(),
        Interview::SCHEDULED_FOR, Interview::DAY, Interview::SLOT.message("invalid", INTEGER), Interview::START, Interview::LENGTH,
        Interview::SCORE, Interview::VERDICT, Interview::NOTES,
    ))
}

fn clause() -> Serializer<OfferClause> {
    Serializer::of((OfferClause::POSITION.message("invalid", INTEGER), OfferClause::TEXT))
}

pub fn offer() -> Serializer<Offer> {
    Serializer::of((
        Offer::ID, Offer::CANDIDATE, Offer::SALARY.check(whole_when_large), Offer::CURRENCY, Offer::STARTS_ON, Offer::EXPIRES_AT,
        Offer::ACCEPTED.read_only(),
        nested("clauses", OfferClause::OFFER.reverse(), clause).many().required(false),
        Offer::CREATED_BY.hidden(CurrentUser).create_only(),
        Offer::CREATED_BY.by(User::USERNAME).named("author").read_only(),
    ))
    .validate(expires_before_the_start)
}

fn whole_when_large(salary: &Decimal) -> Result<(), Message> {
    let cents = *salary >= Decimal::from(100_000) && !salary.fract().is_zero();
    if cents { Err(Message::new("Large salaries must be whole numbers.", "not_whole")) } else { Ok(()) }
}

fn expires_before_the_start(offer: &Given<Offer>) -> Result<(), (&'static str, &'static str)> {
    match (offer.sent(Offer::STARTS_ON).flatten(), offer.sent(Offer::EXPIRES_AT).flatten()) {
        (Some(starts), Some(expires)) if expires.date_naive() > starts => Err(("expires_at", "The offer must expire before the start date.")),
        _ => Ok(()),
    }
}

pub fn document() -> Serializer<Document> {
    Serializer::of((
        Document::ID, Document::TITLE, Document::KIND, Document::FILE, Document::CANDIDATE, Document::PUBLIC,
        Document::UPLOADED_BY.text(), computed_async("size", size),
    ))
}

async fn size(context: Context, document: Document) -> Result<Option<i64>, ApiError> {
    let found = context.files().find(document.file.name()).await.map_err(ApiError::internal)?;
    Ok(found.and_then(|file| file.size.try_into().ok()))
}

pub fn user() -> Serializer<User> {
    Serializer::of((
        User::ID, User::USERNAME, User::FIRST_NAME, User::LAST_NAME, User::EMAIL, User::IS_STAFF,
        User::GROUPS.by(Group::NAME).read_only(),
        Candidate::OWNER.reverse().url().named("candidates").read_only(),
    ))
}

pub fn register() -> Serializer<User> {
    Serializer::of((
        User::ID, User::USERNAME.validator(is_a_user_name).unique("A user with that username already exists.", false),
        User::EMAIL.required(true).unique("An account with this email exists.", true),
        User::PASSWORD.password().min_length(8), own::<User, String>("password2", FieldKind::Char { trim: true }).password(),
    ))
    .named("Register")
    .validate(passwords_agree)
}

fn is_a_user_name(name: &str) -> Result<(), &'static str> {
    let known = name.chars().all(|letter| letter.is_alphanumeric() || "@.+-_".contains(letter));
    if known { Ok(()) } else { Err("Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.") }
}

fn passwords_agree(user: &Given<User>) -> Result<(), (&'static str, Message)> {
    let agree = user.value::<String>("password") == user.value("password2");
    if agree { Ok(()) } else { Err(("password2", Message::new("The two passwords differ.", "mismatch"))) }
}

#[derive(Serializer)]
pub struct Address {
    #[field(max_length = 40)] pub city: String,
    #[field(regex = "^[0-9]{4,6}$")] pub postcode: Option<String>,
}

/// Every kind of field, validated and echoed back; nothing is stored.
#[derive(Serializer)]
#[serializer(validate(flags_agree))]
pub struct Screening {
    #[field(min_length = 2, max_length = 12, label = "Short text", help = "Two to twelve characters", check(not_forbidden))] pub text: String,
    #[field(trim = false, blank, null)] pub untrimmed: Option<String>,
    pub flag: Option<bool>,
    #[field(null)] pub tri: Option<bool>,
    #[field(min = -5, max = 100)] pub whole: Option<i64>,
    #[field(min = 0.5, max = 99.5)] pub real: Option<f64>,
    #[field(max_digits = 6, decimal_places = 2, min = -5000, max = 5000)] pub money: Option<Decimal>,
    #[field(max_digits = 6, decimal_places = 2, as_string = false)] pub money_num: Option<Decimal>,
    #[field(email)] pub mail: Option<String>,
    #[field(url)] pub link: Option<String>,
    #[field(slug)] pub slug: Option<String>,
    #[field(slug, unicode)] pub uslug: Option<String>,
    pub uid: Option<Uuid>,
    #[field(format = "hex")] pub uid_int: Option<Uuid>,
    pub ip: Option<IpAddr>,
    pub ip4: Option<Ipv4Addr>,
    pub when: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    #[field(input_formats("iso-8601"), format = "%d %B %Y")] pub iso_day: Option<NaiveDate>,
    pub clock: Option<NaiveTime>,
    pub span: Option<TimeDelta>,
    #[field(choices("a" = "Alpha", "b" = "Beta"), blank)] pub pick: Option<String>,
    #[field(choices(1, 2, 3))] pub pick_int: Option<i64>,
    #[field(choices("x", "y", "z"), allow_empty = false)] pub picks: Option<Vec<String>>,
    #[field(min_length = 1, max_length = 3, child(max_length = 5))] pub tags: Option<Vec<String>>,
    #[field(child(allow_empty = false, child(min = 0)))] pub grid: Option<Vec<Vec<i64>>>,
    pub scores: Option<BTreeMap<String, i64>>,
    #[field(child(blank))] pub labels: Option<BTreeMap<String, Option<String>>>,
    pub blob: Option<Json>,
    #[field(binary)] pub bin_blob: Option<Json>,
    #[field(regex = r"^[A-Z]{3}-\d{2}$")] pub code: Option<String>,
    pub address: Option<Address>,
    #[field(allow_empty = false)] pub addresses: Option<Vec<Address>>,
    #[field(write_only)] pub secret: Option<String>,
    #[field(read_only, default = "constant")] pub fixed: String,
    #[field(default = 7)] pub preset: i64,
    #[field(name = "renamed")] pub inner_name: Option<String>,
}

fn not_forbidden(text: &str) -> Result<(), [&'static str; 2]> {
    if text == "forbid" { Err(["First reason.", "Second reason."]) } else { Ok(()) }
}

fn flags_agree(given: &Given<Screening>) -> Result<(), &'static str> {
    let disagree = given.value("flag") == Some(true) && given.value("tri") == Some(false);
    if disagree { Err("flag and tri disagree.") } else { Ok(()) }
}
