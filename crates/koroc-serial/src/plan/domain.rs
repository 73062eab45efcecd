//! Host names and the characters that make words, by Django's rules.

use regex::Regex;
use std::sync::LazyLock;

/// Python's `\w`: letters and numbers of any script, and the underscore; no marks.
pub(super) fn is_word(c: char) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]").expect("the class is well formed"));
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { WORD.is_match(c.encode_utf8(&mut [0; 4])) }
}

/// Whether a name has a dot and each of its labels is well formed; a dot at the end is the caller's business.
pub(super) fn is_domain(name: &str) -> bool {
    let mut labels = name.split('.');
    let (Some(first), Some(last)) = (labels.next(), labels.next_back()) else { return false };
    is_label(first, 63) && labels.all(|label| is_label(label, 63)) && is_top_level(last)
}

/// ASCII letters and digits, hyphens, and the Basic Multilingual Plane from U+00A1.
fn is_label_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || ('\u{a1}'..='\u{ffff}').contains(&c)
}

fn is_label(label: &str, longest: usize) -> bool {
    (1..=longest).contains(&label.chars().count()) && label.chars().all(is_label_char) && !label.starts_with('-') && !label.ends_with('-')
}

fn is_top_level(label: &str) -> bool {
    let named = is_label(label, 63) && label.chars().count() >= 2 && !label.bytes().any(|byte| byte.is_ascii_digit());
    let encoded = |rest: &str| (1..=59).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    named || label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--") && encoded(&label[4..]))
}
