//! What is wrong with a document, in expat's words, and where.

use std::fmt;

pub(super) const INVALID_TOKEN: &str = "not well-formed (invalid token)";
pub(super) const UNCLOSED_TOKEN: &str = "unclosed token";
pub(super) const PARTIAL_CHARACTER: &str = "partial character";

/// A fault, and the byte where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    what: &'static str,
    at: usize,
}

impl Fault {
    pub(super) fn new(what: &'static str, at: usize) -> Self {
        Fault { what, at }
    }

    pub(super) fn is(self, what: &str) -> bool {
        self.what == what
    }

    /// With its line, counted from 1, and column, counted in characters from 0.
    pub(super) fn told(self, text: &str) -> impl fmt::Display {
        let before = &text[..self.at.min(text.len())];
        let (mut line, mut column, mut last) = (1_usize, 0_usize, ' ');
        for c in before.chars() {
            match c {
                '\n' if last == '\r' => {}
                '\n' | '\r' => (line, column) = (line + 1, 0),
                _ => column += 1,
            }
            last = c;
        }
        format!("{}: line {line}, column {column}", self.what)
    }
}
