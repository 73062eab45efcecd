//! The parameters of a statement by name: `$1`, as PostgreSQL has them, becomes `:p1`, as the Data API has them.

use std::fmt::Write as _;

use super::param::name;
use crate::{DbError, DbErrorKind};

/// The longest statement that the Data API takes.
const LONGEST: usize = 65_536;

/// The statement with named parameters, each cast to a type if `cast` has one for its place (counted from 0). What stands in quotes or comments stays.
///
/// # Errors
/// `OutOfRange` for a statement that is too long.
pub(super) fn named(sql: &str, cast: impl Fn(usize) -> Option<&'static str>) -> Result<String, DbError> {
    let mut out = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '"', '$', '-', '/']) {
        out.push_str(&rest[..at]);
        let escapes = rest[..at].ends_with(['e', 'E']);
        rest = &rest[at..];
        if let Some((place, behind)) = parameter(rest) {
            match cast(place - 1) {
                Some(ty) => write!(out, "CAST(:{} AS {ty})", name(place)),
                None => write!(out, ":{}", name(place)),
            }
            .expect("a text takes what is written to it");
            rest = behind;
        } else {
            let (untouched, behind) = rest.split_at(skipped(rest, escapes));
            out.push_str(untouched);
            rest = behind;
        }
    }
    out.push_str(rest);
    if out.len() > LONGEST {
        let message = format!("a statement of {} characters: the Data API takes {LONGEST}, so name fewer values at once", out.len());
        return Err(DbError::new(DbErrorKind::OutOfRange, message));
    }
    Ok(out)
}

/// The number of the parameter that a text begins with, and what stands behind it.
fn parameter(text: &str) -> Option<(usize, &str)> {
    let digits = text.strip_prefix('$')?;
    let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
    let place = digits[..end].parse().ok().filter(|place| *place > 0)?;
    Some((place, &digits[end..]))
}

/// How much of a text that begins with one of `'"$-/` has nothing to replace in it.
fn skipped(text: &str, escapes: bool) -> usize {
    let up_to = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    match text.as_bytes() {
        [b'\'', ..] if escapes => escaped(text),
        // A doubled quote ends one text and begins the next.
        [b'\'', ..] => up_to("'", 1),
        [b'"', ..] => up_to("\"", 1),
        [b'-', b'-', ..] => up_to("\n", 2),
        [b'/', b'*', ..] => comment(text),
        [b'$', ..] => {
            let tag =
                text[1..].find('$').map(|at| &text[..at + 2]).filter(|tag| tag[1..tag.len() - 1].chars().all(|char| char.is_alphanumeric() || char == '_'));
            tag.map_or(1, |tag| up_to(tag, tag.len()))
        }
        _ => 1,
    }
}

/// The end of `'…'` in which a backslash escapes.
fn escaped(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => drop(chars.next()),
            '\'' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The end of `/* … */`, in which others may stand.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        match text.as_bytes().get(at..).and_then(|rest| rest.get(..2)) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") if depth == 1 => return at + 2,
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_get_names_and_nothing_else_changes() {
        let cases = [
            ("SELECT $1, $12", "SELECT :p1, CAST(:p12 AS time)"),
            ("SELECT '$1', '''$1', \"$1\", $1", "SELECT '$1', '''$1', \"$1\", :p1"),
            (r"SELECT E'\'$1', '\', $1", r"SELECT E'\'$1', '\', :p1"),
            ("SELECT $$ $1 $$, $a$ $1 $$ $a$, $1", "SELECT $$ $1 $$, $a$ $1 $$ $a$, :p1"),
            ("SELECT 1 -- $1\n, $1", "SELECT 1 -- $1\n, :p1"),
            ("SELECT /* $1 /* $1 */ $1 */ $1", "SELECT /* $1 /* $1 */ $1 */ :p1"),
            ("SELECT $1::text - 1 / 2 ä", "SELECT :p1::text - 1 / 2 ä"),
            ("SELECT '$1", "SELECT '$1"),
            ("SELECT $1$2", "SELECT :p1:p2"),
            ("SELECT $0, $x, $", "SELECT $0, $x, $"),
        ];
        for (sql, wanted) in cases {
            assert_eq!(named(sql, |place| (place == 11).then_some("time")).expect("it is short"), wanted, "{sql}");
        }
        let error = named(&"x".repeat(LONGEST + 1), |_| None).expect_err("it is too long");
        assert_eq!(error.kind(), &DbErrorKind::OutOfRange);
    }
}
