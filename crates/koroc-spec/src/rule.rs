//! Who may do what, and how requests and answers are encoded.

/// A permission: who may use an operation. Composable with [`Rule::And`], [`Rule::Or`] and [`Rule::Not`], as DRF's `&`, `|` and `~`.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Everyone.
    AllowAny,
    /// Whoever is logged in.
    IsAuthenticated,
    /// Staff.
    IsAdminUser,
    /// Everyone reads, whoever is logged in writes.
    IsAuthenticatedOrReadOnly,
    /// Whoever is logged in reads; writing needs the model's `add`, `change` or `delete` permission.
    ModelPermissions,
    /// As [`Rule::ModelPermissions`], and everyone reads.
    ModelPermissionsOrAnonReadOnly,
    /// What the settings say (`IsAuthenticated` unless they say otherwise).
    FromSettings,
    /// The program's own, by name.
    Named(String),
    /// All of them.
    And(Vec<Rule>),
    /// At least one of them.
    Or(Vec<Rule>),
    /// Not this one.
    Not(Box<Rule>),
}

impl std::ops::BitAnd for Rule {
    type Output = Rule;
    fn bitand(self, other: Rule) -> Rule {
        Rule::And(vec![self, other])
    }
}

impl std::ops::BitOr for Rule {
    type Output = Rule;
    fn bitor(self, other: Rule) -> Rule {
        Rule::Or(vec![self, other])
    }
}

impl std::ops::Not for Rule {
    type Output = Rule;
    fn not(self) -> Rule {
        Rule::Not(Box::new(self))
    }
}

/// A way of finding out who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authenticator {
    /// The login session's cookie, with a CSRF token on unsafe methods.
    Session,
    /// A user name and password in the Authorization header.
    Basic,
    /// A token in the Authorization header.
    Token,
}

/// A form of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// `application/json`, format `json`.
    Json,
    /// The browsable API: `text/html`, format `api`.
    Browsable,
}

impl Renderer {
    /// The media type it answers with.
    pub const fn media_type(self) -> &'static str {
        match self {
            Renderer::Json => "application/json",
            Renderer::Browsable => "text/html",
        }
    }

    /// Its name in a suffix or in `?format=`.
    pub const fn format(self) -> &'static str {
        match self {
            Renderer::Json => "json",
            Renderer::Browsable => "api",
        }
    }
}

/// A form of request bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parser {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    MultiPart,
}

impl Parser {
    /// The media type it reads.
    pub const fn media_type(self) -> &'static str {
        match self {
            Parser::Json => "application/json",
            Parser::Form => "application/x-www-form-urlencoded",
            Parser::MultiPart => "multipart/form-data",
        }
    }
}
