//! How requests say who they come from, and the forms of bodies and answers.

/// A way of finding out who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authenticator {
    /// The login session's cookie, with a CSRF token on unsafe methods.
    Session,
    /// A user name and password in the Authorization header.
    Basic,
    /// A token in the Authorization header.
    Token,
    /// The program's own.
    Custom {
        /// The name of its function.
        name: String,
        /// The value of `WWW-Authenticate` where it comes first and nobody is found; `None`: such requests are answered 403 instead of 401.
        challenge: Option<String>,
    },
}

impl Authenticator {
    /// One of the program's own, found by its name; the challenge is what whoever it does not know is told in `WWW-Authenticate`.
    pub fn own(name: &str, challenge: Option<&str>) -> Self {
        Authenticator::Custom { name: name.to_owned(), challenge: challenge.map(str::to_owned) }
    }
}

/// A form of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renderer {
    /// `application/json`, format `json`.
    Json,
    /// The browsable API: `text/html`, format `api`.
    Browsable,
    /// `application/xml`, format `xml`: elements named by field, those of a list `list-item`, in a `root`.
    Xml,
    /// Text that is HTML already: `text/html`, format `html`.
    StaticHtml,
    /// A page from the template that the answer names: `text/html`, format `html`.
    Template,
    /// The OpenAPI document: `application/vnd.oai.openapi+json`, format `openapi-json`.
    OpenApi,
    /// The program's own.
    Custom(CustomRenderer),
}

/// A form of answers that the program makes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomRenderer {
    /// The name of its function.
    pub name: String,
    /// The media type it answers with.
    pub media_type: String,
    /// Its name in a suffix or in `?format=`.
    pub format: String,
    /// The charset that text is encoded in and that Content-Type names; `None`: it makes bytes, and Content-Type names none.
    pub charset: Option<String>,
}

impl CustomRenderer {
    fn new(name: &str, media_type: &str, format: &str, charset: Option<&str>) -> Self {
        CustomRenderer { name: name.to_owned(), media_type: media_type.to_owned(), format: format.to_owned(), charset: charset.map(str::to_owned) }
    }
}

impl Renderer {
    /// One of the program's own, found by its name, whose answers are text in a charset.
    pub fn text(name: &str, media_type: &str, format: &str, charset: &str) -> Self {
        Renderer::Custom(CustomRenderer::new(name, media_type, format, Some(charset)))
    }

    /// One of the program's own, found by its name, whose answers are bytes.
    pub fn bytes(name: &str, media_type: &str, format: &str) -> Self {
        Renderer::Custom(CustomRenderer::new(name, media_type, format, None))
    }

    /// The media type it answers with.
    pub fn media_type(&self) -> &str {
        match self {
            Renderer::Json => "application/json",
            Renderer::Browsable | Renderer::StaticHtml | Renderer::Template => "text/html",
            Renderer::Xml => "application/xml",
            Renderer::OpenApi => "application/vnd.oai.openapi+json",
            Renderer::Custom(own) => &own.media_type,
        }
    }

    /// Its name in a suffix or in `?format=`.
    pub fn format(&self) -> &str {
        match self {
            Renderer::Json => "json",
            Renderer::Browsable => "api",
            Renderer::StaticHtml | Renderer::Template => "html",
            Renderer::Xml => "xml",
            Renderer::OpenApi => "openapi-json",
            Renderer::Custom(own) => &own.format,
        }
    }
}

/// A form of request bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parser {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    MultiPart,
    /// `application/xml`, as [`Renderer::Xml`] writes it.
    Xml,
    /// Any type: the whole body is one file.
    FileUpload,
    /// The program's own.
    Custom {
        /// The name of its function.
        name: String,
        /// The media type it reads.
        media_type: String,
    },
}

impl Parser {
    /// One of the program's own, found by its name.
    pub fn own(name: &str, media_type: &str) -> Self {
        Parser::Custom { name: name.to_owned(), media_type: media_type.to_owned() }
    }

    /// The media type it reads.
    pub fn media_type(&self) -> &str {
        match self {
            Parser::Json => "application/json",
            Parser::Form => "application/x-www-form-urlencoded",
            Parser::MultiPart => "multipart/form-data",
            Parser::Xml => "application/xml",
            Parser::FileUpload => "*/*",
            Parser::Custom { media_type, .. } => media_type,
        }
    }
}
