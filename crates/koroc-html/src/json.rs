//! JSON text as HTML: coloured by spans, with links where a value is one.

use crate::engine::{Markup, escaped};
use crate::query;

/// Which values are a row's key, and where its page is.
#[derive(Debug, Default)]
pub(crate) struct RowLinks {
    /// The member that names a row.
    pub(crate) key: String,
    /// How many brackets are open around it; 0: nowhere.
    pub(crate) depth: usize,
    /// What stands before the key in the path.
    pub(crate) before: String,
    /// What stands behind it.
    pub(crate) after: &'static str,
}

impl RowLinks {
    /// No value is a row's key.
    pub(crate) fn none() -> Self {
        RowLinks::default()
    }
}

/// The text as HTML. It may be any text: what is no JSON is escaped like the rest.
pub(crate) fn markup(text: &str, rows: &RowLinks) -> Markup {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut rest, mut depth, mut key) = (text, 0_usize, String::new());
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (token, after) = rest.split_at(length);
        match first {
            '"' if after.trim_start().starts_with(':') => {
                key = serde_json::from_str(token).unwrap_or_default();
                span(&mut out, "k", token, None);
            }
            '"' | '-' | '0'..='9' => {
                let class = if first == '"' { "s" } else { "n" };
                span(&mut out, class, token, target(token, rows, depth == rows.depth && key == rows.key).as_deref());
            }
            't' | 'f' | 'n' => span(&mut out, "l", token, None),
            // A phone shows less of an indent.
            '\n' if token.len() > 1 => {
                out.push('\n');
                span(&mut out, "i", &token[1..], None);
            }
            _ => {
                depth = if matches!(first, '{' | '[') { depth + 1 } else { depth.saturating_sub(usize::from(matches!(first, '}' | ']'))) };
                out.push_str(&escaped(token));
            }
        }
        rest = after;
    }
    Markup(out)
}

/// The length of the token at the start of the text, in bytes.
fn token(text: &str, first: char) -> usize {
    let run = |within: fn(char) -> bool| text.find(|c| !within(c)).unwrap_or(text.len());
    match first {
        '"' => string(text),
        '-' | '0'..='9' => run(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')),
        '\n' => text.len() - text[1..].trim_start_matches(' ').len(),
        c if c.is_ascii_alphabetic() => run(|c| c.is_ascii_alphanumeric()),
        c => c.len_utf8(),
    }
}

/// The length of the string at the start of the text, with its quotes.
fn string(text: &str) -> usize {
    let mut escape = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escape => escape = false,
            '\\' => escape = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where a value leads: a web address to itself, a row's key to its row. Nothing else is linked, `javascript:` least of all.
fn target(token: &str, rows: &RowLinks, is_row: bool) -> Option<String> {
    let text = serde_json::from_str(token).unwrap_or_else(|_| token.to_owned());
    let web = (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if web {
        return Some(text);
    }
    (is_row && rows.depth > 0).then(|| format!("{}{}{}", rows.before, query::encoded(&text), rows.after))
}

fn span(out: &mut String, class: &str, token: &str, url: Option<&str>) {
    let text = escaped(token);
    out.push_str(&match url {
        Some(url) => format!("<a class=\"{class}\" href=\"{}\" rel=\"nofollow\">{text}</a>", escaped(url)),
        None => format!("<span class=\"{class}\">{text}</span>"),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        markup(text, &RowLinks::none()).0
    }

    proptest::proptest! {
        #[test]
        fn every_character_is_there_and_escaped(text in "([ \\n{}\\[\\],:\"\\\\<>&'a-f0-9.é-]|true|null|https://)*") {
            let tags = regex::Regex::new("<[^>]*>").unwrap();
            let html = html(&text);
            proptest::prop_assert_eq!(tags.replace_all(&html, ""), escaped(&text));
        }
    }

    #[test]
    fn web_addresses_are_links_and_nothing_else_is() {
        assert_eq!(
            html(r#""http://x/?a=1&b=\"2\"""#),
            r#"<a class="s" href="http://x/?a=1&amp;b=&quot;2&quot;" rel="nofollow">&quot;http://x/?a=1&amp;b=\&quot;2\&quot;&quot;</a>"#
        );
        for text in [r#""javascript:alert(1)""#, r#""data:text/html,x""#, r#""//x.example""#, r#""http://x y""#, r#""see http://x""#, r#"{"http://key": 1}"#] {
            assert!(!html(text).contains("<a "), "{text}");
        }
    }

    #[test]
    fn the_key_of_a_row_leads_to_its_page() {
        let rows = RowLinks { key: "id".to_owned(), depth: 3, before: "/funds/".to_owned(), after: "/" };
        let page = markup(r#"{"id": 1, "results": [{"id": "a/b", "sub": {"id": 2}, "note": "x"}, {"id": 7}]}"#, &rows).0;
        assert_eq!(page.matches("<a ").count(), 2);
        assert!(page.contains(r#"href="/funds/a%2Fb/""#) && page.contains(r#"href="/funds/7/""#), "{page}");
    }
}
