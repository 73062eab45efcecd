//! `?search=`: text split into terms, each of which must be found in one of the fields.

use koroc_db::{Cond, Dialect, Op};
use koroc_serial::{Errors, is_space, python_pattern, strip};
use koroc_spec::{Hop, ListPolicy, ResolvedSearch, SearchMode};

use crate::ApiError;
use crate::filter::over;
use crate::query::Query;

/// The most terms of a search.
const MAX_TERMS: usize = 100;

/// The most conditions on related rows that a search is spread into.
const MAX_SPREAD: usize = 64;

/// The condition of a search.
///
/// # Errors
/// 400 for a NUL character, and for more terms than anyone searches for.
pub(crate) fn condition(list: &ListPolicy, query: &Query, dialect: Dialect) -> Result<Cond, ApiError> {
    let text = query.get(&list.search_param).unwrap_or("");
    if text.is_empty() || list.search.is_empty() {
        return Ok(Cond::All);
    }
    if text.contains('\0') {
        return Err(ApiError::invalid(Errors::one("Null characters are not allowed.", "null_characters_not_allowed")));
    }
    let terms = terms(text);
    if terms.len() > MAX_TERMS {
        return Err(ApiError::invalid(Errors::one(format!("A search has at most {MAX_TERMS} terms."), "invalid")));
    }
    Ok(found(&list.search, &terms, dialect))
}

/// Every term is found in one of the fields. As in DRF, terms that are found in rows of one relation are found in the same of these rows.
fn found(fields: &[ResolvedSearch], terms: &[String], dialect: Dialect) -> Cond {
    let (own, ways) = by_way(fields);
    let spread = u32::try_from(terms.len()).ok().and_then(|terms| (ways.len() + 1).checked_pow(terms));
    match spread {
        Some(spread) if !ways.is_empty() && spread <= MAX_SPREAD => {
            Cond::Or((0..spread).filter_map(|nth| spread_out(&own, &ways, terms, nth, dialect)).collect())
        }
        _ => {
            let term = |term: &String| Cond::Or(fields.iter().map(|search| over(&search.path.hops, compare(search, term, dialect))).collect());
            Cond::And(terms.iter().map(term).collect())
        }
    }
}

/// Relations with several rows, each with the fields behind it.
type Ways<'a> = Vec<(&'a [Hop], Vec<&'a ResolvedSearch>)>;

/// The fields of the row itself and of the single rows that it points at; and, by the way to them, those of rows that may be several.
fn by_way(fields: &[ResolvedSearch]) -> (Vec<&ResolvedSearch>, Ways<'_>) {
    let (mut own, mut ways): (Vec<&ResolvedSearch>, Ways<'_>) = (Vec::new(), Vec::new());
    for search in fields {
        let hops = search.path.hops.as_slice();
        if hops.iter().all(|hop| matches!(hop, Hop::Forward { .. })) {
            own.push(search);
        } else if let Some((_, behind)) = ways.iter_mut().find(|(known, _)| *known == hops) {
            behind.push(search);
        } else {
            ways.push((hops, vec![search]));
        }
    }
    (own, ways)
}

/// One of the ways in which the terms can be found: the digits of `nth` say of each term where, in the row itself (0) or behind a way.
fn spread_out(own: &[&ResolvedSearch], ways: &Ways<'_>, terms: &[String], mut nth: usize, dialect: Dialect) -> Option<Cond> {
    let mut places: Vec<Vec<&String>> = vec![Vec::new(); ways.len() + 1];
    for term in terms {
        places[nth % (ways.len() + 1)].push(term);
        nth /= ways.len() + 1;
    }
    if own.is_empty() && !places[0].is_empty() {
        return None;
    }
    let mut all: Vec<Cond> =
        places[0].iter().map(|term| Cond::Or(own.iter().map(|search| over(&search.path.hops, compare(search, term, dialect))).collect())).collect();
    for ((hops, behind), terms) in ways.iter().zip(&places[1..]).filter(|(_, terms)| !terms.is_empty()) {
        let one = |term: &&String| Cond::Or(behind.iter().map(|search| compare(search, term, dialect)).collect());
        all.push(over(hops, Cond::And(terms.iter().map(one).collect())));
    }
    Some(Cond::And(all))
}

fn compare(search: &ResolvedSearch, term: &str, dialect: Dialect) -> Cond {
    let (op, value) = match search.mode {
        SearchMode::Contains => (Op::IContains, term.into()),
        SearchMode::StartsWith => (Op::IStartsWith, term.into()),
        SearchMode::Exact => (Op::IEq, term.into()),
        // Django's expressions are Python's on SQLite, and the database's elsewhere.
        SearchMode::Regex if dialect == Dialect::Sqlite => (Op::IRegex, python_pattern(term).into()),
        SearchMode::Regex => (Op::IRegex, term.into()),
        SearchMode::FullText => (Op::FullText, term.into()),
    };
    Cond::Compare { field: search.path.field, op, value }
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
