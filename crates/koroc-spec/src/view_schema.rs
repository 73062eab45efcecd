//! What a view says of itself in documents, where that does not follow from the rest of its declaration.

use crate::{Method, Serializer};

/// What a view, an action or a function says in the OpenAPI document (the spirit of DRF's `@extend_schema` and FastAPI's `response_model`): what it
/// answers and takes that only its code knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ViewSchema {
    /// Whether the document leaves it out.
    pub excluded: bool,
    /// What it takes; `None`: what its serializer reads, and anything where it has none of its own.
    pub takes: Option<Content>,
    /// What it answers beside what every view answers; empty: anything.
    pub answers: Vec<Answer>,
}

/// An answer by its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The method that gives it; `None`: all that the view answers.
    pub method: Option<Method>,
    /// The status, 200 to 599.
    pub status: u16,
    /// What it holds.
    pub content: Content,
}

/// What a body holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    /// Its form.
    pub form: ContentForm,
    /// The serializer of what it holds; `None`: that of the operation.
    pub serializer: Option<Serializer>,
    /// A sentence about it; empty: what its form or its status says.
    pub description: String,
}

/// The forms of bodies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ContentForm {
    /// None: there is no body.
    Nothing,
    /// Anything, in the view's media types.
    #[default]
    Any,
    /// One object of the serializer.
    One,
    /// A list of them.
    List,
    /// A page of them, as the resource's lists are paged; what its lists may be asked, this may be asked too.
    Page,
    /// Anything in this media type, which the view's code names itself, `application/pdf`.
    Media(String),
}

/// What an operation says of itself, as readers find it: the answers of its method, serializers by their place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResolvedSchema {
    /// Whether documents leave it out.
    pub excluded: bool,
    /// What it takes; `None`: what follows from what it does.
    pub takes: Option<ResolvedContent>,
    /// What it answers, by status; empty: what follows from what it does.
    pub answers: Vec<(u16, ResolvedContent)>,
}

/// As [`Content`], its serializer by its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResolvedContent {
    /// Its form.
    pub form: ContentForm,
    /// The serializer of what it holds.
    pub shape: Option<usize>,
    /// A sentence about it.
    pub description: String,
}

impl ResolvedContent {
    /// One object of a serializer.
    pub fn one(shape: usize) -> Self {
        ResolvedContent { form: ContentForm::One, shape: Some(shape), description: String::new() }
    }
}

impl ResolvedSchema {
    /// Whether some answer is a page, so that the operation may be asked what lists may be asked.
    pub fn has_page(&self) -> bool {
        self.answers.iter().any(|(_, content)| content.form == ContentForm::Page)
    }
}
