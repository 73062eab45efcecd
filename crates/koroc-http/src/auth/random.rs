//! Unguessable text, from the operating system's random source.

/// Lower-case letters and digits: Django's alphabet for session keys.
pub(super) const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Letters and digits: Django's alphabet for CSRF secrets, and the order in which it counts them.
pub(super) const ALPHANUMERIC: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Random bytes.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a random source");
    bytes
}

/// `length` characters of an alphabet, each as likely as the next.
pub(super) fn text(length: usize, alphabet: &[u8]) -> String {
    // Bytes at or above the largest multiple of the alphabet's size would favour its first characters: they are thrown away.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let fair_bytes = bytes::<64>().into_iter().filter(|&byte| usize::from(byte) < fair);
        text.extend(fair_bytes.take(length - text.len()).map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()])));
    }
    text
}

/// Bytes as lower-case hexadecimal text.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_to_its_alphabet_and_length() {
        for (length, alphabet) in [(0, LOWER), (1, LOWER), (32, LOWER), (500, ALPHANUMERIC), (7, b"x".as_slice())] {
            let text = text(length, alphabet);
            assert_eq!(text.len(), length);
            assert!(text.bytes().all(|byte| alphabet.contains(&byte)));
        }
        assert!(ALPHANUMERIC.iter().all(|byte| text(5000, ALPHANUMERIC).as_bytes().contains(byte)), "every character turns up");
    }

    #[test]
    fn hex_is_lower_case() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa9, 0xff]), "000fa9ff");
    }
}
