//! The one list of settings: the file, the environment, the flags, `--help` and `docs/settings.md` are made from it.

use std::{net::IpAddr, str::FromStr};

use koroc_spec::{
    Authenticator, Cursor, LimitOffset, Pagination, Parser, PasswordCost, Rate, Renderer, Rule, Settings, Throttle, ThrottleStore, VersionScheme, Versioning,
};

/// A setting.
pub(crate) struct Key {
    /// Its name in the file; `KOROC_` and this in capitals in the environment; with hyphens, a flag.
    pub(crate) name: &'static str,
    /// What its value looks like.
    pub(crate) form: &'static str,
    /// What it decides.
    pub(crate) help: &'static str,
    /// Whether it takes a list.
    pub(crate) list: bool,
    /// Reads it: one text, or any number for a list.
    pub(crate) set: fn(&mut Settings, &[String]) -> Result<(), String>,
    /// Its value as it would be given.
    pub(crate) show: fn(&Settings) -> String,
}

/// A setting that is a text.
macro_rules! text {
    ($name:ident, $form:literal, $help:literal) => {
        Key {
            name: stringify!($name),
            form: $form,
            help: $help,
            list: false,
            set: |settings, values| put(&mut settings.$name, Ok(values[0].clone())),
            show: |settings| settings.$name.clone(),
        }
    };
}

/// A setting that is a list of texts.
macro_rules! texts {
    ($name:ident, $form:literal, $help:literal) => {
        Key {
            name: stringify!($name),
            form: $form,
            help: $help,
            list: true,
            set: |settings, values| put(&mut settings.$name, Ok(values.to_vec())),
            show: |settings| settings.$name.join(","),
        }
    };
}

/// A setting that is true or false.
macro_rules! truth {
    ($name:ident, $help:literal) => {
        Key {
            name: stringify!($name),
            form: "`true` or `false`",
            help: $help,
            list: false,
            set: |settings, values| put(&mut settings.$name, values[0].parse().map_err(|_| "it is `true` or `false`".to_owned())),
            show: |settings| settings.$name.to_string(),
        }
    };
}

/// All settings.
pub(crate) const KEYS: &[Key] = &[
    Key {
        name: "database_url",
        form: "`sqlite:PATH`, `postgres://…`, `rds-data://?resource=ARN&secret=ARN` (Aurora's Data API) or `secretsmanager:ARN` (a secret that holds the address)",
        help: "Where the database is",
        list: false,
        set: |settings, values| match &values[0] {
            url if ["sqlite:", "postgres:", "postgresql:", "rds-data:", "secretsmanager:"].iter().any(|scheme| url.starts_with(scheme)) => {
                put(&mut settings.database_url, Ok(url.clone()))
            }
            _ => Err("it begins with `sqlite:`, `postgres://`, `rds-data:` or `secretsmanager:`".to_owned()),
        },
        show: |settings| settings.database_url.clone(),
    },
    Key {
        name: "pagination",
        form: "`page_number`, `limit_offset`, `cursor` or `off`",
        help: "How lists are paged, where a resource does not say",
        list: false,
        set: |settings, values| put(&mut settings.pagination, one(&values[0], &paginations())),
        show: |settings| names(std::slice::from_ref(&settings.pagination), &paginations()),
    },
    Key {
        name: "page_size",
        form: "a number from 1",
        help: "Rows a page, where a resource does not say",
        list: false,
        set: |settings, values| put(&mut settings.page_size, number(&values[0], 1)),
        show: |settings| settings.page_size.to_string(),
    },
    text!(search_param, "a name", "The query parameter that searches"),
    text!(ordering_param, "a name", "The query parameter that orders"),
    Key {
        name: "authentication",
        form: "any of `session`, `basic`, `token`",
        help: "How requests are authenticated, where a resource does not say; the first decides between 401 and 403",
        list: true,
        set: |settings, values| put(&mut settings.authentication, all(values, AUTHENTICATORS)),
        show: |settings| names(&settings.authentication, AUTHENTICATORS),
    },
    Key {
        name: "permission",
        form: "`AllowAny`, `IsAuthenticated`, `IsAdminUser`, `IsAuthenticatedOrReadOnly`, `ModelPermissions` or `ModelPermissionsOrAnonReadOnly`",
        help: "What the permission `FromSettings` means",
        list: false,
        set: |settings, values| put(&mut settings.permission, one(&values[0], RULES)),
        show: |settings| names(std::slice::from_ref(&settings.permission), RULES),
    },
    texts!(date_input_formats, "`iso-8601` and `strftime` patterns", "How dates are read: the first that fits"),
    texts!(time_input_formats, "`iso-8601` and `strftime` patterns", "How times of day are read: the first that fits"),
    texts!(datetime_input_formats, "`iso-8601` and `strftime` patterns", "How instants are read: the first that fits"),
    text!(date_format, "`iso-8601` or a `strftime` pattern", "How dates are written"),
    text!(time_format, "`iso-8601` or a `strftime` pattern", "How times of day are written"),
    text!(datetime_format, "`iso-8601` or a `strftime` pattern", "How instants are written, in UTC"),
    Key {
        name: "duration_format",
        form: "`django` or `iso-8601`",
        help: "How spans of time are written: `1 02:00:00` or `P1DT02H00M00S`",
        list: false,
        set: |settings, values| put(&mut settings.duration_format, one(&values[0], &DURATIONS.map(|name| (name, name.to_owned())))),
        show: |settings| settings.duration_format.clone(),
    },
    truth!(coerce_decimal_to_string, "Whether decimals are written as text"),
    truth!(coerce_bigint_to_string, "Whether integers of 64 bits are written as text, for clients that read 53 of them"),
    truth!(uploaded_files_use_url, "Whether uploaded files are shown by their addresses, or else by their names"),
    truth!(unicode_json, "Whether JSON holds characters beyond ASCII as they are, or else escaped"),
    truth!(compact_json, "Whether JSON has no spaces, or else one behind each comma and colon"),
    text!(non_field_errors_key, "a name", "The key of errors that are about a whole object"),
    text!(url_field_name, "a name", "The key of a row's own address, where a serializer shows it"),
    text!(url_format_override, "a name, or nothing", "The query parameter that names the form of the answer; with nothing, none does"),
    Key {
        name: "renderers",
        form: "any of `json`, `browsable`, `xml`",
        help: "The forms of answers, where a resource does not say; the first is the default",
        list: true,
        set: |settings, values| put(&mut settings.renderers, some(values, RENDERERS)),
        show: |settings| names(&settings.renderers, RENDERERS),
    },
    Key {
        name: "parsers",
        form: "any of `json`, `form`, `multipart`, `xml`",
        help: "The forms of request bodies, where a resource does not say",
        list: true,
        set: |settings, values| put(&mut settings.parsers, some(values, PARSERS)),
        show: |settings| names(&settings.parsers, PARSERS),
    },
    Key {
        name: "throttles",
        form: "`anon`, `user` and scopes of your own",
        help: "How often a view may be used, where it does not say: `throttle_rates` has the rate of each",
        list: true,
        set: |settings, values| put(&mut settings.throttles, Ok(values.iter().map(|scope| throttle(scope)).collect())),
        show: |settings| settings.throttles.iter().map(|throttle| throttle.scope.as_str()).collect::<Vec<_>>().join(","),
    },
    Key {
        name: "throttle_rates",
        form: "`SCOPE=RATE`, as `anon=5/day`; a rate is a number a second, `min`, `hour` or `day`",
        help: "How often what is throttled under a scope may be used",
        list: true,
        set: |settings, values| put(&mut settings.throttle_rates, values.iter().map(|value| rate(value)).collect()),
        show: |settings| settings.throttle_rates.iter().map(|(scope, rate)| format!("{scope}={rate}")).collect::<Vec<_>>().join(","),
    },
    Key {
        name: "throttle_store",
        form: "`memory`, `database` or, with the feature `redis`, `redis://…`",
        help: "Where throttles count; several processes count together in a database or Redis",
        list: false,
        set: |settings, values| match &values[0] {
            url if url.starts_with("redis://") => put(&mut settings.throttle_store, Ok(ThrottleStore::Redis(url.clone()))),
            name => put(&mut settings.throttle_store, one(name, STORES)),
        },
        show: |settings| match &settings.throttle_store {
            ThrottleStore::Redis(url) => url.clone(),
            store => names(std::slice::from_ref(store), STORES),
        },
    },
    Key {
        name: "num_proxies",
        form: "a number, or `any`",
        help: "How many proxies stand before the server, for the address that throttles count; 0 ignores X-Forwarded-For, `any` counts by all of it",
        list: false,
        set: |settings, values| match values[0].as_str() {
            "any" => put(&mut settings.num_proxies, Ok(None)),
            number_of => put(&mut settings.num_proxies, number(number_of, 0).map(Some)),
        },
        show: |settings| settings.num_proxies.map_or_else(|| "any".to_owned(), |proxies| proxies.to_string()),
    },
    Key {
        name: "versioning",
        form: "`path`, `accept`, `query`, `host` or `namespace`, then the default version and the others: `query,1.0,2.0`",
        help: "How requests name a version of the API, where a view does not say",
        list: true,
        set: |settings, values| put(&mut settings.versioning, versioning(values)),
        show: |settings| settings.versioning.as_ref().map_or_else(String::new, shown_versioning),
    },
    truth!(etags, "Whether answers to GET carry an ETag, and clients that have one already are answered 304"),
    texts!(allowed_hosts, "host names; `*` is any, `.example.com` a domain and its subdomains", "The names under which the API is served; others are refused"),
    Key {
        name: "body_limit",
        form: "a number of bytes",
        help: "The largest request body; of a multipart form, all its fields together, but not its files",
        list: false,
        set: |settings, values| put(&mut settings.body_limit, number(&values[0], 0)),
        show: |settings| settings.body_limit.to_string(),
    },
    Key {
        name: "media_root",
        form: "a folder, made with the first file, or `s3://bucket/prefix`",
        help: "Where uploaded files are kept",
        list: false,
        set: |settings, values| match values[0].as_str() {
            "" => Err("it names a folder or a bucket".to_owned()),
            root => put(&mut settings.media_root, Ok(root.to_owned())),
        },
        show: |settings| settings.media_root.clone(),
    },
    Key {
        name: "media_url",
        form: "a path from `/`, or `https://…` where another server has them",
        help: "What the addresses of uploaded files begin with",
        list: false,
        set: |settings, values| match values[0].as_str() {
            url if ["/", "http://", "https://"].iter().any(|start| url.starts_with(start)) && url.ends_with('/') => {
                put(&mut settings.media_url, Ok(url.to_owned()))
            }
            _ => Err("it begins with `/`, `http://` or `https://` and ends with `/`".to_owned()),
        },
        show: |settings| settings.media_url.clone(),
    },
    Key {
        name: "upload_limit",
        form: "a number of bytes",
        help: "The largest body with files",
        list: false,
        set: |settings, values| put(&mut settings.upload_limit, number(&values[0], 0)),
        show: |settings| settings.upload_limit.to_string(),
    },
    Key {
        name: "upload_memory",
        form: "a number of bytes",
        help: "How much of a request's files is held in memory; larger ones wait on disk",
        list: false,
        set: |settings, values| put(&mut settings.upload_memory, number(&values[0], 0)),
        show: |settings| settings.upload_memory.to_string(),
    },
    Key {
        name: "login_redirect",
        form: "a path from `/`; empty: the API's root",
        help: "Where a login leads that names no target",
        list: false,
        set: |settings, values| match values[0].as_str() {
            path if path.is_empty() || path.starts_with('/') => put(&mut settings.login_redirect, Ok(path.to_owned())),
            _ => Err("it begins with `/`".to_owned()),
        },
        show: |settings| settings.login_redirect.clone(),
    },
    truth!(secure_cookies, "Whether cookies are sent over HTTPS only: true wherever HTTPS is used"),
    Key {
        name: "trusted_proxies",
        form: "IP addresses",
        help: "The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed",
        list: true,
        set: |settings, values| match values.iter().find(|value| IpAddr::from_str(value).is_err()) {
            Some(other) => Err(format!("`{other}` is no IP address")),
            None => put(&mut settings.trusted_proxies, Ok(values.to_vec())),
        },
        show: |settings| settings.trusted_proxies.join(","),
    },
    text!(secret_key_file, "a path", "The file with the key that signs sessions; made where there is none"),
    Key {
        name: "password_cost",
        form: "`safe` or `cheap`",
        help: "The work that hashing a password takes; `cheap` is for tests only",
        list: false,
        set: |settings, values| put(&mut settings.password_cost, one(&values[0], COSTS)),
        show: |settings| names(&[settings.password_cost], COSTS),
    },
];

const AUTHENTICATORS: &[(&str, Authenticator)] = &[("session", Authenticator::Session), ("basic", Authenticator::Basic), ("token", Authenticator::Token)];
const RENDERERS: &[(&str, Renderer)] = &[("json", Renderer::Json), ("browsable", Renderer::Browsable), ("xml", Renderer::Xml)];
const PARSERS: &[(&str, Parser)] = &[("json", Parser::Json), ("form", Parser::Form), ("multipart", Parser::MultiPart), ("xml", Parser::Xml)];
const SCHEMES: &[(&str, VersionScheme)] = &[
    ("path", VersionScheme::Path),
    ("accept", VersionScheme::Accept),
    ("query", VersionScheme::Query),
    ("host", VersionScheme::Host),
    ("namespace", VersionScheme::Namespace),
];
const DURATIONS: [&str; 2] = ["django", "iso-8601"];
const STORES: &[(&str, ThrottleStore)] = &[("memory", ThrottleStore::Memory), ("database", ThrottleStore::Database)];
const COSTS: &[(&str, PasswordCost)] = &[("safe", PasswordCost::Safe), ("cheap", PasswordCost::Cheap)];
const RULES: &[(&str, Rule)] = &[
    ("AllowAny", Rule::AllowAny),
    ("IsAuthenticated", Rule::IsAuthenticated),
    ("IsAdminUser", Rule::IsAdminUser),
    ("IsAuthenticatedOrReadOnly", Rule::IsAuthenticatedOrReadOnly),
    ("ModelPermissions", Rule::ModelPermissions),
    ("ModelPermissionsOrAnonReadOnly", Rule::ModelPermissionsOrAnonReadOnly),
];

fn paginations() -> [(&'static str, Pagination); 4] {
    let (stretch, cursor) = (LimitOffset::default().into(), Cursor::default().into());
    [("page_number", Pagination::default()), ("limit_offset", stretch), ("cursor", cursor), ("off", Pagination::Off)]
}

/// Puts a value in its place, if it could be read.
fn put<T>(place: &mut T, value: Result<T, String>) -> Result<(), String> {
    *place = value?;
    Ok(())
}

/// Anonymous clients under `anon`; under any other scope, users and the rest by address.
fn throttle(scope: &str) -> Throttle {
    if scope == "anon" { Throttle::anon() } else { Throttle::scoped(scope) }
}

fn versioning(values: &[String]) -> Result<Option<Versioning>, String> {
    let Some((scheme, versions)) = values.split_first() else { return Ok(None) };
    let scheme = one(scheme, SCHEMES)?;
    Ok(Some(Versioning { default: versions.first().cloned(), allowed: versions.to_vec(), scheme, ..Versioning::path() }))
}

fn shown_versioning(versioning: &Versioning) -> String {
    let scheme = names(std::slice::from_ref(&versioning.scheme), SCHEMES);
    [vec![scheme], versioning.allowed.clone()].concat().join(",")
}

/// The scope and rate of `anon=5/day`.
fn rate(text: &str) -> Result<(String, String), String> {
    let (scope, rate) = text.split_once('=').ok_or_else(|| format!("`{text}` is not of the form `anon=5/day`"))?;
    Rate::parse(rate).map(|_| (scope.trim().to_owned(), rate.to_owned())).ok_or_else(|| format!("`{rate}` is no rate; `5/day`, `3/min` and `10/s` are"))
}

fn number<T: FromStr + PartialOrd + From<u8>>(text: &str, least: u8) -> Result<T, String> {
    text.parse().ok().filter(|number| *number >= T::from(least)).ok_or_else(|| format!("it is a whole number from {least}"))
}

fn one<T: Clone>(text: &str, known: &[(&str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| value.clone()).ok_or_else(|| format!("it is one of {}", known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")))
}

fn all<T: Clone>(texts: &[String], known: &[(&str, T)]) -> Result<Vec<T>, String> {
    texts.iter().map(|text| one(text, known)).collect()
}

/// As [`all`], and at least one.
fn some<T: Clone>(texts: &[String], known: &[(&str, T)]) -> Result<Vec<T>, String> {
    if texts.is_empty() { Err("it needs at least one".to_owned()) } else { all(texts, known) }
}

fn names<T: PartialEq>(values: &[T], known: &[(&str, T)]) -> String {
    let name = |value| known.iter().find(|(_, known)| known == value).map_or("", |(name, _)| *name);
    values.iter().map(name).collect::<Vec<_>>().join(",")
}
