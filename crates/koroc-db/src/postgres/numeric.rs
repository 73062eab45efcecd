//! PostgreSQL's binary form of `numeric`: groups of four digits, the weight of the first, a sign, and how many places show.

use tokio_postgres::types::private::BytesMut;

const NEGATIVE: u16 = 0x4000;

/// Writes a number in plain notation (`-7.01`).
pub(super) fn write(text: &str, out: &mut BytesMut) {
    let (sign, digits) = text.strip_prefix('-').map_or((0, text), |digits| (NEGATIVE, digits));
    let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
    let fill = (4 - whole.len() % 4) % 4;
    let digits = std::iter::repeat_n(b'0', fill).chain(whole.bytes());
    let mut groups: Vec<u16> = Vec::with_capacity(text.len() / 4 + 2);
    let (mut group, mut seen) = (0, 0);
    let end = std::iter::repeat_n(b'0', (4 - behind.len() % 4) % 4);
    for digit in digits.chain(behind.bytes()).chain(end) {
        group = group * 10 + u16::from(digit - b'0');
        seen += 1;
        if seen == 4 {
            groups.push(std::mem::take(&mut group));
            seen = 0;
        }
    }
    let weight = (whole.len() + fill) / 4;
    for word in [groups.len() as u16, (weight as u16).wrapping_sub(1), sign, behind.len() as u16].iter().chain(&groups) {
        out.extend_from_slice(&word.to_be_bytes());
    }
}

/// The number in plain notation; `None` for what is none (`NaN`, the infinities).
pub(super) fn read(raw: &[u8]) -> Option<String> {
    let mut words = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, places) = (words.next()?, words.next()?.cast_signed(), words.next()?, words.next()?);
    let groups: Vec<u16> = words.collect();
    if groups.len() != usize::from(count) || (sign != 0 && sign != NEGATIVE) {
        return None;
    }
    let group = |at: i32| usize::try_from(at).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let mut text = if sign == NEGATIVE { String::from("-") } else { String::new() };
    let mut whole: String = (0..=i32::from(weight)).map(|at| format!("{:04}", group(at))).collect();
    whole.drain(..whole.len() - whole.trim_start_matches('0').len());
    text.push_str(if whole.is_empty() { "0" } else { &whole });
    if places > 0 {
        let first = i32::from(weight) + 1;
        let behind: String = (first..first + i32::from(places.div_ceil(4))).map(|at| format!("{:04}", group(at))).collect();
        text.push('.');
        text.push_str(&behind[..places.into()]);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_identical(number in -decimal::largest(38)..=decimal::largest(38), shift in 0_u32..38, places in 0_u32..=38) {
            let text = decimal::plain(number / 10_i128.pow(shift), places);
            let mut raw = BytesMut::new();
            write(&text, &mut raw);
            prop_assert_eq!(read(&raw), Some(text));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for raw in [&[0, 0, 0, 0, 0xC0, 0, 0, 0][..], &[0, 1, 0, 0, 0, 0, 0, 0], &[0, 0]] {
            assert_eq!(read(raw), None);
        }
    }
}
