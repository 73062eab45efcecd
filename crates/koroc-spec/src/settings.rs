//! Settings: what may differ between two runs of one program.

use crate::{Authenticator, Pagination, Parser, Renderer, Rule, Throttle, ThrottleStore, Versioning};

/// The name of the international form of dates and times, beside patterns.
pub(crate) const ISO_8601: &str = "iso-8601";

/// The settings of a run, read from a file, the environment and flags by the command line; plain data here.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// How lists are paged where a resource does not say.
    pub pagination: Pagination,
    /// Rows a page where a resource does not say.
    pub page_size: u64,
    /// The parameter that searches.
    pub search_param: String,
    /// The parameter that orders.
    pub ordering_param: String,
    /// How requests are authenticated where a resource does not say; the first decides between 401 and 403.
    pub authentication: Vec<Authenticator>,
    /// What [`Rule::FromSettings`] means.
    pub permission: Rule,
    /// How dates are read: patterns tried in order.
    pub date_input_formats: Vec<String>,
    /// How times of day are read.
    pub time_input_formats: Vec<String>,
    /// How instants are read.
    pub datetime_input_formats: Vec<String>,
    /// How dates are written: `iso-8601` or a `strftime` pattern.
    pub date_format: String,
    /// How times of day are written.
    pub time_format: String,
    /// How instants are written.
    pub datetime_format: String,
    /// How spans of time are written: `django` or `iso-8601`.
    pub duration_format: String,
    /// Whether decimals are written as text.
    pub coerce_decimal_to_string: bool,
    /// Whether integers of 64 bits are written as text, since JavaScript reads 53 of them.
    pub coerce_bigint_to_string: bool,
    /// Whether files are shown by their addresses, or else by their names.
    pub uploaded_files_use_url: bool,
    /// Whether JSON holds characters beyond ASCII as they are, or else as `\u` and four digits.
    pub unicode_json: bool,
    /// Whether JSON has no spaces, or else one behind each comma and colon.
    pub compact_json: bool,
    /// The key of errors that are about a whole object.
    pub non_field_errors_key: String,
    /// The key of a row's own address, where a serializer shows it under the usual name.
    pub url_field_name: String,
    /// The query parameter that names the form of the answer; empty: none does.
    pub url_format_override: String,
    /// The forms of answers, the first is the default.
    pub renderers: Vec<Renderer>,
    /// The forms of request bodies.
    pub parsers: Vec<Parser>,
    /// How often a view may be used, where it does not say.
    pub throttles: Vec<Throttle>,
    /// The rates of throttles' scopes, `("anon", "5/day")`.
    pub throttle_rates: Vec<(String, String)>,
    /// Where throttles count.
    pub throttle_store: ThrottleStore,
    /// How many proxies stand before the server, for the address that throttles count: so many entries from the end of `X-Forwarded-For`, the first
    /// of which is the client's; `Some(0)`: the header is not looked at. `None`: the whole header is the address, as DRF has it and any client can write it.
    pub num_proxies: Option<usize>,
    /// How requests name a version, where a view does not say.
    pub versioning: Option<Versioning>,
    /// Whether answers carry an `ETag`, and a client that has one already is answered 304 (Django's `ConditionalGetMiddleware`).
    pub etags: bool,
    /// Host names that are served; `*` any, `.example.com` a domain and its subdomains.
    pub allowed_hosts: Vec<String>,
    /// The largest request body in bytes; of a multipart form, all its fields together, but not its files.
    pub body_limit: usize,
    /// Where uploaded files are kept: a folder, made with the first file, or `s3://bucket/prefix`.
    pub media_root: String,
    /// What the addresses of uploaded files begin with: a path, or a whole URL where another server has them.
    pub media_url: String,
    /// The largest body with files, in bytes.
    pub upload_limit: u64,
    /// How many bytes of files a request may hold in memory; larger ones wait on disk.
    pub upload_memory: usize,
    /// Where a login leads that names no target, or one that leaves the host; empty: the API's root (Django's `LOGIN_REDIRECT_URL`).
    pub login_redirect: String,
    /// Whether cookies are sent over HTTPS only.
    pub secure_cookies: bool,
    /// Addresses of proxies whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed; none by default.
    pub trusted_proxies: Vec<String>,
    /// The file that holds the secret key; made, readable by its owner only, where it does not exist.
    pub secret_key_file: String,
    /// What a new password costs to hash.
    pub password_cost: PasswordCost,
}

/// The work that hashing a password takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// Argon2id with the parameters that OWASP recommends.
    Safe,
    /// As little as the algorithm allows: for tests only.
    Cheap,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            database_url: "sqlite:db.sqlite3".to_owned(),
            pagination: Pagination::default(),
            page_size: 10,
            search_param: "search".to_owned(),
            ordering_param: "ordering".to_owned(),
            authentication: vec![Authenticator::Session, Authenticator::Basic, Authenticator::Token],
            permission: Rule::IsAuthenticated,
            date_input_formats: vec![ISO_8601.to_owned()],
            time_input_formats: vec![ISO_8601.to_owned()],
            datetime_input_formats: vec![ISO_8601.to_owned()],
            date_format: ISO_8601.to_owned(),
            time_format: ISO_8601.to_owned(),
            datetime_format: ISO_8601.to_owned(),
            duration_format: "django".to_owned(),
            coerce_decimal_to_string: true,
            coerce_bigint_to_string: false,
            uploaded_files_use_url: true,
            unicode_json: true,
            compact_json: true,
            non_field_errors_key: "non_field_errors".to_owned(),
            url_field_name: "url".to_owned(),
            url_format_override: "format".to_owned(),
            renderers: vec![Renderer::Json, Renderer::Browsable],
            parsers: vec![Parser::Json, Parser::Form, Parser::MultiPart],
            throttles: Vec::new(),
            throttle_rates: Vec::new(),
            throttle_store: ThrottleStore::Memory,
            num_proxies: Some(0),
            versioning: None,
            etags: false,
            allowed_hosts: ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec(),
            body_limit: 2_621_440,
            media_root: "media".to_owned(),
            media_url: "/media/".to_owned(),
            upload_limit: 2_147_483_648,
            upload_memory: 2_621_440,
            login_redirect: String::new(),
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            secret_key_file: "secret.key".to_owned(),
            password_cost: PasswordCost::Safe,
        }
    }
}
