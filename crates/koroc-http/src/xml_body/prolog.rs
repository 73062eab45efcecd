//! What stands around the root element: spaces, comments, instructions, the declaration at the very start.

use super::fault::Fault;
use super::scan::{Scan, Scanner, Stop, Token, is_name, is_name_start, is_space};

/// What stands outside of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outside {
    /// Nothing that says anything, up to here.
    Passed(usize),
    /// `<?xml …?>`, up to here.
    Declaration(usize),
    /// A root begins here.
    Root,
    /// `<!DOCTYPE`
    DocumentType,
    /// A word or sign of document types, which has no place here.
    Stray,
}

impl Scanner<'_> {
    /// The next thing outside of the root.
    pub(super) fn outside(self, at: usize) -> Scan<Outside> {
        let aside = |(token, end): (Token<'_>, usize)| if token == Token::Declaration { Outside::Declaration(end) } else { Outside::Passed(end) };
        match self.char(at)? {
            c if is_space(c) => Ok(Outside::Passed(at + 1)),
            '<' => match self.char(at + 1)? {
                '?' => self.instruction(at + 2).map(aside),
                '!' => self.declared(at + 2),
                c if is_name_start(c) => Ok(Outside::Root),
                _ => Err(Stop::Invalid(at + 1)),
            },
            quote @ ('"' | '\'') => self.literal(at + 1, quote),
            ',' | '[' | '(' | '|' | '>' => Ok(Outside::Stray),
            ']' if self.text[at..].starts_with("]]") && self.is_end(at + 2) => Err(Stop::End),
            ']' => self.char(at + 1).map(|_| Outside::Stray),
            ')' => self.followed(at + 1, |c| matches!(c, '*' | '?' | '+' | '>' | ',' | '|' | ')') || is_space(c)),
            '%' => self.percent(at + 1),
            '#' => self.word_of_types(self.first(at + 1)?, true),
            c if is_name(c) || c == ':' => self.word_of_types(at, false),
            _ => Err(Stop::Invalid(at)),
        }
    }

    /// Behind `<!`: a comment, or the beginning of a document type.
    fn declared(self, start: usize) -> Scan<Outside> {
        match self.char(start)? {
            '-' => return self.comment(start + 1).map(Outside::Passed),
            '[' => return Ok(Outside::Stray),
            c if c.is_ascii_alphabetic() || c == '_' => {}
            _ => return Err(Stop::Invalid(start)),
        }
        let mut at = start + 1;
        loop {
            match self.char(at)? {
                c if is_space(c) => break,
                '%' => match self.char(at + 1)? {
                    c if is_space(c) || c == '%' => return Err(Stop::Invalid(at)),
                    _ => break,
                },
                c if c.is_ascii_alphabetic() || c == '_' => at += 1,
                _ => return Err(Stop::Invalid(at)),
            }
        }
        Ok(if &self.text[start..at] == "DOCTYPE" { Outside::DocumentType } else { Outside::Stray })
    }

    fn literal(self, mut at: usize, quote: char) -> Scan<Outside> {
        loop {
            match self.char(at)? {
                c if c == quote => return self.followed(at + 1, |c| matches!(c, '>' | '%' | '[') || is_space(c)),
                c => at += c.len_utf8(),
            }
        }
    }

    /// A name, or whatever consists of characters of names.
    fn word_of_types(self, mut at: usize, pound: bool) -> Scan<Outside> {
        let starts_as_name = is_name_start(self.char(at)?);
        loop {
            match self.char(at) {
                Err(Stop::End) => return Ok(Outside::Stray),
                Err(stop) => return Err(stop),
                Ok(c) if is_name(c) => at += c.len_utf8(),
                Ok(':') if !pound => at += 1,
                Ok('>' | ')' | ',' | '|' | '%') => return Ok(Outside::Stray),
                Ok('[') if !pound => return Ok(Outside::Stray),
                Ok('+' | '*' | '?') if !pound && starts_as_name => return Ok(Outside::Stray),
                Ok(c) if is_space(c) => return Ok(Outside::Stray),
                Ok(_) => return Err(Stop::Invalid(at)),
            }
        }
    }

    fn percent(self, at: usize) -> Scan<Outside> {
        match self.char(at)? {
            c if is_space(c) || c == '%' => Ok(Outside::Stray),
            _ => {
                let mut at = self.first(at)?;
                while is_name(self.char(at)?) {
                    at += self.char(at)?.len_utf8();
                }
                if self.char(at)? == ';' { Ok(Outside::Stray) } else { Err(Stop::Invalid(at)) }
            }
        }
    }

    /// A sign that stands for itself where one of these follows, or nothing.
    fn followed(self, at: usize, by: impl Fn(char) -> bool) -> Scan<Outside> {
        match self.char(at) {
            Err(Stop::End) => Ok(Outside::Stray),
            Ok(c) if by(c) => Ok(Outside::Stray),
            Ok(_) => Err(Stop::Invalid(at)),
            Err(stop) => Err(stop),
        }
    }
}

/// Looks at the declaration at the start of the document, from `at`, behind `<?xml`, up to its `?>`. What it says of the encoding is not followed: that is the
/// Content-Type's.
pub(super) fn declaration(text: &str, at: usize, end: usize) -> Result<(), Fault> {
    Pseudo { text: &text.as_bytes()[..end], at }.whole().map_err(|at| Fault::new("XML declaration not well-formed", at))
}

/// The declaration's words, `version="1.0"`, which are no attributes.
struct Pseudo<'t> {
    text: &'t [u8],
    at: usize,
}

/// One of them: where its name stands, its name, where its value stands, and its value.
type Word<'t> = (usize, &'t [u8], usize, &'t [u8]);

impl<'t> Pseudo<'t> {
    fn whole(mut self) -> Result<(), usize> {
        let (at, name, ..) = self.next()?.ok_or(self.at)?;
        if name != b"version" {
            return Err(at);
        }
        let Some(mut word) = self.next()? else { return Ok(()) };
        if word.1 == b"encoding" {
            if !word.3.first().is_some_and(u8::is_ascii_alphabetic) {
                return Err(word.2);
            }
            word = match self.next()? {
                Some(word) => word,
                None => return Ok(()),
            };
        }
        match word {
            (_, b"standalone", _, b"yes" | b"no") => {}
            (_, b"standalone", value_at, _) => return Err(value_at),
            (at, ..) => return Err(at),
        }
        self.space();
        if self.at == self.text.len() { Ok(()) } else { Err(self.at) }
    }

    fn next(&mut self) -> Result<Option<Word<'t>>, usize> {
        let start = self.at;
        self.space();
        if self.at == self.text.len() {
            return Ok(None);
        }
        let at = self.at;
        if at == start {
            return Err(at);
        }
        while self.peek().is_some_and(|byte| byte.is_ascii() && byte != b'=' && !is_space(char::from(byte))) {
            self.at += 1;
        }
        let name = &self.text[at..self.at];
        self.space();
        if self.peek() != Some(b'=') || name.is_empty() {
            return Err(self.at);
        }
        self.at += 1;
        self.space();
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\'')).ok_or(self.at)?;
        self.at += 1;
        let value_at = self.at;
        while self.peek() != Some(quote) {
            if !self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) {
                return Err(self.at);
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(Some((at, name, value_at, &self.text[value_at..self.at - 1])))
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| is_space(char::from(byte))) {
            self.at += 1;
        }
    }
}
