//! XML taken apart into tokens in the way of expat, Python's parser, so that a broken document is refused at the same place and in the same words.

use super::fault::{Fault, INVALID_TOKEN, PARTIAL_CHARACTER, UNCLOSED_TOKEN};

/// Why there is no token: a character that cannot stand at this byte, or an end in the middle of the token, or of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Invalid(usize),
    End,
    InCharacter,
}

pub(super) type Scan<T> = Result<T, Stop>;

impl Stop {
    /// What is wrong with a token that begins at `start`.
    pub(super) fn fault(self, start: usize) -> Fault {
        match self {
            Stop::Invalid(at) => Fault::new(INVALID_TOKEN, at),
            Stop::End => Fault::new(UNCLOSED_TOKEN, start),
            Stop::InCharacter => Fault::new(PARTIAL_CHARACTER, start),
        }
    }
}

/// An attribute: where its name stands, and where its value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'t> {
    pub(super) at: usize,
    pub(super) name: &'t str,
    pub(super) value_at: usize,
    pub(super) value: &'t str,
}

/// What an `&` stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference<'t> {
    /// `&#65;`; `None`: the number is no character's.
    Character(Option<char>),
    /// `&amp;`
    Entity(&'t str),
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Start {
        name: &'t str,
        attributes: Vec<Attribute<'t>>,
        empty: bool,
    },
    End {
        at: usize,
        name: &'t str,
    },
    Text(&'t str),
    Reference(Reference<'t>),
    /// `<![CDATA[`, whose text is read by [`Scanner::cdata`].
    CData,
    /// A comment or a processing instruction.
    Aside,
    /// `<?xml …?>`
    Declaration,
}

/// A text, and whether and how it goes on in bytes that are no UTF-8.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    end: Stop,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        let (end, length) = match std::str::from_utf8(bytes) {
            Ok(_) => (Stop::End, bytes.len()),
            Err(error) => (if error.error_len().is_some() { Stop::Invalid(error.valid_up_to()) } else { Stop::InCharacter }, error.valid_up_to()),
        };
        Scanner { text: std::str::from_utf8(&bytes[..length]).unwrap_or_default(), end }
    }

    /// The character at a byte, if XML has it.
    pub(super) fn char(self, at: usize) -> Scan<char> {
        match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_xml(c) => Ok(c),
            Some(_) => Err(Stop::Invalid(at)),
            None => Err(self.end),
        }
    }

    /// Whether nothing at all follows.
    pub(super) fn is_end(self, at: usize) -> bool {
        at >= self.text.len() && self.end == Stop::End
    }

    /// The next token of an element's content, and where it ends.
    pub(super) fn content(self, at: usize) -> Scan<(Token<'t>, usize)> {
        match self.char(at)? {
            '<' => match self.char(at + 1)? {
                '!' => match self.char(at + 2)? {
                    '-' => self.comment(at + 3).map(|end| (Token::Aside, end)),
                    '[' => self.word(at + 3, "CDATA[").map(|end| (Token::CData, end)),
                    _ => Err(Stop::Invalid(at + 2)),
                },
                '?' => self.instruction(at + 2),
                '/' => self.end_tag(at + 2),
                _ => self.start_tag(at + 1),
            },
            '&' => self.reference(at + 1).map(|(reference, end)| (Token::Reference(reference), end)),
            _ => self.data(at),
        }
    }

    /// Text up to the next markup, or to a character that cannot be there.
    fn data(self, start: usize) -> Scan<(Token<'t>, usize)> {
        let mut at = start;
        while let Ok(c) = self.char(at) {
            if matches!(c, '<' | '&') {
                break;
            }
            if self.text[at..].starts_with("]]>") {
                if at == start {
                    return Err(Stop::Invalid(at + 2));
                }
                break;
            }
            at += c.len_utf8();
        }
        Ok((Token::Text(&self.text[start..at]), at))
    }

    /// The text of a CDATA section, up to its end or to the end of everything; and where it goes on, if it ended.
    pub(super) fn cdata(self, start: usize) -> Result<(&'t str, usize), (Stop, usize)> {
        let mut at = start;
        loop {
            match self.char(at) {
                Ok(_) if self.text[at..].starts_with("]]>") => return Ok((&self.text[start..at], at + 3)),
                Ok(c) => at += c.len_utf8(),
                Err(stop) => return Err((stop, at)),
            }
        }
    }

    /// A comment, behind `<!-`.
    pub(super) fn comment(self, at: usize) -> Scan<usize> {
        let mut at = self.one(at, '-')?;
        loop {
            match self.char(at)? {
                '-' => {
                    at += 1;
                    if self.char(at)? == '-' {
                        return self.one(at + 1, '>');
                    }
                }
                c => at += c.len_utf8(),
            }
        }
    }

    /// A processing instruction or the declaration, behind `<?`.
    pub(super) fn instruction(self, start: usize) -> Scan<(Token<'t>, usize)> {
        let mut at = self.first(start)?;
        while is_name(self.char(at)?) {
            at += self.char(at)?.len_utf8();
        }
        let target = &self.text[start..at];
        let next = self.char(at)?;
        if !(is_space(next) || next == '?') || (target != "xml" && target.eq_ignore_ascii_case("xml")) {
            return Err(Stop::Invalid(at));
        }
        let token = if target == "xml" { Token::Declaration } else { Token::Aside };
        if next == '?' {
            return self.one(at + 1, '>').map(|end| (token, end));
        }
        loop {
            match self.char(at)? {
                '?' => {
                    at += 1;
                    if self.char(at)? == '>' {
                        return Ok((token, at + 1));
                    }
                }
                c => at += c.len_utf8(),
            }
        }
    }

    /// A start tag, behind `<`.
    fn start_tag(self, start: usize) -> Scan<(Token<'t>, usize)> {
        let mut at = self.qualified(start)?;
        let (name, mut attributes) = (&self.text[start..at], Vec::new());
        loop {
            let spaced = self.space(at)?;
            match self.char(spaced)? {
                '>' => return Ok((Token::Start { name, attributes, empty: false }, spaced + 1)),
                '/' => return self.one(spaced + 1, '>').map(|end| (Token::Start { name, attributes, empty: true }, end)),
                _ if spaced == at => return Err(Stop::Invalid(at)),
                _ => {
                    let (attribute, end) = self.attribute(spaced)?;
                    attributes.push(attribute);
                    at = end;
                }
            }
        }
    }

    fn attribute(self, start: usize) -> Scan<(Attribute<'t>, usize)> {
        let end = self.qualified(start)?;
        let equals = self.space(end)?;
        let opening = self.space(self.one(equals, '=')?)?;
        let quote = self.char(opening)?;
        if !matches!(quote, '"' | '\'') {
            return Err(Stop::Invalid(opening));
        }
        let value_at = opening + 1;
        let mut at = value_at;
        loop {
            match self.char(at)? {
                c if c == quote => break,
                '<' => return Err(Stop::Invalid(at)),
                '&' => (_, at) = self.reference(at + 1)?,
                c => at += c.len_utf8(),
            }
        }
        Ok((Attribute { at: start, name: &self.text[start..end], value_at, value: &self.text[value_at..at] }, at + 1))
    }

    /// An end tag, behind `</`.
    fn end_tag(self, start: usize) -> Scan<(Token<'t>, usize)> {
        let mut at = self.first(start)?;
        while matches!(self.char(at)?, c if is_name(c) || c == ':') {
            at += self.char(at)?.len_utf8();
        }
        let name = &self.text[start..at];
        let end = self.one(self.space(at)?, '>')?;
        Ok((Token::End { at: start, name }, end))
    }

    /// A reference, behind `&`.
    pub(super) fn reference(self, start: usize) -> Scan<(Reference<'t>, usize)> {
        if self.char(start)? != '#' {
            let end = self.name(start)?;
            return self.one(end, ';').map(|next| (Reference::Entity(&self.text[start..end]), next));
        }
        let (digits, radix) = if self.char(start + 1)? == 'x' { (start + 2, 16) } else { (start + 1, 10) };
        let mut at = digits;
        while self.char(at)?.is_digit(radix) {
            at += 1;
        }
        if at == digits {
            return Err(Stop::Invalid(at));
        }
        let end = self.one(at, ';')?;
        let number = u32::from_str_radix(&self.text[digits..at], radix).ok();
        Ok((Reference::Character(number.and_then(char::from_u32).filter(|&c| is_xml(c))), end))
    }

    /// The end of a name of an element or attribute, which may have a prefix.
    fn qualified(self, at: usize) -> Scan<usize> {
        let end = self.name(at)?;
        match self.char(end)? {
            ':' => self.name(end + 1),
            _ => Ok(end),
        }
    }

    fn name(self, at: usize) -> Scan<usize> {
        let mut at = self.first(at)?;
        while is_name(self.char(at)?) {
            at += self.char(at)?.len_utf8();
        }
        Ok(at)
    }

    /// Past the first character of a name.
    pub(super) fn first(self, at: usize) -> Scan<usize> {
        let first = self.char(at)?;
        if is_name_start(first) { Ok(at + first.len_utf8()) } else { Err(Stop::Invalid(at)) }
    }

    fn space(self, mut at: usize) -> Scan<usize> {
        while is_space(self.char(at)?) {
            at += 1;
        }
        Ok(at)
    }

    fn one(self, at: usize, wanted: char) -> Scan<usize> {
        if self.char(at)? == wanted { Ok(at + 1) } else { Err(Stop::Invalid(at)) }
    }

    /// Past a word, all of which must be there before any of it is looked at.
    fn word(self, at: usize, word: &str) -> Scan<usize> {
        if self.text.len() - at < word.len() && self.end == Stop::End {
            return Err(Stop::End);
        }
        word.chars().try_fold(at, |at, wanted| self.one(at, wanted))
    }
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether XML has the character.
fn is_xml(c: char) -> bool {
    (c >= ' ' || is_space(c)) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Whether a name may begin so. (Letters that Unicode got after XML 1.0 are let through.)
pub(super) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (!c.is_ascii() && c < '\u{10000}' && c.is_alphabetic())
}

pub(super) fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | '\u{b7}') || (!c.is_ascii() && c < '\u{10000}' && c.is_alphanumeric())
}
