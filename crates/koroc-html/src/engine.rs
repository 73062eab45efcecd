//! The template engine: every template of the binary, and the one way in which text gets into a page.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

/// Every template by name, in order of use.
const TEMPLATES: [(&str, &str); 13] = [
    ("base.html", include_str!("../templates/base.html")),
    ("api.html", include_str!("../templates/api.html")),
    ("header.html", include_str!("../templates/header.html")),
    ("answer.html", include_str!("../templates/answer.html")),
    ("paging.html", include_str!("../templates/paging.html")),
    ("filters.html", include_str!("../templates/filters.html")),
    ("form.html", include_str!("../templates/form.html")),
    ("field.html", include_str!("../templates/field.html")),
    ("raw.html", include_str!("../templates/raw.html")),
    ("login.html", include_str!("../templates/login.html")),
    ("logged_out.html", include_str!("../templates/logged_out.html")),
    ("csrf.html", include_str!("../templates/csrf.html")),
    ("error.html", include_str!("../templates/error.html")),
];

static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_syntax(
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build().expect("the delimiters are the default ones"),
    );
    engine.set_formatter(write_value);
    engine.add_global("asset", Serde(crate::assets::paths()));
    for (name, source) in TEMPLATES {
        engine.add_template(name, source).expect("the tests parse every template");
    }
    engine
});

/// A template filled in.
pub(crate) fn render(template: &str, context: impl Serialize) -> String {
    ENGINE.get_template(template).and_then(|template| template.render(Serde(context))).expect("the tests render every template; a context has every name")
}

/// Writes a value, escaped in HTML. (minijinja's own formatter also escapes `/`, and Django's pages do not.)
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match state.auto_escape() {
        AutoEscape::Html if !value.is_safe() => match value.as_str() {
            Some(text) => Ok(out.write_str(&escaped(text))?),
            None => Ok(out.write_str(&escaped(&value.to_string()))?),
        },
        _ => Ok(write!(out, "{value}")?),
    }
}

/// HTML that is put into a page as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Markup(pub(crate) String);

impl Serialize for Markup {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// The text with everything replaced that HTML reads in text or in a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_template_has_a_script_a_style_or_a_handler_of_its_own() {
        let inline = regex::Regex::new(r#"(?i)<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script\s*>|https?://"#).expect("the expression is valid");
        for (name, source) in TEMPLATES {
            assert_eq!(inline.find(source).map(|found| found.as_str()), None, "{name}");
        }
    }

    #[test]
    fn what_html_reads_is_escaped_and_nothing_else() {
        assert_eq!(escaped(r#"<a href="/x?a=1&b='2'">é"#), "&lt;a href=&quot;/x?a=1&amp;b=&#x27;2&#x27;&quot;&gt;é");
    }
}
