//! A function with a path of its own, on the whole way of the API.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use koroc_http::{ApiError, Behaviours, Context, Reply};
use koroc_spec::{ApiView as Data, Deploy, Method, Suffixes, ViewPolicy, ViewSchema};

use crate::models::Models;
use crate::named::Named;
use crate::permission::{NamedPermission, Permission};
use crate::said;

/// What answers one method.
type Answer = Arc<dyn Fn(Context) -> Pin<Box<dyn Future<Output = Result<Reply, ApiError>> + Send>> + Send + Sync>;

/// A view of the API without rows (DRF's `@api_view` and `APIView`): negotiated, authenticated, permitted and throttled as a resource is, its body
/// parsed, its [`Reply`] rendered in the form that the client accepts.
///
/// `#[api_view]` makes it of one function; written out it has a function for each method.
///
/// ```
/// # use koroc::doc::*;
/// async fn read(_: Context) -> Result<Reply, ApiError> {
///     Ok(Reply::of("a note"))
/// }
/// async fn write(context: Context) -> Result<Reply, ApiError> {
///     Ok(Reply::of(context.data()?.get("text").is_some()))
/// }
/// let note = ApiView::new("note", "/note", IsAuthenticated).on(Method::Get, read).on(Method::Post, write).throttles([Throttle::user().rate("10/min")]);
/// # let _ = App::new("example").api_view(note);
/// ```
#[must_use]
pub struct ApiView {
    pub(crate) data: Data,
    pub(crate) permissions: Vec<NamedPermission>,
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
    answers: HashMap<Method, Answer>,
}

impl ApiView {
    /// A view at `path` for whom `permission` lets; [`on`](Self::on) says what it does. The path's parameters may have patterns: `{version:v\\d+}`,
    /// `{id:int}`.
    pub fn new(name: &str, path: &str, permission: impl Into<Permission>) -> Self {
        let permission = permission.into();
        let data = Data {
            name: name.to_owned(),
            path: path.to_owned(),
            route_name: None,
            title: None,
            methods: Vec::new(),
            head: true,
            permission: permission.rule,
            policy: ViewPolicy::default(),
            serializer: None,
            suffixes: Suffixes::Never,
            description: String::new(),
            schema: ViewSchema::default(),
            deploy: Deploy::default(),
        };
        ApiView { data, permissions: permission.named, models: Models::default(), functions: Vec::new(), answers: HashMap::new() }
    }

    /// Answers a method; GET answers HEAD too.
    pub fn on<F, R>(mut self, method: Method, answer: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        self.data.methods.push(method);
        self.answers.insert(method, Arc::new(move |context| Box::pin(answer(context))));
        self
    }

    /// Answers several methods with one function, which tells them apart by [`Context::method`].
    pub fn on_all<F, R>(self, methods: impl IntoIterator<Item = Method>, answer: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, ApiError>> + Send + 'static,
    {
        let answer = Arc::new(answer);
        methods.into_iter().fold(self, |view, method| {
            let answer = Arc::clone(&answer);
            view.on(method, move |context| answer(context))
        })
    }

    /// The same view under another name and path, for one that is served at several.
    pub fn also(mut self, name: &str, path: &str) -> Self {
        self.data.name = name.to_owned();
        self.data.path = path.to_owned();
        self.data.route_name = None;
        self
    }

    /// Whether it answers HEAD where it answers GET, as it does without this (and DRF's `@api_view` does not).
    pub fn head(mut self, head: bool) -> Self {
        self.data.head = head;
        self
    }

    /// The name of its route for [`Context::reverse`]; what stands before a colon is its namespace. Without this the view's name.
    pub fn route_name(mut self, name: &str) -> Self {
        self.data.route_name = Some(name.to_owned());
        self
    }

    /// The name that people and OPTIONS see; without this made from its name.
    pub fn title(mut self, title: &str) -> Self {
        self.data.title = Some(title.to_owned());
        self
    }

    /// What it is for: on its page, in OPTIONS and in the OpenAPI document.
    pub fn description(mut self, text: &str) -> Self {
        self.data.description = text.to_owned();
        self
    }

    said::policy!("as the settings say");

    /// The formats that may follow its path, `json` for `/note.json`; without this none.
    pub fn suffixes<'f>(mut self, formats: impl IntoIterator<Item = &'f str>) -> Self {
        self.data.suffixes = Suffixes::Of(formats.into_iter().map(str::to_owned).collect());
        self
    }

    said::serializer! {
        /// The serializer of what it takes, whose fields OPTIONS and the OpenAPI document show.
    }

    said::deploy!();

    /// Its behaviour, under its name.
    pub(crate) fn bind(&mut self, behaviours: Behaviours) -> Behaviours {
        let answers = std::mem::take(&mut self.answers);
        behaviours.extra(&self.data.name, move |context| {
            let method = context.operation().map(|operation| operation.method);
            let answer = method.and_then(|method| answers.get(&method)).cloned();
            async move {
                match answer {
                    Some(answer) => answer(context).await,
                    None => Err(ApiError::method_not_allowed(context.method().as_str())),
                }
            }
        })
    }
}

/// What [`App::api_view`](crate::App::api_view) takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view of the API",
    label = "put `#[api_view(path = \"/…\", methods(GET), permission = …)]` above it"
)]
pub trait IntoApiView {
    /// The view.
    fn into_api_view(self) -> ApiView;
}

impl IntoApiView for ApiView {
    fn into_api_view(self) -> ApiView {
        self
    }
}

/// What `#[api_view]` makes of a function.
#[diagnostic::do_not_recommend]
impl<F: FnOnce() -> ApiView> IntoApiView for F {
    fn into_api_view(self) -> ApiView {
        self()
    }
}
