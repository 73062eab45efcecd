//! Bodies in XML, as [`Renderer::Xml`](koroc_spec::Renderer::Xml) writes answers. A document type is refused, and with it every entity of its own.

use chrono::NaiveDateTime;
use koroc_spec::{Map, Value};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::python;

/// How deep elements may be nested.
const MAX_DEPTH: usize = 100;

/// An element that is still open.
#[derive(Default)]
struct Open {
    name: String,
    /// Its text before its first child.
    text: Option<String>,
    children: Vec<(String, Value)>,
}

/// The data of a document.
///
/// # Errors
/// What is wrong with it, for a person.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if root.is_some() || open.len() >= MAX_DEPTH {
                    return Err(if root.is_some() { "junk after document element" } else { "elements are nested too deep" }.to_owned());
                }
                open.push(Open { name: name(&reader, &start)?, ..Open::default() });
            }
            Event::End(_) => {
                let done = open.pop().ok_or("mismatched tag")?;
                let (name, value) = (done.name.clone(), done.value());
                match open.last_mut() {
                    Some(parent) => parent.children.push((name, value)),
                    None => root = Some(value),
                }
            }
            Event::Text(text) => said(&mut open, &text.xml_content(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?)?,
            Event::CData(text) => said(&mut open, &text.xml_content(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?)?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match (character, &*reference) {
                    (Some(character), _) => said(&mut open, character.encode_utf8(&mut [0; 4]))?,
                    (None, b"lt") => said(&mut open, "<")?,
                    (None, b"gt") => said(&mut open, ">")?,
                    (None, b"amp") => said(&mut open, "&")?,
                    (None, b"quot") => said(&mut open, "\"")?,
                    (None, b"apos") => said(&mut open, "'")?,
                    _ => return Err("undefined entity".to_owned()),
                }
            }
            Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
            Event::Eof => return root.filter(|_| open.is_empty()).ok_or_else(|| "no element found".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
}

/// The name of an element, with its namespace as `{namespace}name`. Attributes say nothing, but must be well formed.
fn name(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<String, String> {
    for attribute in start.attributes() {
        attribute.map_err(|error| error.to_string())?;
    }
    let (namespace, local) = reader.resolver().resolve_element(start.name());
    let local = String::from_utf8_lossy(local.as_ref());
    match namespace {
        ResolveResult::Unbound => Ok(local.into_owned()),
        ResolveResult::Bound(namespace) => Ok(format!("{{{}}}{local}", String::from_utf8_lossy(namespace.as_ref()))),
        ResolveResult::Unknown(_) => Err("unbound prefix".to_owned()),
    }
}

/// Adds text to the innermost element, unless it has children already. Outside of the root only space may stand.
fn said(open: &mut [Open], text: &str) -> Result<(), String> {
    match open.last_mut() {
        Some(element) if element.children.is_empty() => element.text.get_or_insert_default().push_str(text),
        Some(_) => {}
        None if text.trim().is_empty() || text == "\u{feff}" => {}
        None => return Err("syntax error".to_owned()),
    }
    Ok(())
}

impl Open {
    fn value(self) -> Value {
        match self.children.first() {
            None => self.text.filter(|text| !text.is_empty()).map_or(Value::Null, |text| scalar(&text)),
            Some((first, _)) if first == "list-item" => Value::List(self.children.into_iter().map(|(_, value)| value).collect()),
            Some(_) => Value::Map(self.children.into_iter().collect::<Map>()),
        }
    }
}

/// Text as an instant, an integer or a decimal where it reads as one.
fn scalar(text: &str) -> Value {
    if let Ok(instant) = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") {
        return Value::DateTime(instant.and_utc());
    }
    let plain = text.trim().replace('_', "");
    match python::int(text) {
        // What is beyond 64 bits came out as their ends.
        Some(number) if number > i64::MIN && number < i64::MAX => Value::Int(number),
        Some(_) => Value::Number(plain.trim_start_matches('+').to_owned()),
        None if is_decimal(&plain) => Value::Decimal(plain),
        None => Value::from(text),
    }
}

/// Whether Python's `Decimal` reads it.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let payload = lower.strip_prefix("nan").or_else(|| lower.strip_prefix("snan"));
    if matches!(&*lower, "inf" | "infinity") || payload.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return true;
    }
    let (digits, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    let number = whole(&format!("{before}{after}"));
    number && exponent.is_none_or(|exponent| whole(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use koroc_serial::write_json;

    #[test]
    fn documents_become_data() {
        for (xml, json) in [
            ("<root><slug>xml</slug><name>XML skill</name></root>", r#"{"slug":"xml","name":"XML skill"}"#),
            ("<?xml version=\"1.0\"?>\n<root>\n <a>1</a>\n <a>2</a> tail</root>\n", r#"{"a":2}"#),
            ("<root><list-item>1</list-item><list-item><b/></list-item></root>", r#"[1,{"b":null}]"#),
            ("<root><a></a><b> 7 </b><c>1.50</c><d>x &lt;&#65;&amp;</d><e><![CDATA[<i>]]></e></root>", r#"{"a":null,"b":7,"c":"1.50","d":"x <A&","e":"<i>"}"#),
            ("<root a=\"1\">te<!-- no -->xt</root>", r#""text""#),
            ("<r xmlns=\"u\"><a>1</a></r>", r#"{"{u}a":1}"#),
            ("<r>99999999999999999999</r>", "99999999999999999999"),
            ("<r>-99999999999999999999</r>", "-99999999999999999999"),
        ] {
            let mut out = Vec::new();
            write_json(&mut out, &parse(xml).unwrap(), None);
            assert_eq!(String::from_utf8(out).unwrap(), json, "{xml}");
        }
        assert!(matches!(parse("<r>2020-01-02 03:04:05</r>"), Ok(Value::DateTime(_))));
        for (text, decimal) in [("nan", true), ("-sNaN12", true), ("+Infinity", true), ("inf", true), ("nanny", false), ("infinite", false), ("1.e5", true)] {
            assert_eq!(matches!(parse(&format!("<r>{text}</r>")), Ok(Value::Decimal(_))), decimal, "{text}");
        }
    }

    #[test]
    fn hostile_and_broken_documents_are_refused() {
        let deep = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        for xml in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>tail",
            "<a b></a>",
            "<a>&nbsp;</a>",
            "<p:a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
            &deep(MAX_DEPTH + 1),
        ] {
            assert!(parse(xml).is_err(), "{xml}");
        }
        assert!(parse(&deep(MAX_DEPTH)).is_ok());
    }
}
