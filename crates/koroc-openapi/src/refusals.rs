//! The answers that say no: those that every view gives without being told to.

use koroc_spec::{Action, Authenticator, ContentForm, Operation, Pagination, Parser, Renderer, Resolved, Segment, VersionScheme};
use serde_json::{Map, Value, json};

use crate::content::{pages, rendered};
use crate::schemas::{errors, reference};

/// The ways of saying no, each an entry of the document's components.
#[derive(Clone, Copy)]
enum Refusal {
    Invalid,
    InvalidList,
    Unauthenticated,
    Forbidden,
    NotFound,
    NoSuchPath,
    NotAcceptable,
    TooLarge,
    UnsupportedMediaType,
    Throttled,
    Refused,
}

const ALL: [Refusal; 11] = [
    Refusal::Invalid,
    Refusal::InvalidList,
    Refusal::Unauthenticated,
    Refusal::Forbidden,
    Refusal::NotFound,
    Refusal::NoSuchPath,
    Refusal::NotAcceptable,
    Refusal::TooLarge,
    Refusal::UnsupportedMediaType,
    Refusal::Throttled,
    Refusal::Refused,
];

impl Refusal {
    /// Its name among the components, its status, and what it says.
    const fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Refusal::Invalid => ("Invalid", "400", "What was sent is not valid."),
            Refusal::InvalidList => ("InvalidList", "400", "What was sent is not valid; where it is a list, what is wrong with each of its items."),
            Refusal::Unauthenticated => ("Unauthenticated", "401", "The credentials are missing or wrong."),
            Refusal::Forbidden => ("Forbidden", "403", "This is not allowed."),
            Refusal::NotFound => ("NotFound", "404", "There is no such thing."),
            Refusal::NoSuchPath => ("NoSuchPath", "404", "There is no such thing, or nothing at such a path, which a page says."),
            Refusal::NotAcceptable => ("NotAcceptable", "406", "None of the forms that are asked for is answered here."),
            Refusal::TooLarge => ("TooLarge", "413", "The files are too large."),
            Refusal::UnsupportedMediaType => ("UnsupportedMediaType", "415", "The body's media type is not read here."),
            Refusal::Throttled => ("Throttled", "429", "Too many requests."),
            Refusal::Refused => ("Refused", "4XX", "What this refuses of its own accord."),
        }
    }

    fn schema(self) -> Value {
        match self {
            Refusal::Invalid => reference("Errors"),
            Refusal::InvalidList => errors::of_a_list(),
            Refusal::Refused => json!({}),
            Refusal::Unauthenticated | Refusal::Forbidden | Refusal::NotFound | Refusal::NoSuchPath | Refusal::NotAcceptable => reference("Detail"),
            Refusal::TooLarge | Refusal::UnsupportedMediaType | Refusal::Throttled => reference("Detail"),
        }
    }

    /// The answer in full.
    fn answer(self, renderers: &[Renderer]) -> Value {
        let (_, _, description) = self.told();
        let mut answer = json!({"description": description, "content": rendered(renderers, &self.schema())});
        let header = |what: &str, schema: Value| json!({"description": what, "schema": schema});
        match self {
            Refusal::Unauthenticated => answer["headers"] = json!({"WWW-Authenticate": header("How to say who asks.", json!({"type": "string"}))}),
            Refusal::Throttled => answer["headers"] = json!({"Retry-After": header("After how many seconds to try again.", json!({"type": "integer"}))}),
            Refusal::NoSuchPath => answer["content"]["text/html"] = json!({"schema": {"type": "string"}}),
            Refusal::Invalid | Refusal::InvalidList | Refusal::Forbidden | Refusal::NotFound | Refusal::NotAcceptable => {}
            Refusal::TooLarge | Refusal::UnsupportedMediaType | Refusal::Refused => {}
        }
        answer
    }
}

/// What an operation may say no with, by status. What says it in JSON alone, as most do, stands among the components.
pub(crate) fn refusals(resolved: &Resolved, operation: &Operation) -> Vec<(String, Value)> {
    // A refusal is no OpenAPI document, and is told in the usual forms.
    let renderers = if operation.action == Action::Schema { &resolved.settings.renderers } else { &operation.policy.renderers };
    let in_json = renderers.iter().all(|renderer| matches!(renderer, Renderer::Json | Renderer::Browsable)) && renderers.contains(&Renderer::Json);
    let answer = |refusal: Refusal| {
        let (name, status, _) = refusal.told();
        (status.to_owned(), if in_json { json!({"$ref": format!("#/components/responses/{name}")}) } else { refusal.answer(renderers) })
    };
    found(resolved, operation).into_iter().map(answer).collect()
}

/// The refusals to which the paths refer.
pub(crate) fn components(paths: &Value) -> Value {
    let text = paths.to_string();
    let used = ALL.into_iter().filter(|refusal| text.contains(&format!("\"#/components/responses/{}\"", refusal.told().0)));
    Value::Object(used.map(|refusal| (refusal.told().0.to_owned(), refusal.answer(&[Renderer::Json]))).collect::<Map<_, _>>())
}

fn found(resolved: &Resolved, operation: &Operation) -> Vec<Refusal> {
    let policy = &operation.policy;
    let takes_a_list = operation.schema.takes.as_ref().is_some_and(|content| content.form == ContentForm::List);
    // As in DRF, the first way of authentication decides: without a challenge to answer there is no 401.
    let challenged =
        policy.authentication.first().is_some_and(|first| !matches!(first, Authenticator::Session | Authenticator::Custom { challenge: None, .. }));
    let (reads, negotiates) = (reads(operation), operation.action != Action::Handler);
    let silent = operation.schema.answers.is_empty() && matches!(operation.action, Action::Extra | Action::Handler);
    let files = policy.parsers.iter().any(|parser| matches!(parser, Parser::MultiPart | Parser::FileUpload));
    let path = &resolved.routes[operation.route].path;
    let named = path.segments.iter().any(|segment| matches!(segment, Segment::Param(_)));
    [
        ((reads || is_filtered(operation)) && !takes_a_list, Refusal::Invalid),
        (reads && takes_a_list, Refusal::InvalidList),
        (challenged, Refusal::Unauthenticated),
        (!policy.authentication.is_empty(), Refusal::Forbidden),
        (!named && may_miss(operation), Refusal::NotFound),
        (named, Refusal::NoSuchPath),
        (negotiates, Refusal::NotAcceptable),
        (reads && files, Refusal::TooLarge),
        (reads, Refusal::UnsupportedMediaType),
        (!policy.throttles.is_empty(), Refusal::Throttled),
        (silent, Refusal::Refused),
    ]
    .into_iter()
    .filter_map(|(may, refusal)| may.then_some(refusal))
    .collect()
}

/// Whether a body is parsed, so that it may be of a type or a form that is not read.
fn reads(operation: &Operation) -> bool {
    match operation.action {
        Action::Create | Action::Update | Action::PartialUpdate | Action::ObtainToken => true,
        Action::Extra => operation.method.has_body(),
        Action::List | Action::Retrieve | Action::Destroy | Action::Handler | Action::Root => false,
        Action::Login | Action::Logout | Action::Schema | Action::Media => false,
    }
}

/// Whether the query may ask for what is no value of a filter.
fn is_filtered(operation: &Operation) -> bool {
    let lists = operation.action == Action::List || operation.schema.has_page();
    lists && operation.list.as_ref().is_some_and(|list| !list.filters.is_empty())
}

/// Whether a page or a version may be asked for that is not there.
fn may_miss(operation: &Operation) -> bool {
    let paged = match pages(operation) {
        Pagination::Off | Pagination::LimitOffset(_) => false,
        Pagination::PageNumber(_) | Pagination::Cursor(_) => operation.action == Action::List || operation.schema.has_page(),
    };
    let versioned = operation.policy.versioning.as_ref().is_some_and(|versioning| versioning.scheme != VersionScheme::Accept);
    paged || versioned
}
