//! Which pages of other origins may use the application from a browser.

/// Cross-origin resource sharing (the Fetch standard's CORS protocol), for the whole application.
///
/// ```
/// use koroc_spec::Cors;
///
/// let cors = Cors::origins(["https://app.example.com"]).headers(["Authorization", "Content-Type"]).max_age(600);
/// assert_eq!(cors.max_age, Some(600));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    /// The origins whose pages may; `*`: all.
    pub allow_origins: Vec<String>,
    /// The methods that they may use; `*`: all.
    pub allow_methods: Vec<String>,
    /// The request headers that they may set.
    pub allow_headers: Vec<String>,
    /// The response headers that they may read.
    pub expose_headers: Vec<String>,
    /// Whether their requests carry cookies.
    pub allow_credentials: bool,
    /// For how many seconds a browser may remember the permission.
    pub max_age: Option<u32>,
}

impl Cors {
    /// Pages of these origins (`https://app.example.com`; `*` for all) may use every method, with the headers that browsers let everyone set.
    pub fn origins<'o>(origins: impl IntoIterator<Item = &'o str>) -> Cors {
        Cors {
            allow_origins: owned(origins),
            allow_methods: vec!["*".to_owned()],
            allow_headers: Vec::new(),
            expose_headers: Vec::new(),
            allow_credentials: false,
            max_age: None,
        }
    }

    /// The methods that they may use, in place of all.
    #[must_use]
    pub fn methods<'m>(self, methods: impl IntoIterator<Item = &'m str>) -> Cors {
        Cors { allow_methods: owned(methods), ..self }
    }

    /// The request headers that they may set, `Authorization` for one.
    #[must_use]
    pub fn headers<'h>(self, headers: impl IntoIterator<Item = &'h str>) -> Cors {
        Cors { allow_headers: owned(headers), ..self }
    }

    /// The response headers that they may read, beyond those that browsers let everyone read.
    #[must_use]
    pub fn expose<'h>(self, headers: impl IntoIterator<Item = &'h str>) -> Cors {
        Cors { expose_headers: owned(headers), ..self }
    }

    /// Their requests carry cookies; the origins must be named then.
    #[must_use]
    pub fn credentials(self) -> Cors {
        Cors { allow_credentials: true, ..self }
    }

    /// For how many seconds a browser may remember the permission.
    #[must_use]
    pub fn max_age(self, seconds: u32) -> Cors {
        Cors { max_age: Some(seconds), ..self }
    }
}

fn owned<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
