//! How the Data API tells what went wrong.

/// An error as a call is answered.
pub struct Refusal {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
}

impl Refusal {
    pub fn new(status: u16, code: &'static str, message: &str) -> Refusal {
        Refusal { status, code, message: message.to_owned() }
    }

    pub fn bad(message: String) -> Refusal {
        Refusal { status: 400, code: "BadRequestException", message }
    }

    pub fn no_transaction() -> Refusal {
        Refusal::new(404, "TransactionNotFoundException", "Transaction is not found")
    }

    /// What PostgreSQL said, in the words of its driver for Java.
    pub fn of(error: tokio_postgres::Error) -> Refusal {
        let Some(said) = error.as_db_error() else {
            return Refusal::new(503, "ServiceUnavailableError", &format!("{error:?}"));
        };
        let detail = said.detail().map(|detail| format!("\n  Detail: {detail}")).unwrap_or_default();
        let message = format!("{}: {}{detail}; SQLState: {}", said.severity(), said.message(), said.code().code());
        Refusal { status: 400, code: "DatabaseErrorException", message }
    }
}
