//! Makes neutral what differs between two servers by accident: hosts, identifiers, tokens, the clock, the words of parse errors.

use std::{collections::HashMap, sync::LazyLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDateTime};
use koroc_spec::{Map, Value};
use regex::{Captures, Regex};

use crate::case::Answer;

/// How far from its answer's instant a stamp may lie to be taken for "now".
const NEAR_SECONDS: f64 = 900.0;

/// The patterns of what is made neutral.
struct Patterns {
    uuid: Regex,
    stamp: Regex,
    day: Regex,
    digit: Regex,
    token: Regex,
    cursor: Regex,
    wait: Regex,
    /// DRF's parse errors end in what Python's parser said.
    tail: Regex,
    /// What Django puts behind the name of a file that is taken.
    suffix: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let pattern = |text| Regex::new(text).expect("a pattern");
    Patterns {
        uuid: pattern(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
        stamp: pattern(r"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)?"),
        day: pattern(r"\b\d{4}-\d\d-\d\d\b"),
        digit: pattern(r"\d"),
        token: pattern(r"\b[0-9a-f]{40}\b"),
        cursor: pattern(r"(cursor=)([A-Za-z0-9%=_+/-]+)"),
        wait: pattern(r"(Expected available in )(\d+)( seconds?\.)"),
        tail: pattern(r"(?s)^(JSON parse error - ).*"),
        suffix: pattern(r"(_)[A-Za-z0-9]{7}(\.(?:txt|pdf|csv)\b)"),
    }
});

/// Numbers one side's identifiers by first appearance.
#[derive(Default)]
pub struct Normaliser {
    seen: HashMap<&'static str, HashMap<String, usize>>,
}

impl Normaliser {
    /// A text with everything accidental made neutral; seconds of a wait stand as `<~5>`, for [`alike`](crate::compare::alike).
    pub fn text(&mut self, text: &str, answer: &Answer) -> String {
        let p = &*PATTERNS;
        let host = answer.base.split("//").last().expect("a split has a last part");
        let text = text.replace(&answer.base, "<base>").replace(host, "<host>");
        let text = p.cursor.replace_all(&text, |found: &Captures<'_>| format!("{}{}", &found[1], self.cursor(&found[2], answer)));
        let text = p.stamp.replace_all(&text, |found: &Captures<'_>| {
            if near(&found[1], &found[2], answer.at) { p.digit.replace_all(&found[0], "#").into_owned() } else { found[0].to_owned() }
        });
        let today = day(answer.at);
        let text = p.day.replace_all(&text, |found: &Captures<'_>| if found[0] == today { "<today>".to_owned() } else { found[0].to_owned() });
        let text = p.uuid.replace_all(&text, |found: &Captures<'_>| self.nth("uuid", found[0].to_lowercase()));
        let text = p.token.replace_all(&text, |found: &Captures<'_>| self.nth("token", found[0].to_owned()));
        let text = p.wait.replace_all(&text, "$1<~$2>$3");
        let text = p.suffix.replace_all(&text, "$1<suffix>$2");
        p.tail.replace_all(&text, "$1<loose>").into_owned()
    }

    /// A JSON body, text by text; members are visited in the order of their names, so that identifiers are met in one order.
    pub fn value(&mut self, value: &Value, answer: &Answer) -> Value {
        match value {
            Value::Str(text) => Value::Str(self.text(text, answer)),
            Value::List(items) => Value::List(items.iter().map(|item| self.value(item, answer)).collect()),
            Value::Map(map) => {
                let mut names: Vec<&String> = map.keys().collect();
                names.sort();
                Value::Map(names.into_iter().map(|name| (self.text(name, answer), self.value(&map[name], answer))).collect::<Map>())
            }
            other => other.clone(),
        }
    }

    /// What a cursor says, where it can be read.
    fn cursor(&mut self, raw: &str, answer: &Answer) -> String {
        let decoded = STANDARD.decode(raw.replace("%3D", "=").replace("%2B", "+").replace("%2F", "/")).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(mut text) = decoded else { return raw.to_owned() };
        if PATTERNS.day.is_match(&text) {
            text = text.replace("%3A", ":").replace("%2B", "+").replacen('+', " ", 1);
        }
        format!("{{{}}}", self.text(&text, answer))
    }

    fn nth(&mut self, kind: &'static str, value: String) -> String {
        let seen = self.seen.entry(kind).or_default();
        let next = seen.len() + 1;
        format!("<{kind}:{}>", seen.entry(value).or_insert(next))
    }
}

fn near(day: &str, time: &str, at: f64) -> bool {
    let stamp = NaiveDateTime::parse_from_str(&format!("{day}T{time}"), "%Y-%m-%dT%H:%M:%S");
    stamp.is_ok_and(|stamp| (stamp.and_utc().timestamp() as f64 - at).abs() < NEAR_SECONDS)
}

fn day(at: f64) -> String {
    DateTime::from_timestamp(at as i64, 0).expect("an instant of our time").date_naive().to_string()
}
