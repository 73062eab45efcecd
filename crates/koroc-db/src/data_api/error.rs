//! What the Data API's errors mean.

use koroc_aws::Error;

use crate::{DbError, DbErrorKind, sqlstate};

/// An error of a call; one about a value that must be unique says nothing of the fields yet.
pub(super) fn fault(error: &Error) -> DbError {
    let kind = match error {
        Error::Configuration(_) => DbErrorKind::Mismatch,
        Error::Connection { .. } => DbErrorKind::Lost,
        Error::Deadline(_) => DbErrorKind::Deadline,
        Error::Service { code, message, .. } => match (state(message), code.as_str()) {
            (Some(state), _) => sqlstate::kind(state),
            (None, "StatementTimeoutException") => DbErrorKind::Deadline,
            (None, "DatabaseResumingException" | "ThrottlingException" | "TooManyRequestsException") => DbErrorKind::Busy,
            (None, "BadRequestException" | "DatabaseErrorException" | "UnsupportedResultException" | "RequestTooLong" | "ValidationException") => {
                DbErrorKind::Other
            }
            // No secret, no right, no cluster, no writer, a transaction that has timed out.
            (None, _) => DbErrorKind::Lost,
        },
        _ => DbErrorKind::Other,
    };
    DbError::new(kind, words(error))
}

/// The error for people: the database's own words where it said something.
fn words(error: &Error) -> String {
    match error {
        Error::Service { message, .. } if state(message).is_some() => {
            let said = message.trim_start_matches("ERROR: ");
            said.rsplit_once("; SQLState:").map_or(said, |(said, _)| said).to_owned()
        }
        Error::Service { code, message, .. } if is_too_large(code, message) => {
            format!("{error}: a statement answers 1 MiB at most, and a row 64 KB; ask for fewer rows or columns at once")
        }
        other => other.to_string(),
    }
}

fn is_too_large(code: &str, message: &str) -> bool {
    code == "UnsupportedResultException" || message.contains("response size limit") || message.contains("result row size")
}

/// The code at the end of what PostgreSQL said: `…; SQLState: 23505`.
pub(super) fn state(message: &str) -> Option<&str> {
    let (_, rest) = message.rsplit_once("SQLState: ")?;
    rest.get(..5).filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The constraint or index that a violation names: the first name in quotes, whatever the language and its quotes are.
pub(super) fn constraint(message: &str) -> Option<&str> {
    let line = message.lines().next()?;
    let start = line.find(['"', '«', '„', '“', '»'])?;
    let inside = line[start..].trim_start_matches(['"', '«', '„', '“', '»', ' ', '\u{a0}']);
    inside.split(['"', '»', '“', '”', '«']).next().map(str::trim).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, message: &str) -> DbError {
        fault(&Error::Service { status: 400, code: code.to_owned(), message: message.to_owned() })
    }

    #[test]
    fn errors_have_the_kind_that_they_have_over_a_connection() {
        let cases = [
            (
                "DatabaseErrorException",
                "ERROR: insert or update on table \"a\" violates foreign key constraint \"b\"\n  Detail: x; SQLState: 23503",
                DbErrorKind::ForeignKey,
            ),
            ("BadRequestException", "ERROR: null value in column \"a\"; SQLState: 23502", DbErrorKind::NotNull),
            ("DatabaseErrorException", "ERROR: deadlock detected; SQLState: 40P01", DbErrorKind::Busy),
            ("DatabaseErrorException", "ERROR: syntax error; SQLState: 42601", DbErrorKind::Other),
            ("StatementTimeoutException", "", DbErrorKind::Deadline),
            ("DatabaseResumingException", "", DbErrorKind::Busy),
            ("TransactionNotFoundException", "", DbErrorKind::Lost),
            ("AccessDeniedException", "", DbErrorKind::Lost),
            ("BadRequestException", "Database returned more than the allowed response size limit", DbErrorKind::Other),
        ];
        for (code, message, kind) in cases {
            assert_eq!(told(code, message).kind(), &kind, "{code}: {message}");
        }
        assert_eq!(told("DatabaseErrorException", "ERROR: no such table; SQLState: 42P01").to_string(), "no such table");
        let large = told("BadRequestException", "Database returned more than the allowed response size limit").to_string();
        assert!(large.contains("1 MiB") && large.contains("64 KB"), "{large}");
    }

    #[test]
    fn the_constraint_is_named_in_every_language() {
        for message in [
            "ERROR: duplicate key value violates unique constraint \"fund_key\"\n  Detail: Key (\"a\")=(1) already exists.",
            "ERREUR: la valeur d'une clé dupliquée rompt la contrainte unique « fund_key »",
            "FEHLER: doppelter Schlüsselwert verletzt Unique-Constraint »fund_key«",
        ] {
            assert_eq!(constraint(message), Some("fund_key"), "{message}");
        }
        assert_eq!(constraint("ERROR: no"), None);
    }
}
