//! Checks a path as it is written in an attribute.

use syn::LitStr;

use crate::errors::Errors;

/// Checks a whole path, `/albums/{album_id}`.
pub fn whole(path: &LitStr, errors: &mut Errors) {
    let text = path.value();
    if !text.starts_with('/') {
        errors.push(path, format!("a path begins with a slash: `\"/{text}\"`"));
    }
    segments(path, errors);
}

/// Checks the parts between slashes: each is plain text or one parameter, `{name}`.
pub fn segments(path: &LitStr, errors: &mut Errors) {
    let text = path.value();
    let mut parameters = Vec::new();
    for segment in parts(&text) {
        // What stands behind a colon is the parameter's pattern.
        let parameter = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match parameter.map(|parameter| parameter.split_once(':').map_or(parameter, |(name, _)| name)) {
            Some(name) if parameters.contains(&name) => errors.push(path, format!("the parameter `{name}` is there twice")),
            Some(name) if is_name(name) => parameters.push(name),
            Some(name) => errors.push(path, format!("`{{{name}}}` is no parameter; one is written `{{album_id}}`")),
            None if segment.contains(['{', '}']) => errors.push(path, format!("a parameter is a whole part between slashes, and `{segment}` has more in it")),
            None if segment.starts_with([':', '<', '*']) => errors.push(path, format!("a parameter is written `{{name}}`, not `{segment}`")),
            None if segment.contains(['?', '#', ' ', '%']) => errors.push(path, format!("`{segment}` cannot be part of a path")),
            None => {}
        }
    }
    if text.contains("//") {
        errors.push(path, "a path has one slash between two parts");
    }
}

/// The parts between slashes, of which those inside of a parameter's pattern are none.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let parts = text.split(move |c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '/' && depth == 0
    });
    parts.filter(|part| !part.is_empty())
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
