//! The models of an agency: relations of every sort, and the kinds that a fund does not have.

use std::sync::Arc;

use koroc_spec::{
    App, Auto, Condition, Field, FieldKind, IntegerWidth, IpProtocol, Model, OnDelete, Relation, Resolved, Settings, UniqueTogether, Value, json, resolve,
};

/// The models' places.
pub const SKILL: usize = 0;
pub const CANDIDATE: usize = 1;
pub const OFFER: usize = 2;
pub const INTERVIEW: usize = 3;
/// The pairs of candidates and skills.
pub const PAIRS: usize = 4;

/// Fields of a candidate.
pub mod candidate {
    pub const ID: usize = 0;
    pub const NAME: usize = 1;
    pub const PROFILE: usize = 2;
    pub const START: usize = 3;
    pub const LENGTH: usize = 4;
    pub const ADDRESS: usize = 5;
    pub const CV: usize = 6;
    pub const REFERRED_BY: usize = 7;
    pub const BORN: usize = 8;
    pub const SEEN: usize = 9;
    pub const SKILLS: usize = 10;
}

pub fn key() -> Field {
    Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) }
}

pub fn text(name: &str, max: u64) -> Field {
    let mut field = Field::new(name, FieldKind::Char { trim: true });
    field.ty.limits.max_length = Some(max);
    field
}

pub fn relation(to: &str, on_delete: OnDelete) -> Relation {
    Relation::to(to, on_delete)
}

fn null(name: &str, kind: FieldKind) -> Field {
    let mut field = Field::new(name, kind);
    field.ty.null = true;
    field
}

fn skill() -> Model {
    let fields = vec![key(), Field { unique: true, ..text("slug", 50) }, text("name", 80)];
    Model { fields, ordering: vec!["slug".into()], ..Model::new("agency", "Skill") }
}

fn candidate() -> Model {
    let fields = vec![
        key(),
        text("name", 80),
        null("profile", FieldKind::Json),
        null("start", FieldKind::Time),
        null("length", FieldKind::Duration),
        null("address", FieldKind::Ip { protocol: IpProtocol::Both }),
        null("cv", FieldKind::File),
        null("referred_by", FieldKind::ForeignKey(relation("agency.Candidate", OnDelete::SetNull))),
        null("born", FieldKind::Date),
        null("seen", FieldKind::DateTime),
        Field::new("skills", FieldKind::ManyToMany(relation("agency.Skill", OnDelete::Cascade))),
    ];
    Model { fields, ..Model::new("agency", "Candidate") }
}

fn offer() -> Model {
    let fields = vec![key(), Field::new("candidate", FieldKind::OneToOne(relation("agency.Candidate", OnDelete::Cascade))), text("currency", 3)];
    Model { fields, ..Model::new("agency", "Offer") }
}

fn interview() -> Model {
    let fields = vec![
        key(),
        Field::new("candidate", FieldKind::ForeignKey(relation("agency.Candidate", OnDelete::Cascade))),
        Field::new("slot", FieldKind::Integer { width: IntegerWidth::Small, positive: true }),
        null("skill", FieldKind::ForeignKey(relation("agency.Skill", OnDelete::Protect))),
    ];
    let is = |field: &str, value, negated| Condition { field: field.into(), value, negated };
    let condition = vec![is("skill", Value::Null, true), is("slot", Value::Int(0), true)];
    let set = UniqueTogether { name: Some("uniq_slot".into()), condition, ..UniqueTogether::of(["candidate", "slot"]) };
    Model { fields, ordering: vec!["-slot".into()], unique_together: vec![set], ..Model::new("agency", "Interview") }
}

pub fn resolved() -> Arc<Resolved> {
    let app = App { name: "agency".into(), models: vec![skill(), candidate(), offer(), interview()], ..App::default() };
    Arc::new(resolve(&app, &Settings::default()).expect("the models are right"))
}

pub fn document(text: &str) -> Value {
    json::read(text).expect("the test's text is JSON")
}
