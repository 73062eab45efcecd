//! A start tag's attributes and namespaces: what must hold of them, and the element's whole name.

use super::fault::Fault;
use super::scan::{Attribute, Reference, Scanner};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The namespaces that are bound to prefixes, the innermost last; the empty prefix is the default's.
#[derive(Default)]
pub(super) struct Namespaces<'t>(Vec<(&'t str, String)>);

impl<'t> Namespaces<'t> {
    /// How many are bound, to return to at the element's end.
    pub(super) fn mark(&self) -> usize {
        self.0.len()
    }

    pub(super) fn unbind(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Looks at the attributes of the tag at `start` one after the other, binds the prefixes that they declare, and answers the element's name with its
    /// namespace, `{namespace}name`.
    pub(super) fn enter(&mut self, scanner: Scanner<'t>, start: usize, name: &'t str, attributes: &[Attribute<'t>]) -> Result<String, Fault> {
        for (place, attribute) in attributes.iter().enumerate() {
            if attributes[..place].iter().any(|earlier| earlier.name == attribute.name) {
                return Err(Fault::new("duplicate attribute", attribute.at));
            }
            let value = value(scanner, start, attribute)?;
            match attribute.name.split_once(':') {
                Some(("xmlns", prefix)) => self.bind(start, prefix, value)?,
                None if attribute.name == "xmlns" => self.bind(start, "", value)?,
                _ => {}
            }
        }
        let mut known: Vec<(&str, &str)> = Vec::new();
        for (prefix, local) in attributes.iter().filter_map(|attribute| attribute.name.split_once(':')).filter(|(prefix, _)| *prefix != "xmlns") {
            let namespace = self.find(prefix).ok_or_else(|| unbound(start))?;
            if known.contains(&(namespace, local)) {
                return Err(Fault::new("duplicate attribute", start));
            }
            known.push((namespace, local));
        }
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        match self.find(prefix) {
            Some(namespace) => Ok(format!("{{{namespace}}}{local}")),
            None if prefix.is_empty() => Ok(local.to_owned()),
            None => Err(unbound(start)),
        }
    }

    fn bind(&mut self, start: usize, prefix: &'t str, namespace: String) -> Result<(), Fault> {
        let is_xml = namespace == XML;
        let problem = match prefix {
            "xmlns" => Some("reserved prefix (xmlns) must not be declared or undeclared"),
            "xml" if !is_xml => Some("reserved prefix (xml) must not be undeclared or bound to another namespace name"),
            "xml" => None,
            _ if is_xml || namespace == XMLNS => Some("prefix must not be bound to one of the reserved namespace names"),
            "" => None,
            _ if namespace.is_empty() => Some("must not undeclare prefix"),
            _ => None,
        };
        match problem {
            Some(problem) => Err(Fault::new(problem, start)),
            // It sets off names from their namespaces.
            None if namespace.contains('}') => Err(Fault::new("syntax error", start)),
            None => {
                self.0.push((prefix, namespace));
                Ok(())
            }
        }
    }

    fn find(&self, prefix: &str) -> Option<&str> {
        let bound = self.0.iter().rev().find(|(known, _)| *known == prefix).map(|(_, namespace)| namespace.as_str());
        bound.filter(|namespace| !namespace.is_empty()).or_else(|| (prefix == "xml").then_some(XML))
    }
}

fn unbound(start: usize) -> Fault {
    Fault::new("unbound prefix", start)
}

/// The text of an attribute's value.
fn value(scanner: Scanner<'_>, start: usize, attribute: &Attribute<'_>) -> Result<String, Fault> {
    let (mut out, mut at, end) = (String::new(), attribute.value_at, attribute.value_at + attribute.value.len());
    while let Some(before) = scanner.text[at..end].find('&') {
        out.push_str(&scanner.text[at..at + before]);
        let reference_at = at + before;
        let (reference, next) = scanner.reference(reference_at + 1).map_err(|stop| stop.fault(reference_at))?;
        out.push(match reference {
            Reference::Character(Some(character)) => character,
            Reference::Character(None) => return Err(Fault::new("reference to invalid character number", reference_at)),
            Reference::Entity(name) => entity(name).ok_or_else(|| Fault::new("undefined entity", start))?,
        });
        at = next;
    }
    out.push_str(&scanner.text[at..end]);
    Ok(out)
}

/// The character that an entity stands for.
pub(super) fn entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
