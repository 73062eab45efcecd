//! Compares two answers after what differs by accident (host, identifiers, clock) is made neutral.

use std::{collections::HashMap, sync::LazyLock};

use regex::{Captures, Regex};

use crate::case::{Answer, Step};

/// The headers that a client can notice.
const HEADERS: [&str; 16] = [
    "content-type",
    "allow",
    "location",
    "www-authenticate",
    "vary",
    "retry-after",
    "set-cookie",
    "cache-control",
    "content-disposition",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "expires",
    "content-length",
    "content-language",
];

static UUID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b").expect("a pattern"));
static TOKEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{40}\b").expect("a pattern"));
/// DRF's parse errors end in what Python's parser said.
static PARSE_ERROR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(JSON parse error - )(?:[^"\\]|\\.)*"#).expect("a pattern"));

/// Numbers one side's identifiers by first appearance.
#[derive(Default)]
pub struct Normaliser {
    seen: HashMap<String, usize>,
}

impl Normaliser {
    fn text(&mut self, text: &str, answer: &Answer) -> String {
        let text = text.replace(&answer.base, "<base>").replace(answer.base.trim_start_matches("http://"), "<host>");
        let text = UUID.replace_all(&text, |found: &Captures<'_>| self.number("uuid", &found[0])).into_owned();
        let text = TOKEN.replace_all(&text, |found: &Captures<'_>| self.number("token", &found[0])).into_owned();
        PARSE_ERROR.replace_all(&text, "$1<tail>").into_owned()
    }

    fn number(&mut self, kind: &str, value: &str) -> String {
        let next = self.seen.len() + 1;
        format!("<{kind}:{}>", self.seen.entry(value.to_owned()).or_insert(next))
    }

    fn header(&mut self, answer: &Answer, name: &str) -> Vec<String> {
        let mut values: Vec<String> = match name {
            "set-cookie" => answer.header(name).map(cookie).collect(),
            "expires" => answer.header(name).map(|_| "<time>".to_owned()).collect(),
            // The text of a page is ours, so its length is too.
            "content-length" if is_page(answer) => Vec::new(),
            // A parse error's tail is ours as well.
            "content-length" if answer.body.contains("parse error - ") => Vec::new(),
            _ => answer.header(name).map(|value| self.text(value, answer)).collect(),
        };
        values.sort();
        values
    }
}

/// A page of the browsable API or the login, whose text is not compared; Django's plain error pages are compared as text.
fn is_page(answer: &Answer) -> bool {
    answer.header("content-type").any(|kind| kind.starts_with("text/html")) && answer.status != 404
}

/// A cookie by its name, whether it has a value, and its attributes.
fn cookie(line: &str) -> String {
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or((line, ""));
    let mut attributes: Vec<String> =
        parts.map(str::to_lowercase).map(|part| if part.starts_with("expires") { "expires=<time>".to_owned() } else { part }).collect();
    attributes.sort();
    format!("{name}={}; {}", if value.trim_matches('"').is_empty() { "<empty>" } else { "<value>" }, attributes.join("; "))
}

/// What differs between the recorded answer and ours.
pub fn differences(step: &Step, recorded: (&mut Normaliser, &Answer), ours: (&mut Normaliser, &Answer)) -> Vec<String> {
    let ((left, a), (right, b)) = (recorded, ours);
    let mut out = Vec::new();
    if a.status != b.status {
        out.push(format!("status {} but ours is {}: {}", a.status, b.status, b.body));
    }
    for name in HEADERS {
        let (expected, found) = (left.header(a, name), right.header(b, name));
        if expected != found {
            out.push(format!("{name} {expected:?} but ours is {found:?}"));
        }
    }
    for mark in &step.contains {
        if a.body.contains(mark) != b.body.contains(mark) {
            out.push(format!("{} {mark:?}, ours does not agree", if a.body.contains(mark) { "has" } else { "lacks" }));
        }
    }
    if step.body.as_deref() != Some("none") && !is_page(a) {
        let (expected, found) = (left.text(&a.body, a), right.text(&b.body, b));
        if expected != found {
            out.push(format!("body\n  {expected}\n  but ours is\n  {found}"));
        }
    }
    out
}
