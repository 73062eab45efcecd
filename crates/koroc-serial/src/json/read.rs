//! Reads JSON as strictly as Python does with DRF's settings.

use koroc_spec::{Map, Value};
use std::fmt;

/// The deepest nesting that is read; deeper documents are refused, long before the stack would end.
const MAX_DEPTH: usize = 200;

/// The most digits of an integer: Python's own limit.
const MAX_INTEGER_DIGITS: usize = 4300;

/// A body that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What was wrong, and where.
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JSON parse error - {}", self.message)
    }
}

impl std::error::Error for JsonError {}

/// Reads a JSON document in UTF-8.
///
/// Integers of 64 bits become [`Value::Int`], all other numbers keep their text ([`Value::Number`]), since only the field that they are for knows what
/// they are. Of a key that is given twice, the last value counts. A lone surrogate makes a string [`Value::Surrogate`].
///
/// # Errors
/// What Python's `json` refuses, too: NaN and Infinity, a byte order mark, anything after the document; and nesting beyond 200 levels.
pub fn parse_json(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError { message: not_utf8(bytes, error) })?;
    let mut reader = Reader { text, at: 0 };
    if text.starts_with('\u{feff}') {
        return Err(reader.error("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    reader.space();
    let value = reader.value(0)?;
    reader.space();
    if reader.at < bytes.len() { Err(reader.error("Extra data", reader.at)) } else { Ok(value) }
}

/// What Python says of bytes that are not UTF-8.
fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> String {
    let at = error.valid_up_to();
    let end = error.error_len().map_or(bytes.len(), |length| at + length);
    let reason = match (error.error_len(), bytes[at]) {
        (None, _) => "unexpected end of data",
        (Some(_), 0x80..=0xc1 | 0xf5..=0xff) => "invalid start byte",
        (Some(_), _) => "invalid continuation byte",
    };
    match end - at {
        1 => format!("'utf-8' codec can't decode byte 0x{:02x} in position {at}: {reason}", bytes[at]),
        _ => format!("'utf-8' codec can't decode bytes in position {at}-{}: {reason}", end - 1),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn error(&self, what: &str, at: usize) -> JsonError {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        JsonError { message: format!("{what}: line {line} column {column} (char {})", before.chars().count()) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error(&format!("Nested deeper than {MAX_DEPTH} levels"), self.at));
        }
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value, JsonError> {
        let rest = &self.text[self.at..];
        for (word, value) in [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        for word in ["NaN", "Infinity", "-Infinity"] {
            if rest.starts_with(word) {
                return Err(JsonError { message: format!("Out of range float values are not JSON compliant: '{word}'") });
            }
        }
        Err(self.error("Expecting value", self.at))
    }

    fn list(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.closed_by(b']')? {
                return Ok(Value::List(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut map = Map::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(map));
        }
        loop {
            let key = self.key()?;
            let value = self.value(depth + 1)?;
            map.insert(key, value);
            if self.closed_by(b'}')? {
                return Ok(Value::Map(map));
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<String, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("Expecting property name enclosed in double quotes", self.at));
        }
        let key = match self.string()? {
            Value::Str(text) | Value::Surrogate { text, .. } => text,
            _ => unreachable!("a string is read as text"),
        };
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.error("Expecting ':' delimiter", self.at));
        }
        self.at += 1;
        self.space();
        Ok(key)
    }

    /// Whether the list or object ends here; a comma leads to its next member.
    fn closed_by(&mut self, end: u8) -> Result<bool, JsonError> {
        self.space();
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') => {
                self.at += 1;
                self.space();
                Ok(false)
            }
            _ => Err(self.error("Expecting ',' delimiter", self.at)),
        }
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let bytes = self.text.as_bytes();
        let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let start = self.at;
        let first = start + usize::from(bytes[start] == b'-');
        let whole = if bytes.get(first) == Some(&b'0') { first + 1 } else { digits(first) };
        if whole == first {
            return self.word();
        }
        let mut end = whole;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(exponent.min(bytes.len())) > exponent {
                end = digits(exponent);
            }
        }
        self.at = end;
        let text = &self.text[start..end];
        if end > whole {
            return Ok(Value::Number(text.to_owned()));
        }
        if whole - first > MAX_INTEGER_DIGITS {
            return Err(self.error(&format!("An integer has more than {MAX_INTEGER_DIGITS} digits"), start));
        }
        Ok(text.parse().map_or_else(|_| Value::Number(text.to_owned()), Value::Int))
    }

    fn string(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        let mut surrogate = None;
        loop {
            let plain = self.at;
            while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            let run = &self.text[plain..self.at];
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    text.push_str(run);
                    return Ok(if let Some(code) = surrogate { Value::Surrogate { text, code } } else { Value::Str(text) });
                }
                Some(b'\\') => {
                    text.push_str(run);
                    self.escape(start, &mut text, &mut surrogate)?;
                }
                Some(_) => return Err(self.error("Invalid control character at", self.at)),
                None => return Err(self.error("Unterminated string starting at", start)),
            }
        }
    }

    fn escape(&mut self, start: usize, text: &mut String, surrogate: &mut Option<u16>) -> Result<(), JsonError> {
        let backslash = self.at;
        self.at += 2;
        text.push(match self.text.as_bytes().get(backslash + 1) {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.unicode(surrogate)?,
            Some(_) => return Err(self.error("Invalid \\escape", backslash)),
            None => return Err(self.error("Unterminated string starting at", start)),
        });
        Ok(())
    }

    /// The character of `\uXXXX`, or of a pair of surrogates; a lone one is noted and replaced.
    fn unicode(&mut self, surrogate: &mut Option<u16>) -> Result<char, JsonError> {
        let unit = self.hex4()?;
        if let Some(plain) = char::from_u32(u32::from(unit)) {
            return Ok(plain);
        }
        let after = self.at;
        if unit < 0xDC00 && self.text[after..].starts_with("\\u") {
            self.at += 2;
            let low = self.hex4()?;
            if let Some(Ok(pair)) = char::decode_utf16([unit, low]).next() {
                return Ok(pair);
            }
            self.at = after;
        }
        surrogate.get_or_insert(unit);
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Result<u16, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let unit = digits.and_then(|digits| digits.iter().try_fold(0u16, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)? as u16)));
        let unit = unit.ok_or_else(|| self.error("Invalid \\uXXXX escape", self.at.min(self.text.len())))?;
        self.at += 4;
        Ok(unit)
    }
}
