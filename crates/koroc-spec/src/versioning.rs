//! Versions of an API: where a request says which one it means.

/// How requests name a version of the API (DRF's versioning schemes).
///
/// ```
/// use koroc_spec::Versioning;
/// let by_query = Versioning::query().default("1").allowed(["1", "2"]).param("v");
/// assert_eq!(by_query.param, "v");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioning {
    /// Where the version stands.
    pub scheme: VersionScheme,
    /// The version of requests that name none.
    pub default: Option<String>,
    /// The versions that are answered beside the default; empty: any.
    pub allowed: Vec<String>,
    /// The name of the path's parameter, of the media type's, or of the query's.
    pub param: String,
}

/// Where a request names its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionScheme {
    /// In a parameter of the path, `/{version}/funds`.
    Path,
    /// In a parameter of the media type, `Accept: application/json; version=1.0`.
    Accept,
    /// In the query, `?version=1.0`.
    Query,
    /// In the first label of the host, `v1.example.com`.
    Host,
    /// In the namespace of the route's name, `v1:funds-list`.
    Namespace,
}

impl VersionScheme {
    /// DRF's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            VersionScheme::Path => "URLPathVersioning",
            VersionScheme::Accept => "AcceptHeaderVersioning",
            VersionScheme::Query => "QueryParameterVersioning",
            VersionScheme::Host => "HostNameVersioning",
            VersionScheme::Namespace => "NamespaceVersioning",
        }
    }
}

impl Versioning {
    fn of(scheme: VersionScheme) -> Self {
        Versioning { scheme, default: None, allowed: Vec::new(), param: "version".to_owned() }
    }

    /// In a parameter of the path.
    pub fn path() -> Self {
        Versioning::of(VersionScheme::Path)
    }

    /// In a parameter of the media type that is accepted.
    pub fn accept() -> Self {
        Versioning::of(VersionScheme::Accept)
    }

    /// In the query.
    pub fn query() -> Self {
        Versioning::of(VersionScheme::Query)
    }

    /// In the first label of the host.
    pub fn host() -> Self {
        Versioning::of(VersionScheme::Host)
    }

    /// In the namespace of the route's name.
    pub fn namespace() -> Self {
        Versioning::of(VersionScheme::Namespace)
    }

    /// With the version of requests that name none.
    pub fn default(mut self, version: &str) -> Self {
        self.default = Some(version.to_owned());
        self
    }

    /// With the versions that are answered; without this any is.
    pub fn allowed<'v>(mut self, versions: impl IntoIterator<Item = &'v str>) -> Self {
        self.allowed = versions.into_iter().map(str::to_owned).collect();
        self
    }

    /// With another name for the parameter than `version`.
    pub fn param(mut self, name: &str) -> Self {
        self.param = name.to_owned();
        self
    }

    /// Whether a version is answered: the default always is, any is where none are named.
    pub fn allows(&self, version: &str) -> bool {
        self.allowed.is_empty() || self.default.as_deref() == Some(version) || self.allowed.iter().any(|allowed| allowed == version)
    }
}
