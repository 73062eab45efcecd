//! `?search=`: text split into terms, each of which must be found in one of the fields.

use koroc_db::{Cond, Op};
use koroc_serial::{Errors, is_space, strip};
use koroc_spec::{ResolvedSearch, SearchMode};

use crate::ApiError;
use crate::query::Query;

/// The most terms of a search.
const MAX_TERMS: usize = 100;

/// The condition of a search.
///
/// # Errors
/// 400 for a NUL character, and for more terms than anyone searches for.
pub(crate) fn condition(fields: &[ResolvedSearch], query: &Query) -> Result<Cond, ApiError> {
    let text = query.get("search").unwrap_or("");
    if text.is_empty() || fields.is_empty() {
        return Ok(Cond::All);
    }
    if text.contains('\0') {
        return Err(ApiError::invalid(Errors::one("Null characters are not allowed.", "null_characters_not_allowed")));
    }
    let terms = terms(text);
    if terms.len() > MAX_TERMS {
        return Err(ApiError::invalid(Errors::one(format!("A search has at most {MAX_TERMS} terms."), "invalid")));
    }
    let one =
        |term: &String| Cond::Or(fields.iter().map(|search| Cond::Compare { field: search.field, op: op(search.mode), value: term.as_str().into() }).collect());
    Ok(Cond::And(terms.iter().map(one).collect()))
}

fn op(mode: SearchMode) -> Op {
    match mode {
        SearchMode::Contains => Op::IContains,
        SearchMode::StartsWith => Op::IStartsWith,
        SearchMode::Exact => Op::IEq,
    }
}

/// The terms of a text as DRF splits it: at white space and commas, quoted phrases whole. Of a text with more than [`MAX_TERMS`] the rest is not
/// read: a quotation that does not end is looked for to the end of the text, so that many of them would take the square of its length.
fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() && terms.len() <= MAX_TERMS {
        let end = quoted_word(rest).unwrap_or_else(|| rest.find(is_space).unwrap_or(rest.len()));
        let word = rest[..end].trim_matches(',');
        match word.chars().next() {
            Some(quote @ ('"' | '\'')) if word.ends_with(quote) => terms.push(unescaped(word, quote)),
            _ => terms.extend(word.split(',').filter(|part| !part.is_empty()).map(|part| strip(part).to_owned())),
        }
        rest = rest[end..].trim_start_matches(is_space);
    }
    terms
}

/// Where a word with at least one complete quotation in it ends; `None`: it has none.
fn quoted_word(text: &str) -> Option<usize> {
    let is_plain = |c: char| !is_space(c) && c != '"' && c != '\'';
    let skip_plain = |at: usize| at + text[at..].find(|c| !is_plain(c)).unwrap_or(text.len() - at);
    let mut end = None;
    let mut at = skip_plain(0);
    while let Some(length) = quotation(&text[at..]) {
        at = skip_plain(at + length);
        end = Some(at);
    }
    end
}

/// The length of the quotation that a text begins with.
fn quotation(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next()?;
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// A quotation without its quotes.
fn unescaped(word: &str, quote: char) -> String {
    let inner = if word.len() > 1 { &word[1..word.len() - 1] } else { "" };
    inner.replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::{MAX_TERMS, terms};

    #[test]
    fn text_is_split_as_drf_does() {
        let cases: [(&str, &[&str]); 14] = [
            ("spdr", &["spdr"]),
            ("500 trust", &["500", "trust"]),
            ("500,trust", &["500", "trust"]),
            ("\"gold \\\"shares\"", &["gold \"shares"]),
            ("\"Core S&P\"", &["Core S&P"]),
            ("'500 ETF',x", &["'500 ETF'", "x"]),
            ("'500 ETF', x", &["500 ETF", "x"]),
            ("\"unclosed", &["\"unclosed"]),
            ("a\"b c\"d", &["a\"b c\"d"]),
            ("a\"b c", &["a\"b", "c"]),
            ("  ", &[]),
            (",", &[]),
            ("\"", &[""]),
            ("''", &[""]),
        ];
        for (text, expected) in cases {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    /// Each of these quotations is open to the end of the text, since all quotes behind it are escaped.
    #[test]
    fn a_text_of_open_quotations_is_not_read_to_its_end() {
        let text = format!("\"{}", " \\\"".repeat(20_000));
        assert_eq!(terms(&text).len(), MAX_TERMS + 1);
    }
}
