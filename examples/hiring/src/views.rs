//! The resources: who may do what with them, what can be asked of them, and what they do beyond rows.

use koroc::auth::User;
use koroc::axum::http::{HeaderValue, header::HeaderName};
use koroc::prelude::*;
use koroc::spec::StandardAction::{Create, Destroy, List, Retrieve};
use koroc::spec::{Lookup, Value};
use serde_json::json;

use crate::models::*;
use crate::serializers::*;

fn staff_or_read_only() -> Permission {
    Permission::request("staff_or_read_only", async |context: Context| Ok(context.method().is_safe() || context.user().is_some_and(|user| user.is_staff)))
}

fn owner_or_read_only() -> Permission {
    let owns = async |context: Context| Ok(context.method().is_safe() || context.user().is_some_and(|user| Some(user.id) == owner(&context)));
    Permission::object("owner_or_read_only", owns).message("Only the owner may change this candidate.")
}

fn owner(context: &Context) -> Option<i64> {
    context.object::<Candidate>().ok().map(|candidate| candidate.owner.0)
}

fn user_id(context: &Context) -> Result<i64, ApiError> {
    context.user().map(|user| user.id).ok_or_else(ApiError::not_authenticated)
}

pub fn skills() -> impl IntoResource {
    ModelViewSet::<Skill>::new()
        .description("Skills, by slug, in JSON or XML.")
        .permission(staff_or_read_only())
        .serializer(skill)
        .lookup(Skill::SLUG)
        .paginate(Pagination::Off)
        .renderers([Renderer::Json, Renderer::Xml, Renderer::Browsable])
        .parsers([Parser::Json, Parser::Xml, Parser::Form, Parser::MultiPart])
        .filter(Skill::CATEGORY)
        .search((Skill::SLUG.whole(), Skill::NAME.at_start()))
        .order_all()
}

pub fn handbooks() -> impl IntoResource {
    ModelViewSet::<Handbook>::new()
        .permission(ModelPermissionsOrAnonReadOnly)
        .authentication([Authenticator::Token, Authenticator::Basic])
        .serializer(handbook)
        .filter((Handbook::IS_CURRENT, Handbook::PUBLISHED_ON.lookups([Exact, Gte, Year, IsNull])))
        .order((Handbook::VERSION, Handbook::PUBLISHED_ON))
        .order_by(Handbook::ID.desc())
        .action(page)
        .action(sheet)
}

#[action(detail = true, methods(GET), renderers(StaticHtml))]
async fn page(context: Context) -> Result<Reply, ApiError> {
    let handbook: Handbook = context.object()?;
    Ok(Reply::of(format!("<h1>{}</h1>", handbook.title)))
}

#[action(detail = true, methods(GET), renderers(Template, Json))]
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
}

async fn owned(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    changes.set(Candidate::OWNER, ForeignKey(user_id(&context)?))?;
    Ok(changes)
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

pub fn interviews() -> impl IntoResource {
    ModelViewSet::<Interview>::new()
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
        .order((Interview::DAY, Interview::SLOT, Interview::SCORE))
}

pub fn offers() -> impl IntoResource {
    ModelViewSet::<Offer>::new().permission(IsAuthenticated).serializer(offer).paginate(Pagination::Off).order_all().action(decision)
}

#[action(detail = true, methods(POST))]
async fn decision(context: Context) -> Result<Reply, ApiError> {
    let mut offer: Offer = context.object()?;
    let Some(&Value::Bool(accepted)) = context.data()?.get("accepted") else { return Err(ApiError::parse("accepted must be true or false.")) };
    offer.accepted = Some(accepted);
    offer.save(context.db()).await.map_err(ApiError::internal)?;
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
    changes.set(Document::UPLOADED_BY, ForeignKey(user_id(&context)?))?;
    Ok(changes)
}

pub fn users() -> impl IntoResource {
    ReadOnlyModelViewSet::<User>::new().permission(IsAdminUser).serializer(user).lookup(User::USERNAME).paginate(Pagination::Off).order_all().order_by(User::ID)
}

pub fn register() -> impl IntoResource {
    GenericView::<User>::create().permission(AllowAny).authentication([]).serializer(crate::serializers::register)
}

pub fn current_handbooks() -> impl IntoResource {
    GenericView::<Handbook>::list().permission(AllowAny).serializer(handbook)
}

pub fn handbook_by_version() -> impl IntoResource {
    GenericView::<Handbook>::retrieve_update().permission(IsAdminUser | staff_or_read_only()).serializer(handbook).lookup(Handbook::VERSION)
}
