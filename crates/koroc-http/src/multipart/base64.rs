//! Base64 in a part, decoded as it arrives.

use crate::auth::python_base64;

/// What is left of the last piece: less than four letters.
#[derive(Debug, Default)]
pub(super) struct Decoder(Vec<u8>);

impl Decoder {
    /// The bytes of a further piece; `None`: they cannot be read.
    pub(super) fn decode(&mut self, piece: &[u8]) -> Option<Vec<u8>> {
        self.0.extend(piece.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let rest = self.0.split_off(self.0.len() / 4 * 4);
        python_base64(&std::mem::replace(&mut self.0, rest))
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_need_not_end_at_fours() {
        let mut decoder = Decoder::default();
        let pieces: Vec<u8> = ["aGVs", "b", "G8gd\r\n2", "9ybGQ="].iter().flat_map(|piece| decoder.decode(piece.as_bytes()).unwrap()).collect();
        assert_eq!((pieces.as_slice(), decoder.is_done()), (&b"hello world"[..], true));
        decoder.decode(b"aGk").unwrap();
        assert!(!decoder.is_done());
    }
}
