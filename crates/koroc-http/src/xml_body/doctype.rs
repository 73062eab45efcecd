//! Why a document with a type of its own is refused: for the entity that it declares, as defusedxml says, or for having a type at all.

/// What is said of the first entity that is declared in a document type; `None`: none is.
pub(super) fn forbidden(text: &str) -> Option<String> {
    let (_, declared) = text.split_once("<!ENTITY")?;
    let (name, rest) = declared.trim_start().trim_start_matches('%').trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let mut literals = rest.split(['"', '\'']).skip(1).step_by(2);
    let mut literal = || literals.next().map_or_else(|| "None".to_owned(), |literal| format!("'{literal}'"));
    let none = || "None".to_owned();
    let (system, public) = match rest.get(..6) {
        Some("SYSTEM") => (literal(), none()),
        Some("PUBLIC") => {
            let public = literal();
            (literal(), public)
        }
        _ => (none(), none()),
    };
    Some(format!("EntitiesForbidden(name='{name}', system_id={system}, public_id={public})"))
}
