//! Regular expressions of Python, for an engine of linear time.

use koroc_spec::Problem;
use regex::Regex;
use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// Compiles an expression that means the same as in Python's `re.search`.
///
/// # Errors
/// Expressions that need backtracking (look-around, back-references) or are malformed.
pub(super) fn compile(pattern: &str) -> Result<Regex, Problem> {
    Regex::new(&translate(pattern)).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Problem::new(format!("regular expression `{pattern}`"), format!("cannot be matched in linear time or is malformed: {reason}"))
    })
}

/// An expression of Python in the words of the crate `regex`: rewrites what the two dialects read differently, `$`, `\Z`, the classes of Unicode, brackets and operators inside a class.
pub fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut out, &mut chars, in_class),
            '{' if !in_class => brace(&mut out, &mut chars),
            '[' if in_class => out.push_str("\\["),
            '&' | '~' if in_class => out.extend(['\\', c]),
            '-' if in_class && chars.peek() == Some(&'-') => out.push_str("\\-"),
            '[' => {
                in_class = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                // A bracket that comes first is a member.
                if chars.next_if_eq(&']').is_some() {
                    out.push_str("\\]");
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '$' if !in_class => out.push_str(r"(?:\n?\z)"),
            other => out.push(other),
        }
    }
    out
}

/// A brace that repeats nothing is itself, and one may leave out the fewest: `{,3}`.
fn brace(out: &mut String, chars: &mut Peekable<Chars<'_>>) {
    let rest: String = chars.clone().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    let closed = chars.clone().nth(rest.len()) == Some('}');
    let counts = !rest.is_empty() && rest.split(',').count() <= 2;
    match rest.strip_prefix(',') {
        _ if !(closed && counts) => out.push_str(r"\{"),
        Some(most) => {
            write!(out, "{{0,{most}").expect("a string takes all");
            chars.nth(rest.len() - 1);
        }
        None => out.push('{'),
    }
}

/// The number in octal digits that an escape begins with: `\0`, or three digits.
fn octal(first: char, chars: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let more: String = chars.clone().take(2).take_while(|c| c.is_digit(8)).collect();
    if !first.is_digit(8) || (first != '0' && more.len() < 2) {
        return None;
    }
    if let Some(last) = more.len().checked_sub(1) {
        chars.nth(last);
    }
    u32::from_str_radix(&format!("{first}{more}"), 8).ok()
}

fn escape(out: &mut String, chars: &mut Peekable<Chars<'_>>, in_class: bool) {
    let letter = chars.next();
    if let Some(number) = letter.and_then(|letter| octal(letter, chars)) {
        write!(out, r"\x{{{number:x}}}").expect("a string takes all");
        return;
    }
    match (letter, in_class) {
        (Some('Z'), false) => out.push_str(r"\z"),
        (Some('b'), true) => out.push_str(r"\x08"),
        (Some('w'), _) => out.push_str(r"[\p{L}\p{N}_]"),
        (Some('W'), _) => out.push_str(r"[^\p{L}\p{N}_]"),
        (Some('s'), _) => out.push_str(r"[\s\x1c-\x1f]"),
        (Some('S'), _) => out.push_str(r"[^\s\x1c-\x1f]"),
        (Some(letter), _) => out.extend(['\\', letter]),
        (None, _) => out.push('\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_mean_what_they_mean_in_python() {
        for (pattern, text, found) in [
            ("^[a-z]+[0-9]?$", "abc1\n", true),
            ("^[a-z]+[0-9]?$", "abc1\n\n", false),
            (r"^[a-z]+\Z", "abc\n", false),
            ("[a-z][0-9]", "--a9--", true),
            (r"^[]a]+$", "a]", true),
            (r"^[[&~]+$", "[&~", true),
            (r"^[\w.@+-]+\Z", "слово.1@x", true),
            (r"^\w$", "\u{301}", false),
            (r"^\s\S$", "\u{1c}x", true),
            (r"^\d{2}$", "١٢", true),
            ("^a{,2}b$", "b", true),
            ("^a{,2}b$", "aaab", false),
            ("a{b", "a{b", true),
            ("^a{,}$|^a{}$|^{1,2,3}$", "{1,2,3}", true),
            (r"^\x41\101\0[\b]$", "AA\0\x08", true),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), found, "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_needs_backtracking_is_refused() {
        assert!(compile("(?=a)").is_err());
        assert!(compile(r"(a)\1").is_err());
    }
}
