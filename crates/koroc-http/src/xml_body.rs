//! Bodies in XML, as [`Renderer::Xml`](koroc_spec::Renderer::Xml) writes answers. A document type is refused, and with it every entity of its own.
//!
//! The document is taken apart here, and not by a crate, because a client is told what expat, which Python reads XML with, says of a broken one, and where.

mod doctype;
mod element;
mod fault;
mod prolog;
mod scan;

use chrono::NaiveDateTime;
use koroc_spec::{Map, Value};

use crate::python;
use element::{Namespaces, entity};
use fault::Fault;
use prolog::{Outside, declaration};
use scan::{Attribute, Reference, Scanner, Stop, Token};

/// How deep elements may be nested.
const MAX_DEPTH: usize = 100;

const DOCUMENT_TYPE: &str = "a document type is not allowed";
const MISPLACED: &str = "XML or text declaration not at start of entity";

/// An element that is still open.
struct Open<'t> {
    tag: &'t str,
    name: String,
    /// The namespaces around it.
    mark: usize,
    /// Its text before its first child.
    text: String,
    children: Vec<(String, Value)>,
}

/// The data of a document.
///
/// # Errors
/// What is wrong with it and where, in expat's words.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let scanner = Scanner::new(bytes);
    Document { scanner, at: 0, open: Vec::new(), namespaces: Namespaces::default() }.read().map_err(|fault| {
        let forbidden = if fault.is(DOCUMENT_TYPE) { doctype::forbidden(scanner.text) } else { None };
        forbidden.unwrap_or_else(|| fault.told(scanner.text).to_string())
    })
}

struct Document<'t> {
    scanner: Scanner<'t>,
    at: usize,
    open: Vec<Open<'t>>,
    namespaces: Namespaces<'t>,
}

impl<'t> Document<'t> {
    fn read(mut self) -> Result<Value, Fault> {
        self.prolog()?;
        loop {
            if let Some(root) = self.step()? {
                return self.epilog().map(|()| root);
            }
        }
    }

    /// Everything up to the root.
    fn prolog(&mut self) -> Result<(), Fault> {
        if self.scanner.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        let start = self.at;
        while !self.scanner.is_end(self.at) {
            match self.outside()? {
                Outside::Passed(end) => self.at = end,
                Outside::Declaration(end) if self.at == start => {
                    declaration(self.scanner.text, start + "<?xml".len(), end - "?>".len())?;
                    self.at = end;
                }
                Outside::Declaration(_) => return Err(self.fault(MISPLACED)),
                Outside::Root => return Ok(()),
                Outside::DocumentType => return Err(self.fault(DOCUMENT_TYPE)),
                Outside::Stray => return Err(self.fault("syntax error")),
            }
        }
        Err(self.fault("no element found"))
    }

    /// Everything behind the root.
    fn epilog(mut self) -> Result<(), Fault> {
        while !self.scanner.is_end(self.at) {
            match self.outside()? {
                Outside::Passed(end) => self.at = end,
                Outside::Declaration(_) | Outside::Root | Outside::DocumentType | Outside::Stray => return Err(self.fault("junk after document element")),
            }
        }
        Ok(())
    }

    fn outside(&self) -> Result<Outside, Fault> {
        self.scanner.outside(self.at).map_err(|stop| stop.fault(self.at))
    }

    /// A token of the content; the root's value, when it ends.
    fn step(&mut self) -> Result<Option<Value>, Fault> {
        if self.scanner.is_end(self.at) {
            // A return that might have been the first half of a line's end is not taken before it is known.
            let returned = usize::from(self.scanner.text.ends_with('\r'));
            return Err(Fault::new("no element found", self.at - returned));
        }
        let (token, end) = self.scanner.content(self.at).map_err(|stop| stop.fault(self.at))?;
        let ended = match token {
            Token::Start { name, attributes, empty } => {
                self.enter(name, &attributes)?;
                empty
            }
            Token::End { at, name } => {
                if self.open.last().is_none_or(|open| open.tag != name) {
                    return Err(Fault::new("mismatched tag", at));
                }
                true
            }
            Token::Text(text) => self.say(text),
            Token::Reference(reference) => {
                let character = match reference {
                    Reference::Character(character) => character.ok_or_else(|| self.fault("reference to invalid character number"))?,
                    Reference::Entity(name) => entity(name).ok_or_else(|| self.fault("undefined entity"))?,
                };
                self.say(character.encode_utf8(&mut [0; 4]))
            }
            Token::CData => {
                let (text, end) = self.scanner.cdata(end).map_err(|(stop, at)| unclosed(self.scanner.text, stop, at))?;
                self.say(text);
                self.at = end;
                return Ok(None);
            }
            Token::Aside => false,
            Token::Declaration => return Err(self.fault(MISPLACED)),
        };
        self.at = end;
        Ok(if ended { self.leave() } else { None })
    }

    fn enter(&mut self, tag: &'t str, attributes: &[Attribute<'t>]) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fault("elements are nested too deep"));
        }
        let mark = self.namespaces.mark();
        let name = self.namespaces.enter(self.scanner, self.at, tag, attributes)?;
        self.open.push(Open { tag, name, mark, text: String::new(), children: Vec::new() });
        Ok(())
    }

    /// Ends the innermost element; the value of the root.
    fn leave(&mut self) -> Option<Value> {
        let done = self.open.pop()?;
        self.namespaces.unbind(done.mark);
        let (name, value) = done.value();
        match self.open.last_mut() {
            Some(parent) => parent.children.push((name, value)),
            None => return Some(value),
        }
        None
    }

    /// Adds text to the innermost element, unless it has children already. Never ends it.
    fn say(&mut self, text: &str) -> bool {
        if let Some(open) = self.open.last_mut().filter(|open| open.children.is_empty()) {
            open.text.push_str(text);
        }
        false
    }

    fn fault(&self, what: &'static str) -> Fault {
        Fault::new(what, self.at)
    }
}

/// A CDATA section that does not end.
fn unclosed(text: &str, stop: Stop, at: usize) -> Fault {
    if stop != Stop::End {
        return stop.fault(at);
    }
    // What might have been the first half of its end, or of a line's, is not taken before it is known.
    let held = ["]]", "]", "\r"].into_iter().find(|half| text.ends_with(half)).map_or(0, str::len);
    Fault::new("unclosed CDATA section", at - held)
}

impl Open<'_> {
    /// Its name and value.
    fn value(self) -> (String, Value) {
        let value = match self.children.first() {
            None if self.text.is_empty() => Value::Null,
            None => scalar(&self.text.replace("\r\n", "\n").replace('\r', "\n")),
            Some((first, _)) if first == "list-item" => Value::List(self.children.into_iter().map(|(_, value)| value).collect()),
            Some(_) => Value::Map(self.children.into_iter().collect::<Map>()),
        };
        (self.name, value)
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
            write_json(&mut out, &parse(xml.as_bytes()).unwrap(), None);
            assert_eq!(String::from_utf8(out).unwrap(), json, "{xml}");
        }
        assert!(matches!(parse(b"<r>2020-01-02 03:04:05</r>"), Ok(Value::DateTime(_))));
        for (text, decimal) in [("nan", true), ("-sNaN12", true), ("+Infinity", true), ("inf", true), ("nanny", false), ("infinite", false), ("1.e5", true)] {
            assert_eq!(matches!(parse(format!("<r>{text}</r>").as_bytes()), Ok(Value::Decimal(_))), decimal, "{text}");
        }
    }

    /// What DRF made of documents, by `conformance/scripts/record_xml.py`.
    #[test]
    fn documents_are_read_and_refused_as_drf_does() {
        let recorded: Vec<(String, serde_json::Value, Option<String>)> = serde_json::from_str(include_str!("../tests/xml/documents.json")).unwrap();
        let mut differs = Vec::new();
        for (document, data, wrong) in recorded {
            let mut bytes = Vec::new();
            for c in document.chars() {
                match u32::from(c) {
                    byte @ 0xf780..=0xf7ff => bytes.push(byte.to_le_bytes()[0]),
                    _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                }
            }
            let found = match parse(&bytes) {
                Err(reason) => (serde_json::Value::Null, Some(format!("XML parse error - {reason}"))),
                Ok(value) => {
                    let mut out = Vec::new();
                    write_json(&mut out, &value, None);
                    (serde_json::from_slice(&out).unwrap(), None)
                }
            };
            if found != (data.clone(), wrong.clone()) {
                differs.push(format!("{document:?}\n  DRF   {data} {wrong:?}\n  Koroc {} {:?}", found.0, found.1));
            }
        }
        assert!(differs.is_empty(), "{} documents\n{}", differs.len(), differs.join("\n"));
    }

    #[test]
    fn a_declared_entity_is_named() {
        for (declared, said) in [
            ("e 'x'", "EntitiesForbidden(name='e', system_id=None, public_id=None)"),
            ("e SYSTEM \"file:///etc/passwd\"", "EntitiesForbidden(name='e', system_id='file:///etc/passwd', public_id=None)"),
            ("% p PUBLIC \"a\" 'b'", "EntitiesForbidden(name='p', system_id='b', public_id='a')"),
        ] {
            assert_eq!(parse(format!("<!DOCTYPE a [<!ENTITY {declared}>]><a/>").as_bytes()), Err(said.to_owned()));
        }
        assert_eq!(parse(b"<!DOCTYPE a><a/>"), Err("a document type is not allowed: line 1, column 0".to_owned()));
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
            assert!(parse(xml.as_bytes()).is_err(), "{xml}");
        }
        assert!(parse(deep(MAX_DEPTH).as_bytes()).is_ok());
    }
}
