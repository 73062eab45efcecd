//! A recorded conversation, and what its later requests take from earlier answers.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use regex::{Captures, Regex};
use serde::Deserialize;
use serde_json::Value;

/// Requests in order, with the answers that DRF gave.
#[derive(Deserialize)]
pub struct Sequence {
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
pub struct Step {
    pub request: Request,
    /// The cookie jar that it uses.
    pub jar: Option<String>,
    /// What to remember of the answer: name to `json:path`, `header:name` or `re:pattern`.
    #[serde(default)]
    pub save: BTreeMap<String, String>,
    /// Marks that both pages must have or lack.
    #[serde(default)]
    pub contains: Vec<String>,
    /// `none`: the body is not compared.
    pub body: Option<String>,
    /// Paths into JSON bodies that are not compared.
    #[serde(default)]
    pub loose: Vec<String>,
    /// Headers that are not compared.
    #[serde(default)]
    pub skip_headers: Vec<String>,
    /// Whether DRF crashed here: any refusal will do.
    #[serde(default)]
    pub accident: bool,
    pub answer: Answer,
}

#[derive(Deserialize, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Option<String>,
    pub body_b64: Option<String>,
    #[serde(skip)]
    pub bytes: Option<Vec<u8>>,
}

#[derive(Deserialize)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The server's base URL when it was given.
    pub base: String,
    /// When it was given, in seconds since 1970.
    pub at: f64,
}

impl Answer {
    /// All values of a header.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What a client remembers: saved values and cookies.
pub struct Memory {
    base: String,
    saved: BTreeMap<String, Value>,
    jars: BTreeMap<String, BTreeMap<String, String>>,
    template: Regex,
}

impl Memory {
    pub fn new(base: &str) -> Memory {
        Memory { base: base.to_owned(), saved: BTreeMap::new(), jars: BTreeMap::new(), template: Regex::new(r"\{\{([^{}]+)\}\}").expect("a pattern") }
    }

    /// The request with its templates filled in and its jar's cookies.
    pub fn fill(&self, step: &Step) -> Request {
        let empty = BTreeMap::new();
        let jar = step.jar.as_ref().map(|name| self.jars.get(name).unwrap_or(&empty));
        let text = |template: &str| self.template.replace_all(template, |found: &Captures<'_>| self.lookup(&found[1], jar)).into_owned();
        let mut request = step.request.clone();
        request.path = text(&request.path);
        if let Some(rest) = request.path.strip_prefix(&self.base) {
            request.path = rest.to_owned();
        }
        request.headers = request.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        if let Some(jar) = jar.filter(|jar| !jar.is_empty()) {
            let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers.insert("Cookie".to_owned(), cookies.join("; "));
        }
        request.bytes = match (&request.body, &request.body_b64) {
            (Some(body), _) => Some(text(body).into_bytes()),
            (None, Some(body)) => Some(STANDARD.decode(body).expect("base64")),
            (None, None) => None,
        };
        request
    }

    fn lookup(&self, name: &str, jar: Option<&BTreeMap<String, String>>) -> String {
        if let Some(cookie) = name.strip_prefix("cookie:") {
            return jar.and_then(|jar| jar.get(cookie)).cloned().unwrap_or_default();
        }
        if let Some((text, times)) = name.strip_prefix("rep:").and_then(|rest| rest.rsplit_once(':')) {
            return text.repeat(times.parse().expect("a number"));
        }
        let saved = |name: &str| self.saved.get(name).unwrap_or_else(|| panic!("nothing was saved as {name}"));
        match name.split_once(':') {
            Some(("json", name)) => saved(name).to_string(),
            Some(("urlq", name)) => percent_encoded(&plain(saved(name))),
            Some((kind, _)) => panic!("unknown kind of template {kind}"),
            None if name == "base" => self.base.clone(),
            None if name == "host" => self.base.trim_start_matches("http://").to_owned(),
            None => plain(saved(name)),
        }
    }

    /// Keeps an answer's cookies and what the step wants saved.
    pub fn learn(&mut self, step: &Step, answer: &Answer) {
        if let Some(name) = &step.jar {
            let jar = self.jars.entry(name.clone()).or_default();
            for line in answer.header("set-cookie") {
                let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                if attributes.to_lowercase().contains("max-age=0") {
                    jar.remove(name.trim());
                } else {
                    jar.insert(name.trim().to_owned(), value.trim_matches('"').to_owned());
                }
            }
        }
        for (name, what) in &step.save {
            let (kind, argument) = what.split_once(':').expect("kind:argument");
            let value = match kind {
                "json" => serde_json::from_str(&answer.body).ok().and_then(|body: Value| dig(&body, argument)),
                "header" => answer.header(argument).next().map(Value::from),
                "cookie" => step.jar.as_ref().and_then(|jar| self.jars[jar].get(argument)).map(|value| Value::from(value.as_str())),
                "re" => Regex::new(argument).expect("a pattern").captures(&answer.body).map(|found| Value::from(&found[1])),
                _ => panic!("unknown kind of save {kind}"),
            };
            self.saved.insert(name.clone(), value.unwrap_or_default());
        }
    }
}

fn dig(value: &Value, path: &str) -> Option<Value> {
    path.split('.').try_fold(value, |at, part| part.parse().ok().and_then(|index: usize| at.get(index)).or_else(|| at.get(part))).cloned()
}

/// A saved value inside a text: as Python writes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { "None".to_owned() } else { value.to_string() }, str::to_owned)
}

/// A text as it stands in a query.
fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
