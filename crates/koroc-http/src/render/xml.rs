//! Answers as XML: elements named by key, those of a list `list-item`, all in a `root`.

use koroc_serial::write_json;
use koroc_spec::Value;

const ITEM: &str = "list-item";

/// The document of some data.
pub(super) fn document(data: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut out, "root", data);
    out
}

fn element(out: &mut String, name: &str, value: &Value) {
    let name = tag(name);
    out.extend(["<", &name, ">"]);
    content(out, value);
    out.extend(["</", &name, ">"]);
}

fn content(out: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::List(items) => items.iter().for_each(|item| element(out, ITEM, item)),
        Value::Map(members) => members.iter().for_each(|(name, member)| element(out, name, member)),
        // As Python writes them.
        Value::Bool(truth) => out.push_str(if *truth { "True" } else { "False" }),
        Value::Str(text) => characters(out, text),
        Value::Number(text) => out.push_str(text),
        Value::Int(_)
        | Value::Float(_)
        | Value::Decimal(_)
        | Value::Surrogate { .. }
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::NaiveDateTime(_)
        | Value::Duration(_)
        | Value::Uuid(_)
        | Value::File(_) => {
            let mut json = Vec::new();
            write_json(&mut json, value, None);
            characters(out, String::from_utf8_lossy(&json).trim_matches('"'));
        }
    }
}

/// Text, with what XML has no form for replaced.
fn characters(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_ascii_control() && c != '\u{7f}' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
}

/// A key as the name of an element: what no name may hold becomes `_`, so that data cannot write markup.
fn tag(key: &str) -> String {
    let fits = |(at, c): (usize, char)| if c.is_alphabetic() || c == '_' || (at > 0 && (c.is_numeric() || c == '-' || c == '.')) { c } else { '_' };
    if key.is_empty() { "_".to_owned() } else { key.chars().enumerate().map(fits).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_serial::parse_json;

    #[test]
    fn data_becomes_elements() {
        for (json, xml) in [
            ("null", "<root></root>"),
            ("[]", "<root></root>"),
            (
                "{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"<&>'\\\"\"}}",
                "<root><a><list-item>1</list-item><list-item>2.5</list-item><list-item></list-item><list-item>True</list-item></a><b><c>&lt;&amp;&gt;'\"</c></b></root>",
            ),
            ("{\"x/><y\": \"\\u0001\", \"1\": 1}", "<root><x___y>\u{fffd}</x___y><_>1</_></root>"),
            ("\"text\"", "<root>text</root>"),
        ] {
            assert_eq!(document(&parse_json(json.as_bytes()).unwrap()), format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{xml}"), "{json}");
        }
    }
}
