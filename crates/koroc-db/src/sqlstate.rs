//! What PostgreSQL's error codes mean.

use crate::DbErrorKind;

/// A value that must be unique is not; the fields that it is about stand elsewhere in the error.
pub(crate) const UNIQUE: &str = "23505";

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
pub(crate) fn kind(code: &str) -> DbErrorKind {
    match code {
        "23503" => DbErrorKind::ForeignKey,
        "23001" => DbErrorKind::Protected,
        "23502" => DbErrorKind::NotNull,
        // Checks, texts too long, numbers too large, texts that are no UTF-8 or hold a null character, days out of range.
        "23514" | "22001" | "22003" | "22021" | "22P05" | "22008" => DbErrorKind::OutOfRange,
        "2201B" => DbErrorKind::Pattern,
        // Conflicts between transactions, locks not granted, too many connections.
        "40001" | "40P01" | "55P03" | "53300" => DbErrorKind::Busy,
        "53100" => DbErrorKind::Full,
        "57014" => DbErrorKind::Deadline,
        "57P01" | "57P02" | "57P03" | "57P04" => DbErrorKind::Lost,
        code if code.starts_with("08") => DbErrorKind::Lost,
        "XX001" | "XX002" => DbErrorKind::Corrupt,
        _ => DbErrorKind::Other,
    }
}
