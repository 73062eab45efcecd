//! Answers as pages: from a template, or from text that is HTML already; errors as pages of their own.

use std::collections::BTreeMap;

use http::StatusCode;
use koroc_spec::{Problem, Value};
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Output, State};

use crate::ApiError;

/// The templates of an application, compiled.
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    /// Compiles templates with their names.
    ///
    /// # Errors
    /// Those that cannot be read.
    pub(crate) fn new<'t>(templates: impl Iterator<Item = (&'t String, &'t String)>) -> Result<Self, Vec<Problem>> {
        let mut environment = Environment::new();
        // As Django, which renders the line that ends a file.
        environment.set_syntax(SyntaxConfig::builder().keep_trailing_newline(true).build().expect("these delimiters are the usual ones"));
        environment.set_formatter(formatted);
        let mut problems = Vec::new();
        for (name, text) in templates {
            if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
                problems.push(Problem::new(format!("template `{name}`"), error.to_string()));
            }
        }
        if problems.is_empty() { Ok(Templates(environment)) } else { Err(problems) }
    }

    /// The page of a template.
    pub(super) fn page(&self, name: &str, data: Option<&Value>) -> Result<String, ApiError> {
        let template = self.0.get_template(name).map_err(ApiError::internal)?;
        template.render(data.map(jinja).unwrap_or_default()).map_err(ApiError::internal)
    }

    /// The page of an error: from the template `404.html` or `api_exception.html`, or else its status in words.
    pub(super) fn error(&self, status: StatusCode, data: Option<&Value>) -> Result<String, ApiError> {
        let names = [format!("{}.html", status.as_u16()), "api_exception.html".to_owned()];
        let Some(template) = names.iter().find_map(|name| self.0.get_template(name).ok()) else {
            return Ok(format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default()));
        };
        let mut context = match data {
            Some(Value::Map(map)) => map.clone(),
            Some(list) => [("details".to_owned(), list.clone())].into_iter().collect(),
            None => koroc_spec::Map::new(),
        };
        context.insert("status_code".to_owned(), Value::Int(i64::from(status.as_u16())));
        template.render(jinja(&Value::Map(context))).map_err(ApiError::internal)
    }
}

/// What text that is HTML already is made of: data that is text. Of other data DRF shows keys, one behind another.
pub(super) fn text(data: &Value) -> String {
    match data {
        Value::Str(text) => text.clone(),
        Value::Map(map) => map.keys().map(String::as_str).collect(),
        Value::List(items) => items.iter().map(text).collect(),
        other => {
            let mut json = Vec::new();
            koroc_serial::write_json(&mut json, other, None);
            String::from_utf8_lossy(&json).into_owned()
        }
    }
}

/// Values are escaped as Django escapes them.
fn formatted(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &minijinja::Value) -> Result<(), minijinja::Error> {
    if value.is_safe() || !matches!(state.auto_escape(), AutoEscape::Html) {
        return minijinja::escape_formatter(out, state, value);
    }
    let text = value.to_string();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        })?;
        rest = &rest[at + 1..];
    }
    Ok(out.write_str(rest)?)
}

fn jinja(value: &Value) -> minijinja::Value {
    match value {
        Value::Null => minijinja::Value::from(()),
        Value::Bool(truth) => minijinja::Value::from(*truth),
        Value::Int(number) => minijinja::Value::from(*number),
        Value::Float(number) => minijinja::Value::from(*number),
        Value::Number(text) => text.parse::<i64>().map_or_else(|_| minijinja::Value::from(text.as_str()), minijinja::Value::from),
        Value::Str(text) | Value::Decimal(text) | Value::Surrogate { text, .. } => minijinja::Value::from(text.as_str()),
        Value::List(items) => items.iter().map(jinja).collect(),
        Value::Map(map) => map.iter().map(|(name, member)| (name.clone(), jinja(member))).collect::<BTreeMap<_, _>>().into(),
        Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::NaiveDateTime(_) | Value::Duration(_) | Value::Uuid(_) | Value::File(_) => {
            minijinja::Value::from(text(value).trim_matches('"'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_serial::parse_json;

    #[test]
    fn pages_come_from_templates() {
        let texts =
            [("a.html", "<p>{{ title }}|{% for x in list %}{{ x }},{% endfor %}{{ missing }}</p>"), ("404.html", "gone: {{ detail }} {{ status_code }}")]
                .map(|(name, text)| (name.to_owned(), text.to_owned()));
        let templates = Templates::new(texts.iter().map(|(name, text)| (name, text))).unwrap();
        let data = |json: &str| parse_json(json.as_bytes()).unwrap();
        assert_eq!(templates.page("a.html", Some(&data("{\"title\": \"<a>/'\", \"list\": [1, \"b\"]}"))).unwrap(), "<p>&lt;a&gt;/&#x27;|1,b,</p>");
        assert_eq!(templates.page("b.html", None).unwrap_err().status(), StatusCode::INTERNAL_SERVER_ERROR);
        for (status, json, page) in [(StatusCode::NOT_FOUND, "{\"detail\": \"No.\"}", "gone: No. 404"), (StatusCode::CONFLICT, "[\"a\"]", "409 Conflict")] {
            assert_eq!(templates.error(status, Some(&data(json))).unwrap(), page);
        }
    }

    #[test]
    fn a_broken_template_is_a_problem() {
        let text = ("a.html".to_owned(), "{% if %}".to_owned());
        assert_eq!(Templates::new([(&text.0, &text.1)].into_iter()).err().map(|problems| problems.len()), Some(1));
    }
}
