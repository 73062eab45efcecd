//! Rows of another model as they are named on the wire: by key, by a field, by text or by address.

use crate::plan::KeyPlan;
use crate::python::{python_str, type_name};
use crate::{Env, Errors, FieldPlan, Message};
use koroc_spec::{Path, Problem, RelatedBy, Relation, Resolved, Segment, Value};

/// A relation, compiled.
pub(crate) struct Reference {
    /// The other model.
    pub model: usize,
    /// Its field that names a row; that a row has the name is a question for the database.
    pub column: usize,
    /// Reads a name as Django reads one in a lookup.
    key: KeyPlan,
    by: By,
}

enum By {
    Key,
    Field { name: String, plan: Box<FieldPlan>, text: bool },
    Text { fallback: Option<String> },
    Url(Address),
}

/// Where a row is retrieved.
struct Address {
    route: usize,
    path: Path,
    suffixes: bool,
}

impl Reference {
    pub fn new(relation: &Relation, resolved: &Resolved) -> Result<Reference, Problem> {
        let refuse = |message: &str| Problem::new(&relation.to, message.to_owned());
        let model = relation.target.ok_or_else(|| refuse("is no model of this application, or the application was not resolved"))?;
        let other = &resolved.models[model];
        let plan = |column: usize| FieldPlan::new(&other.fields[column].ty, &resolved.settings, &resolved.models);
        let (column, by) = match &relation.by {
            RelatedBy::Key => (other.primary_key(), By::Key),
            RelatedBy::Field(name) => {
                let column = other.field(name).ok_or_else(|| refuse(&format!("has no field `{name}` to be named by")))?;
                let plan = plan(column)?;
                (column, By::Field { name: name.clone(), text: plan.is_text(), plan: Box::new(plan) })
            }
            RelatedBy::Text => match other.display.as_ref().and_then(|name| other.field(name)) {
                Some(column) => (column, By::Text { fallback: None }),
                None => (other.primary_key(), By::Text { fallback: Some(other.name.clone()) }),
            },
            RelatedBy::Url { route, .. } => {
                let route = route.ok_or_else(|| refuse("has no route to be named by"))?;
                let described = &resolved.routes[route];
                let lookup = described.operations.first().and_then(|&at| resolved.operations[at].lookup);
                let address = Address { route, path: described.path.clone(), suffixes: described.format_suffixes.exist() };
                (lookup.unwrap_or_else(|| other.primary_key()), By::Url(address))
            }
        };
        Ok(Reference { model, column, key: KeyPlan::of(plan(column)?), by })
    }

    /// What a row must have in [`column`](Self::column) to be the one that is named.
    pub fn read(&self, input: &Value, env: &Env<'_>) -> Result<Value, Errors> {
        match &self.by {
            By::Key => self.key.validate(input),
            By::Text { .. } => Err(Errors::one("Invalid value.", "invalid")),
            // Anything has a text that a row could have.
            By::Field { text: true, .. } => Ok(Value::Str(python_str(input).into_owned())),
            By::Field { .. } => self.key.validate(input).map_err(|errors| match errors.code() {
                Some("does_not_exist") => self.missing(input),
                _ => Errors::one("Invalid value.", "invalid"),
            }),
            By::Url(address) => {
                let Value::Str(url) = input else {
                    let sort = type_name(input);
                    let message = Message::new(format!("Incorrect type. Expected URL string, received {sort}."), "incorrect_type");
                    return Err(message.with("data_type", sort).into());
                };
                let (route, value) = (env.find)(&path_of(url)).ok_or_else(|| Errors::one("Invalid hyperlink - No URL match.", "no_match"))?;
                if route != address.route {
                    return Err(Errors::one("Invalid hyperlink - Incorrect URL match.", "incorrect_match"));
                }
                self.key.validate(&Value::Str(value)).map_err(|_| self.missing(input))
            }
        }
    }

    /// As [`read`](Self::read), for one of several: null is a name that no row has.
    pub fn read_one_of_many(&self, input: &Value, env: &Env<'_>) -> Result<Value, Errors> {
        match &self.by {
            By::Key | By::Field { .. } if input.is_null() => Err(self.missing(input)),
            By::Key | By::Field { .. } | By::Text { .. } | By::Url(_) => self.read(input, env),
        }
    }

    /// What is said of a name that no row has; `input`: as it was sent.
    pub fn missing(&self, input: &Value) -> Errors {
        let shown = python_str(input);
        let message = |text: String| Message::new(text, "does_not_exist");
        let message = match &self.by {
            By::Key | By::Text { .. } => message(format!("Invalid pk \"{shown}\" - object does not exist.")).with("pk_value", shown),
            By::Field { name, .. } => message(format!("Object with {name}={shown} does not exist.")).with("slug_name", name).with("value", shown),
            By::Url(_) => message("Invalid hyperlink - Object does not exist.".to_owned()),
        };
        message.into()
    }

    /// How a row is named that has this value in [`column`](Self::column).
    pub fn represent(&self, value: &Value, env: &Env<'_>) -> Value {
        match &self.by {
            By::Key => self.key.represent(value),
            By::Field { plan, .. } => plan.represent(value),
            By::Text { fallback: None } => Value::Str(python_str(value).into_owned()),
            By::Text { fallback: Some(name) } => Value::Str(format!("{name} object ({})", python_str(&self.key.represent(value)))),
            By::Url(address) => Value::Str(address.of(&python_str(&self.key.represent(value)), env)),
        }
    }
}

impl Address {
    fn of(&self, value: &str, env: &Env<'_>) -> String {
        let mut out = env.base.to_owned();
        for segment in &self.path.segments {
            out.push('/');
            match segment {
                Segment::Literal(text) => out.push_str(text),
                Segment::Param(_) | Segment::Rest(_) => quote(&mut out, value),
            }
        }
        match env.format.filter(|_| self.suffixes) {
            Some(format) => out.extend([".", format]),
            None if self.path.trailing_slash => out.push('/'),
            None => {}
        }
        out.push_str(env.query);
        out
    }
}

/// The decoded path of an address, with or without a host.
fn path_of(url: &str) -> String {
    let path = match url.strip_prefix("http").filter(|rest| rest.starts_with(':') || rest.starts_with("s:")) {
        None => url,
        Some(rest) => {
            let rest = rest.trim_start_matches('s').trim_start_matches(':');
            let rest = rest.strip_prefix("//").map_or(rest, |rest| rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]));
            rest.split(['?', '#']).next().unwrap_or("")
        }
    };
    unquote(path)
}

fn unquote(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What Django leaves as it is in a path that it makes.
const SAFE: &[u8] = b"-._~!$&'()*+,;=/:@";

fn quote(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || SAFE.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn an_address_is_cut_down_to_its_path() {
        for (url, path) in [
            ("http://a.b/c/1/", "/c/1/"),
            ("https://a.b:8000/c/%31/?x=1#y", "/c/1/"),
            ("/c/1/", "/c/1/"),
            ("http:/c/1/", "/c/1/"),
            ("http://a.b", ""),
            ("ftp://a.b/c", "ftp://a.b/c"),
            ("%zz%e4%b8", "%zz\u{fffd}"),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }
}
