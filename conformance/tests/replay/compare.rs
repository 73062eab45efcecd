//! Compares two answers as the oracle's `diffcheck.py --strict` does, but for the length of pages, whose text is ours.

use std::sync::LazyLock;

use koroc_serial::{parse_json, write_json};
use koroc_spec::Value;
use regex::Regex;

use crate::{
    case::{Answer, Step},
    normalise::Normaliser,
};

/// The headers that a client can notice.
const HEADERS: [&str; 17] = [
    "content-type",
    "allow",
    "location",
    "www-authenticate",
    "vary",
    "retry-after",
    "set-cookie",
    "cache-control",
    "content-disposition",
    "x-offer",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "expires",
    "content-length",
    "content-language",
];

/// How many seconds a wait may drift.
const DRIFT: i64 = 5;

static WAIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<~(\d+)>").expect("a pattern"));

/// What differs between the recorded answer and ours.
pub fn differences(step: &Step, recorded: (&mut Normaliser, &Answer), ours: (&mut Normaliser, &Answer)) -> Vec<String> {
    let ((left, a), (right, b)) = (recorded, ours);
    if step.accident {
        let refused = b.status >= 400;
        return if refused { Vec::new() } else { vec![format!("status {} by accident but ours is {}", a.status, b.status)] };
    }
    let mut out = Vec::new();
    if a.status != b.status {
        out.push(format!("status {} but ours is {}: {}", a.status, b.status, b.body));
    }
    let ours_alone = is_ours_alone(step, a);
    let skipped = |name: &str| (ours_alone && name == "content-length") || step.skip_headers.iter().any(|skipped| skipped.eq_ignore_ascii_case(name));
    for name in HEADERS.iter().filter(|name| !skipped(name)) {
        let (expected, found) = (header(left, a, name), header(right, b, name));
        if !alike(&expected.join(", "), &found.join(", ")) {
            out.push(format!("{name} {expected:?} but ours is {found:?}"));
        }
    }
    for mark in step.contains.iter().filter(|mark| a.body.contains(*mark) != b.body.contains(*mark)) {
        out.push(format!("{} {mark:?}, ours does not agree", if a.body.contains(mark) { "has" } else { "lacks" }));
    }
    if !(ours_alone && (step.body.as_deref() == Some("none") || is_html(a) && is_html(b))) {
        bodies(step, (left, a), (right, b), &mut out);
    }
    out
}

fn bodies(step: &Step, (left, a): (&mut Normaliser, &Answer), (right, b): (&mut Normaliser, &Answer), out: &mut Vec<String>) {
    let (Some(body_a), Some(body_b)) = (json(a), json(b)) else {
        let (expected, found) = (left.text(&a.body, a), right.text(&b.body, b));
        if !alike(&expected, &found) {
            out.push(format!("body\n  {expected}\n  but ours is\n  {found}"));
        }
        return;
    };
    let (mut expected, mut found) = (left.value(&body_a, a), right.value(&body_b, b));
    for path in &step.loose {
        let path: Vec<&str> = path.split('.').collect();
        loosen(&mut expected, &path);
        loosen(&mut found, &path);
    }
    between(&expected, &found, "$", out);
    if names(&body_a) != names(&body_b) {
        out.push(format!("the order of members differs: {} but ours is {}", a.body, b.body));
    }
}

/// The values of a header, made neutral.
fn header(side: &mut Normaliser, answer: &Answer, name: &str) -> Vec<String> {
    let values = answer.header(name);
    let mut values: Vec<String> = match name {
        "set-cookie" => values.map(cookie).collect(),
        "expires" => values.map(|_| "<t>".to_owned()).collect(),
        "retry-after" => values.map(|seconds| format!("<~{seconds}>")).collect(),
        // The methods of a function come from a Python set: any order.
        "allow" => values.map(|value| if value.contains("HEAD") { value.to_owned() } else { sorted(value) }).collect(),
        // What is wrong with JSON is said in our words, so its length is ours too.
        "content-length" if answer.body.contains("JSON parse error - ") => Vec::new(),
        _ => values.map(|value| side.text(value, answer)).collect(),
    };
    values.sort();
    values
}

fn sorted(list: &str) -> String {
    let mut parts: Vec<&str> = list.split(", ").collect();
    parts.sort_unstable();
    parts.join(", ")
}

/// A cookie by its name, whether it has a value, and its attributes.
fn cookie(line: &str) -> String {
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or((line, ""));
    let mut attributes: Vec<String> =
        parts.map(str::to_lowercase).map(|part| if part.starts_with("expires") { "expires=<t>".to_owned() } else { part }).collect();
    attributes.sort();
    format!("{name}={}; {}", if value.trim_matches('"').is_empty() { "<empty>" } else { "<v>" }, attributes.join("; "))
}

fn is_html(answer: &Answer) -> bool {
    answer.header("content-type").any(|kind| kind.starts_with("text/html"))
}

/// Whether the text of an answer is each server's own: the schema, and pages, of which no more than the marks were recorded.
fn is_ours_alone(step: &Step, recorded: &Answer) -> bool {
    let length = recorded.header("content-length").next().and_then(|length| length.parse().ok()).unwrap_or(0);
    step.body.as_deref() == Some("none") || (step.request.method != "HEAD" && recorded.body.len() < length)
}

fn json(answer: &Answer) -> Option<Value> {
    let media = answer.header("content-type").next()?.split(';').next()?.trim().to_lowercase();
    if media.ends_with("json") { parse_json(answer.body.as_bytes()).ok() } else { None }
}

/// Equal, with the seconds of a wait allowed to drift.
fn alike(a: &str, b: &str) -> bool {
    let seconds = |text: &str| WAIT.captures_iter(text).map(|found| found[1].parse().unwrap_or(0)).collect::<Vec<i64>>();
    let (left, right) = (seconds(a), seconds(b));
    let drifted = left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| (a - b).abs() <= DRIFT);
    a == b || (!left.is_empty() && drifted && WAIT.replace_all(a, "") == WAIT.replace_all(b, ""))
}

fn between(a: &Value, b: &Value, path: &str, out: &mut Vec<String>) {
    match (a, b) {
        (Value::Map(left), Value::Map(right)) => {
            out.extend(left.iter().filter(|(name, _)| !right.contains_key(*name)).map(|(name, value)| format!("{path}.{name} is missing: {}", text(value))));
            out.extend(right.iter().filter(|(name, _)| !left.contains_key(*name)).map(|(name, value)| format!("{path}.{name} is ours alone: {}", text(value))));
            for (name, value) in left {
                if let Some(other) = right.get(name) {
                    between(value, other, &format!("{path}.{name}"), out);
                }
            }
        }
        (Value::List(left), Value::List(right)) if left.len() == right.len() => {
            left.iter().zip(right).enumerate().for_each(|(at, (a, b))| between(a, b, &format!("{path}[{at}]"), out));
        }
        (Value::Str(left), Value::Str(right)) if alike(left, right) => {}
        _ if a == b => {}
        _ => out.push(format!("{path} {} but ours is {}", text(a), text(b))),
    }
}

fn text(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(&mut out, value, None);
    String::from_utf8_lossy(&out).into_owned()
}

/// The names of members, in order, all the way down.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Map(map) => map.iter().flat_map(|(name, value)| std::iter::once(name.clone()).chain(names(value))).collect(),
        Value::List(items) => items.iter().flat_map(|item| std::iter::once(",".to_owned()).chain(names(item))).collect(),
        _ => Vec::new(),
    }
}

/// Makes what a path names equal on both sides; `*` is every item.
fn loosen(value: &mut Value, path: &[&str]) {
    let [head, rest @ ..] = path else { return };
    let named = |at: usize, name: &str| *head == "*" || head.parse() == Ok(at) || *head == name;
    let found: Vec<&mut Value> = match value {
        Value::Map(map) => map.iter_mut().filter(|(name, _)| *head == "*" || name == head).map(|(_, value)| value).collect(),
        Value::List(items) => items.iter_mut().enumerate().filter(|(at, _)| named(*at, "")).map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for value in found {
        if rest.is_empty() {
            *value = Value::Str("<loose>".to_owned());
        } else {
            loosen(value, rest);
        }
    }
}
