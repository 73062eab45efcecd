//! Where a page begins: what a cursor holds, and how it is written into a link.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use koroc_spec::ValueRef;

use crate::percent::{self, encode_into};
use crate::python;
use crate::query::Query;

/// A place in an order of rows: `offset` rows behind (or, in reverse, before) the first one beyond a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Position {
    pub(super) offset: u64,
    pub(super) reverse: bool,
    /// The value of the first field of the order; `None`: the start of the list, or its end in reverse.
    pub(super) value: Option<Key>,
}

/// The value of the first field of an order, as Python's `str` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A value.
    Text(String),
    /// NULL, for which DRF has no sign of its own.
    Null,
}

impl Key {
    pub(super) fn of(value: ValueRef<'_>) -> Key {
        match value {
            ValueRef::Null => Key::Null,
            other => Key::Text(python::text(&other.to_value()).into_owned()),
        }
    }
}

impl Position {
    /// Reads a cursor; `None` where DRF finds it invalid. Offsets beyond `cutoff` count as `cutoff`.
    pub(super) fn parse(text: &str, cutoff: u64) -> Option<Position> {
        let bytes = text.is_ascii().then(|| base64_lax(text.as_bytes())).flatten()?;
        let tokens = Query::parse(bytes.is_ascii().then_some(&bytes)?)?;
        let first = |wanted: &str| tokens.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let offset = u64::try_from(python::int(first("o").unwrap_or("0"))?).ok()?;
        let reverse = python::int(first("r").unwrap_or("0"))? != 0;
        let value = first("p").map(|text| Key::Text(text.to_owned())).or(first("n").map(|_| Key::Null));
        Some(Position { offset: if cutoff > 0 { offset.min(cutoff) } else { offset }, reverse, value })
    }

    /// The cursor of a link: base64 of `o=2&r=1&p=value`, what is zero left out.
    pub(super) fn encode(&self) -> String {
        let mut tokens = Vec::new();
        if self.offset != 0 {
            tokens.push(format!("o={}", self.offset));
        }
        if self.reverse {
            tokens.push("r=1".to_owned());
        }
        match &self.value {
            Some(Key::Text(text)) => {
                let mut token = "p=".to_owned();
                for (at, part) in text.split(' ').enumerate() {
                    token.push_str(if at > 0 { "+" } else { "" });
                    encode_into(&mut token, part.as_bytes(), percent::QUERY);
                }
                tokens.push(token);
            }
            Some(Key::Null) => tokens.push("n=1".to_owned()),
            None => {}
        }
        STANDARD.encode(tokens.join("&"))
    }
}

/// Base64 as Python reads it by default: other characters are skipped, what follows the padding is not read, and padding that is missing is an error.
fn base64_lax(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut held, mut bits, mut pads) = (0_u32, 0_u32, 0);
    for &byte in text {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                // `bits` is 4 behind two characters of four and 2 behind three.
                pads += 1;
                if (bits == 4 && pads >= 2) || bits == 2 {
                    return Some(out);
                }
                // A pad sign too early is skipped, and not counted where it stands behind fewer than two characters.
                pads = if bits == 4 { pads } else { 0 };
                continue;
            }
            _ => continue,
        };
        pads = 0;
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    (bits == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: u64, reverse: bool, value: Option<&str>) -> Option<Position> {
        Some(Position { offset, reverse, value: value.map(|text| Key::Text(text.to_owned())) })
    }

    /// What DRF makes of these cursors (recorded with its `decode_cursor`).
    #[test]
    fn cursors_are_read_as_drf_reads_them() {
        for (text, position) in [
            ("", at(0, false, None)),
            ("cD1ub3BlJmE9", at(0, false, Some("nope"))),
            ("cD1BY21l", at(0, false, Some("Acme"))),
            ("cj0xJnA9QWNtZQ==", at(0, true, Some("Acme"))),
            ("cj0xJnA9QWNtZQ", None),
            ("cj0xJnA9QWNtZQ=", None),
            ("cj0x JnA9-QWNtZQ==more", at(0, true, Some("Acme"))),
            ("bz01MDAwJnA9", at(1000, false, Some(""))),
            ("bz0tMQ==", None),
            ("bz14", None),
            ("cj0w", at(0, false, None)),
            ("cj14", None),
            ("garbage", None),
            ("é", None),
            ("/w==", None),
            ("====", at(0, false, None)),
        ] {
            assert_eq!(Position::parse(text, 1000), position, "{text}");
        }
    }

    #[test]
    fn cursors_come_back_identical() {
        for (offset, reverse, value) in [(0, false, None), (3, true, Some("Acme & Söhne")), (0, true, Some("")), (7, false, Some("2024-01-01 10:00:00+00:00"))]
        {
            let position = at(offset, reverse, value);
            assert_eq!(Position::parse(&position.clone().unwrap().encode(), 1000), position);
        }
        let null = Position { value: Some(Key::Null), ..Position::default() };
        assert_eq!(Position::parse(&null.encode(), 1000), Some(null));
    }
}
