//! The parameters of a statement by place: `:name` becomes `$1`.

use crate::{field::Bound, refusal::Refusal};

/// The statement as PostgreSQL takes it, and its values in their order. What stands in quotes stays, and so does `::`.
pub fn by_place<'p>(sql: &str, parameters: &'p [(String, Bound)]) -> Result<(String, Vec<&'p Bound>), Refusal> {
    let (mut out, mut values, mut places): (String, Vec<&Bound>, Vec<&str>) = (String::new(), Vec::new(), Vec::new());
    let mut chars = sql.char_indices().peekable();
    let mut quote = None;
    while let Some((at, char)) = chars.next() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None, '\'' | '"') => quote = Some(char),
            (None, ':') if chars.peek().is_some_and(|(_, next)| *next == ':') => {
                chars.next();
                out.push(':');
            }
            (None, ':') if chars.peek().is_some_and(|(_, next)| next.is_ascii_alphabetic()) => {
                let rest = &sql[at + 1..];
                let name = &rest[..rest.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(rest.len())];
                chars.nth(name.len() - 1);
                let place = places.iter().position(|known| *known == name);
                let place = match place {
                    Some(place) => place,
                    None => {
                        let value = parameters.iter().find(|(known, _)| known == name);
                        values.push(&value.ok_or_else(|| Refusal::bad(format!("the parameter {name} is missing")))?.1);
                        places.push(name);
                        places.len() - 1
                    }
                };
                out.push_str(&format!("${}", place + 1));
                continue;
            }
            _ => {}
        }
        out.push(char);
    }
    Ok((out, values))
}
