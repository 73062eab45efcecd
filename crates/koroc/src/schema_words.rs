//! What views, actions and functions say of themselves in the OpenAPI document.

use koroc_spec::{Answer, Content as Data, ContentForm, Method, ViewSchema};

use crate::models::Models;
use crate::named::Named;
use crate::serializer::IntoSerializer;
use crate::{Action, ApiView, Function};

/// What a body holds, for [`Action::answers`] and its like: anything that only the code knows, or what a serializer says.
///
/// ```
/// # use koroc::doc::*;
/// fn fund() -> Serializer<Fund> {
///     Serializer::all()
/// }
/// let page = Content::page(fund).about("The largest funds first.");
/// # let _ = page;
/// ```
#[must_use]
pub struct Content {
    pub(crate) data: Data,
    pub(crate) models: Models,
    pub(crate) functions: Vec<Named>,
}

impl Content {
    /// One object of a serializer; a serializer alone means this too.
    pub fn one(serializer: impl IntoSerializer) -> Self {
        Self::of(ContentForm::One, serializer)
    }

    /// A list of a serializer's objects.
    pub fn list(serializer: impl IntoSerializer) -> Self {
        Self::of(ContentForm::List, serializer)
    }

    /// A page of them, as [`Context::page`](crate::Context::page) makes it: the action may then be asked what the resource's lists may be asked.
    pub fn page(serializer: impl IntoSerializer) -> Self {
        Self::of(ContentForm::Page, serializer)
    }

    /// Anything, in the forms of the view's answers.
    pub fn any() -> Self {
        Self::form(ContentForm::Any)
    }

    /// No body; `()` means this too.
    pub fn nothing() -> Self {
        Self::form(ContentForm::Nothing)
    }

    /// Anything in a media type that the code names itself, such as a file's.
    pub fn media(media_type: &str) -> Self {
        Self::form(ContentForm::Media(media_type.to_owned()))
    }

    /// A sentence about it, in place of what its status says.
    pub fn about(mut self, text: &str) -> Self {
        self.data.description = text.to_owned();
        self
    }

    fn form(form: ContentForm) -> Self {
        Content { data: Data { form, ..Data::default() }, models: Models::default(), functions: Vec::new() }
    }

    fn of(form: ContentForm, serializer: impl IntoSerializer) -> Self {
        let serializer = serializer.into_serializer();
        let data = Data { form, serializer: Some(serializer.data), description: String::new() };
        Content { data, models: serializer.models, functions: serializer.functions }
    }
}

/// A [`Content`], a serializer for one object of it, or `()` for no body.
#[diagnostic::on_unimplemented(message = "`{Self}` is no content of a body", label = "expected a serializer, `Content::list(…)` and its like, or `()`")]
pub trait IntoContent {
    /// The content.
    fn into_content(self) -> Content;
}

impl IntoContent for Content {
    fn into_content(self) -> Content {
        self
    }
}

impl IntoContent for () {
    fn into_content(self) -> Content {
        Content::nothing()
    }
}

#[diagnostic::do_not_recommend]
impl<S: IntoSerializer> IntoContent for S {
    fn into_content(self) -> Content {
        Content::one(self)
    }
}

macro_rules! schema_words {
    ($($view:ty),*) => {$(
        impl $view {
            /// A status that it answers, and with what, in the OpenAPI document (DRF's `@extend_schema`, FastAPI's `response_model`): what only its code
            /// knows. What every view answers (401, 403, 404, 406, 415, 429) the document has by itself; of a view without a word it says that it may
            /// answer anything.
            ///
            /// ```
            /// # use koroc::doc::*;
            /// # fn fund() -> Serializer<Fund> { Serializer::all() }
            /// /// Buys a share.
            /// #[action(detail = true, methods(POST), answers(201 = fund, 409))]
            /// async fn buy(context: Context) -> Result<Reply, ApiError> {
            ///     let fund: Fund = context.object()?;
            ///     Ok(Reply::json(&context.represent(&fund).await?))
            /// }
            /// ```
            pub fn answers(mut self, status: u16, content: impl IntoContent) -> Self {
                let content = self.keep(content);
                self.schemas().for_each(|schema| schema.answers.push(Answer { method: None, status, content: content.clone() }));
                self
            }

            /// A status that only one of its methods answers; see [`answers`](Self::answers).
            pub fn answers_to(mut self, method: Method, status: u16, content: impl IntoContent) -> Self {
                let content = self.keep(content);
                self.schemas().for_each(|schema| schema.answers.push(Answer { method: Some(method), status, content: content.clone() }));
                self
            }

            /// What it takes, in the OpenAPI document, where that is not one object of its own serializer.
            pub fn takes(mut self, content: impl IntoContent) -> Self {
                let content = self.keep(content);
                self.schemas().for_each(|schema| schema.takes = Some(content.clone()));
                self
            }

            /// Leaves it out of the OpenAPI document (DRF's `exclude_from_schema`); it is served all the same.
            pub fn exclude_from_schema(mut self) -> Self {
                self.schemas().for_each(|schema| schema.excluded = true);
                self
            }

            /// Keeps what comes with a serializer.
            fn keep(&mut self, content: impl IntoContent) -> Data {
                let content = content.into_content();
                self.models.extend(content.models);
                self.functions.extend(content.functions);
                content.data
            }
        }
    )*};
}

schema_words!(Action, ApiView, Function);

impl Action {
    fn schemas(&mut self) -> impl Iterator<Item = &mut ViewSchema> {
        std::iter::once(&mut self.data.schema)
    }
}

impl ApiView {
    fn schemas(&mut self) -> impl Iterator<Item = &mut ViewSchema> {
        std::iter::once(&mut self.data.schema)
    }
}

impl Function {
    /// Of a view the endpoint that was added last.
    fn schemas(&mut self) -> impl Iterator<Item = &mut ViewSchema> {
        self.data.endpoints.last_mut().map(|endpoint| &mut endpoint.schema).into_iter()
    }
}
