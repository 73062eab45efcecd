//! The resources: who may do what with them, what can be asked of them, and what they do beyond rows.

use std::collections::BTreeMap;

use koroc::auth::User;
use koroc::axum::http::{HeaderValue, StatusCode, header::HeaderName};
use koroc::db::{DbErrorKind, Expr, FieldValue};
use koroc::http::auth::{NewUser, create_user};
use koroc::prelude::*;
use koroc::spec::StandardAction::{Create, Destroy, List, PartialUpdate, Retrieve, Update};
use koroc::spec::{Lookup, Value};
use koroc::{ErrorKind, ManyLimits, SerializerStruct};
use serde_json::json;

use crate::funnel;
use crate::models::*;
use crate::serializers::*;

fn staff_or_read_only() -> Permission {
    Permission::request("staff_or_read_only", async |context: Context| Ok(context.only_reads() || context.user().is_some_and(|user| user.is_staff)))
}

fn owner_or_read_only() -> Permission {
    let owns = async |context: Context| Ok(context.only_reads() || context.user().map(|user| user.id) == Some(context.object::<Candidate>()?.owner.0));
    Permission::object("owner_or_read_only", owns).message("Only the owner may change this candidate.")
}

pub fn skills() -> impl IntoResource {
    ModelViewSet::<Skill>::new()
        .description("Skills, by slug, in JSON or XML.")
        .permission(staff_or_read_only())
        .serializer(skill)
        .lookup(Skill::SLUG)
        .lookup_pattern("[a-zA-Z0-9_-]+")
        .paginate(Pagination::Off)
        .renderers([Renderer::Json, Renderer::Xml, Renderer::Browsable])
        .parsers([Parser::Json, Parser::Xml, Parser::Form, Parser::MultiPart])
        .filter(Skill::CATEGORY)
        .search((Skill::SLUG.whole(), Skill::NAME.at_start()))
        .order_all()
        .action(bulk)
}

#[action(detail = false, methods(POST), takes = Content::list(skill), answers(201 = Content::list(skill)))]
async fn bulk(context: Context) -> Result<Reply, ApiError> {
    let changes = context.changes_many(ManyLimits { allow_empty: false, max_length: Some(3), ..ManyLimits::default() }).await?;
    let skills: Vec<Skill> = context.save_many(changes).await?;
    Ok(Reply::json(&context.represent_many(&skills).await?).with_status(StatusCode::CREATED))
}

pub fn handbooks() -> impl IntoResource {
    ModelViewSet::<Handbook>::new()
        .permission(ModelPermissionsOrAnonReadOnly)
        .authentication([Authenticator::Token, Authenticator::Basic])
        .serializer(handbook)
        .filter((Handbook::IS_CURRENT, Handbook::PUBLISHED_ON.lookups([Exact, Gte, Year, IsNull])))
        .order((Handbook::VERSION, Handbook::PUBLISHED_ON))
        .order_by(Handbook::ID.desc())
        .destroy_with(unless_acknowledged)
        .answers_for("destroy", 409, Content::any().about("The handbook has acknowledgements."))
        .action(page)
        .action(sheet)
}

async fn unless_acknowledged(context: Context) -> Result<(), ApiError> {
    let handbook: Handbook = context.object()?;
    match Handbook::objects().filter(Handbook::ID.eq(handbook.id)).delete(context.db()).await {
        Err(error) if matches!(error.kind(), DbErrorKind::Protected) => Err(ApiError::conflict("The handbook has acknowledgements.")),
        deleted => deleted.map(drop).map_err(ApiError::internal),
    }
}

#[action(detail = true, methods(GET), renderers(StaticHtml), answers(200))]
async fn page(context: Context) -> Result<Reply, ApiError> {
    let handbook: Handbook = context.object()?;
    Ok(Reply::of(format!("<h1>{}</h1>", handbook.title)))
}

#[action(detail = true, methods(GET), renderers(Template, Json), answers(200))]
async fn sheet(context: Context) -> Result<Reply, ApiError> {
    let handbook: Handbook = context.object()?;
    Ok(Reply::of(json!({"title": handbook.title, "version": handbook.version})).with_template("hiring/sheet.html"))
}

pub fn candidates() -> impl IntoResource {
    ModelViewSet::<Candidate>::new()
        .description("The funnel. Anyone reads, the owner writes.")
        .permission(IsAuthenticatedOrReadOnly & owner_or_read_only())
        .serializer(candidate)
        .serializer_for("retrieve", candidate_detail)
        .serializer_for("advance", Advance::serializer)
        .serializer_for("replace_skills", SkillSet::serializer)
        .paginate(LimitOffset::of(5).max(20))
        .filterset((
            Candidate::STAGE,
            Candidate::COUNTRY,
            Candidate::REMOTE_ONLY,
            Candidate::ENGLISH_LEVEL,
            Candidate::REFERRED_BY,
            Candidate::YEARS_EXPERIENCE.lookups([Gte]).param("min_years"),
            Candidate::YEARS_EXPERIENCE.lookups([Lte]).param("max_years"),
            Candidate::SKILLS.to(Skill::SLUG).any_of().param("skill"),
            Candidate::FULL_NAME.lookups([IContains]).param("name"),
            Candidate::HOURLY_RATE.lookups([IsNull]).param("has_rate").exclude(),
            Candidate::CREATED_AT.from_to().param("created"),
        ))
        .search((Candidate::FULL_NAME, Candidate::EMAIL.at_start(), Candidate::COUNTRY.whole(), Candidate::SKILLS.to(Skill::NAME)))
        .order((Candidate::FULL_NAME, Candidate::YEARS_EXPERIENCE, Candidate::HOURLY_RATE, Candidate::ID))
        .order_by(Candidate::ID)
        .before_create(owned)
        .action(advance)
        .action(set_skills)
        .action(replace_skills)
        .action(clear_skills)
        .action(stats)
        .action(mine)
}

async fn owned(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    changes.set(Candidate::OWNER, ForeignKey(context.authenticated()?.id))?;
    Ok(changes)
}

/// The stages that may follow a stage.
fn next(stage: &str) -> &'static [&'static str] {
    match stage {
        "applied" => &["handbook", "rejected"],
        "handbook" => &["interview", "rejected"],
        "interview" => &["offer", "rejected"],
        "offer" => &["hired", "rejected"],
        _ => &[],
    }
}

/// Move a candidate to the next stage.
#[action(detail = true, methods(POST), answers(200 = candidate, 409))]
async fn advance(context: Context) -> Result<Reply, ApiError> {
    let mut candidate: Candidate = context.object()?;
    let Advance { to, .. } = context.validated().await?;
    if !next(&candidate.stage).contains(&to.as_str()) {
        let detail = json!({"from": candidate.stage, "to": to, "detail": "Stage transition not allowed."});
        return Err(ApiError::detailed(ErrorKind::Conflict, detail.into_value(), "conflict"));
    }
    candidate.stage = to;
    candidate.save(context.db()).await?;
    Ok(Reply::json(&context.represent(&candidate).await?))
}

#[action(detail = true, methods(GET), url_path = "skills", url_name = "skills", answers(200 = Content::list(skill)))]
async fn set_skills(context: Context) -> Result<Reply, ApiError> {
    let candidate: Candidate = context.object()?;
    let skills = Candidate::SKILLS.many(&candidate).all(context.db()).await?;
    Ok(Reply::json(&context.represent_many(&skills).await?))
}

#[action(detail = true, methods(PUT), url_path = "skills", url_name = "skills", answers(200 = Content::list(skill)))]
async fn replace_skills(context: Context) -> Result<Reply, ApiError> {
    let candidate: Candidate = context.object()?;
    let SkillSet { skills } = context.validated().await?;
    Candidate::SKILLS.many(&candidate).set(context.db(), skills).await?;
    let skills = Candidate::SKILLS.many(&candidate).all(context.db()).await?;
    Ok(Reply::json(&context.represent_many(&skills).await?))
}

#[action(detail = true, methods(DELETE), url_path = "skills", url_name = "skills", answers(204))]
async fn clear_skills(context: Context) -> Result<Reply, ApiError> {
    let candidate: Candidate = context.object()?;
    Candidate::SKILLS.many(&candidate).clear(context.db()).await?;
    Ok(Reply::no_content())
}

#[action(detail = false, methods(GET), permission = IsAuthenticated, answers(200))]
async fn stats(context: Context) -> Result<Reply, ApiError> {
    let by_stage = Candidate::objects().group_by(Candidate::STAGE).count(context.db()).await?;
    let total: u64 = by_stage.iter().map(|(_, count)| count).sum();
    Ok(Reply::of(json!({"total": total, "by_stage": by_stage.into_iter().collect::<BTreeMap<_, _>>()})))
}

#[action(detail = false, methods(GET), permission = IsAuthenticated, answers(200 = Content::page(candidate)))]
async fn mine(context: Context) -> Result<Reply, ApiError> {
    context.page(&Candidate::OWNER.eq(ForeignKey(context.authenticated()?.id)))
}

pub fn acknowledgements() -> impl IntoResource {
    ModelViewSet::<Acknowledgement>::new()
        .only([List, Create, Retrieve, Destroy])
        .permission(IsAuthenticatedOrReadOnly)
        .serializer(acknowledgement)
        .paginate(Cursor::of(2).by(Acknowledgement::ACKNOWLEDGED_AT.desc()))
}

pub fn interviewers() -> impl IntoResource {
    ModelViewSet::<Interviewer>::new()
        .permission(ModelPermissions)
        .serializer(interviewer)
        .paginate(Cursor::of(2).by((Interviewer::COMPANY, Interviewer::NAME)).size_param("page_size", 5))
        .filter((Interviewer::ACTIVE, Interviewer::COMPANY))
        .search(Interviewer::NAME)
}

pub fn interviews(handbook_first: bool) -> impl IntoResource {
    let interviews = ModelViewSet::<Interview>::new()
        .permission(IsAuthenticated)
        .authentication([Authenticator::Basic])
        .serializer(interview)
        .paginate(PageNumber::of(3).param("p").size_param("page_size", 10).last(["last", "end"]))
        .filter((
            Interview::CANDIDATE,
            Interview::INTERVIEWER.lookups([Exact, IsNull]),
            Interview::DAY.lookups([Exact, Range]),
            Interview::VERDICT,
            Interview::SCORE.lookups([Gte, Lte]),
            Interview::SCHEDULED_FOR.lookups([Lookup::Date, Lt]),
        ))
        .search((Interview::CANDIDATE.to(Candidate::FULL_NAME), Interview::NOTES))
        .order((Interview::DAY, Interview::SLOT, Interview::SCORE));
    if handbook_first { interviews.before_create(funnel::handbook_first) } else { interviews }
}

pub fn offers() -> impl IntoResource {
    ModelViewSet::<Offer>::new()
        .only([List, Create, Retrieve, Update, PartialUpdate])
        .permission(IsAuthenticated)
        .serializer(offer)
        .paginate(Pagination::Off)
        .order_all()
        .scope(own_offers)
        .action(decision)
}

fn own_offers(context: &Context) -> Result<Expr<Offer>, ApiError> {
    let user = context.authenticated()?;
    Ok(if user.is_staff { Expr::all() } else { Offer::CREATED_BY.eq(ForeignKey(user.id)) })
}

#[action(detail = true, methods(POST), answers(200))]
async fn decision(context: Context) -> Result<Reply, ApiError> {
    let mut offer: Offer = context.object()?;
    let Some(&Value::Bool(accepted)) = context.data()?.get("accepted") else { return Err(ApiError::parse("accepted must be true or false.")) };
    offer.accepted = Some(accepted);
    offer.save(context.db()).await?;
    Ok(Reply::of(json!({"accepted": accepted})).with_header(HeaderName::from_static("x-offer"), HeaderValue::from(offer.id)))
}

pub fn documents() -> impl IntoResource {
    ModelViewSet::<Document>::new()
        .permission(IsAuthenticated)
        .serializer(document)
        .parsers([Parser::MultiPart, Parser::Form])
        .throttles_for("create", [Throttle::scoped("uploads").rate("6/day")])
        .order_all()
        .before_create(uploaded)
}

async fn uploaded(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    changes.set(Document::UPLOADED_BY, ForeignKey(context.authenticated()?.id))?;
    Ok(changes)
}

pub fn users() -> impl IntoResource {
    ReadOnlyModelViewSet::<User>::new().permission(IsAdminUser).serializer(user).lookup(User::USERNAME).paginate(Pagination::Off).order_all().order_by(User::ID)
}

pub fn register() -> impl IntoResource {
    GenericView::<User>::create().permission(AllowAny).authentication([]).serializer(crate::serializers::register).create_with(new_user)
}

async fn new_user(context: Context, changes: Changes) -> Result<User, ApiError> {
    let (username, email, password) = (changes.get(User::USERNAME)?, changes.get(User::EMAIL)?, changes.get(User::PASSWORD)?);
    let new = NewUser { username: &username.unwrap_or_default(), email: &email.unwrap_or_default(), password: password.as_deref(), ..NewUser::default() };
    let id = create_user(context.db(), &new).await.map_err(ApiError::internal)?;
    Ok(User::objects().filter(User::ID.eq(id)).get(context.db()).await?)
}

pub fn current_handbooks() -> impl IntoResource {
    let view = GenericView::<Handbook>::list().title("Handbook List").description("Generic class based views beside the viewset: GET only.");
    view.permission(AllowAny).serializer(handbook).scope(|_| Ok(Handbook::IS_CURRENT.eq(true)))
}

pub fn handbook_by_version() -> impl IntoResource {
    GenericView::<Handbook>::retrieve_update()
        .title("Handbook Detail")
        .permission(IsAdminUser | staff_or_read_only())
        .serializer(handbook)
        .lookup(Handbook::VERSION)
}
