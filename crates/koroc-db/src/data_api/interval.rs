//! Spans of time as PostgreSQL writes them: `1 mon -2 days +03:04:05.6`.

use chrono::TimeDelta;

/// Reads a span; a month that someone else wrote has 30 days, as over a connection.
pub(super) fn read(text: &str) -> Option<TimeDelta> {
    let mut micros = 0_i64;
    let mut words = text.split(' ');
    while let Some(word) = words.next() {
        let part = if word.contains(':') {
            clock(word)?
        } else {
            let days = match words.next()?.trim_end_matches('s') {
                "day" => 1,
                "mon" => 30,
                "year" => 360,
                _ => return None,
            };
            word.parse::<i64>().ok()?.checked_mul(days * 86_400_000_000)?
        };
        micros = micros.checked_add(part)?;
    }
    Some(TimeDelta::microseconds(micros))
}

/// The microseconds of `[-]HH:MM:SS[.ffffff]`, with any number of hours.
fn clock(word: &str) -> Option<i64> {
    let (sign, word) = word.strip_prefix('-').map_or((1, word.trim_start_matches('+')), |word| (-1, word));
    let (seconds, fraction) = word.split_once('.').unwrap_or((word, ""));
    let mut parts = seconds.split(':').map(str::parse::<i64>);
    let (hours, minutes, seconds) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?.checked_mul(1_000_000)?.checked_add(micros).map(|micros| sign * micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_postgresqls_own_style() {
        let day = 86_400_000_000_i64;
        for (text, micros) in [
            ("00:00:00", 0),
            ("-1 days +23:59:59.999999", -1),
            ("400 days", 400 * day),
            ("1 day 00:00:00.5", day + 500_000),
            ("-00:00:01.25", -1_250_000),
            ("1 year 2 mons -3 days", (360 + 60 - 3) * day),
            ("106751991 days 04:00:54.775807", i64::MAX),
            ("100:00:00", 360_000_000_000),
        ] {
            assert_eq!(read(text), Some(TimeDelta::microseconds(micros)), "{text}");
        }
        for text in ["", "1", "1 fortnight", "1:2", "99999999999 years"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
