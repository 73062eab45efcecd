//! An address that stands in a secret of Secrets Manager: `secretsmanager:ARN`, so that no password stands in an environment or a file.

use std::time::Duration;

use serde::Deserialize;

use crate::{DbError, DbErrorKind};

/// How long reading a secret may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What RDS keeps in the secret of a database.
#[derive(Deserialize)]
struct Database {
    username: String,
    password: String,
    host: Option<String>,
    port: Option<u16>,
    dbname: Option<String>,
}

/// The address in a secret.
pub(super) async fn read(id: &str) -> Result<String, DbError> {
    let text = koroc_aws::secret(id, PATIENCE).await;
    let text = text.map_err(|error| DbError::new(DbErrorKind::Lost, format!("the secret {id}: {error}")))?;
    address(&text).map_err(|why| DbError::new(DbErrorKind::Mismatch, format!("the secret {id} {why}")))
}

/// A secret's text is an address, or JSON as RDS makes it. An error says nothing of what it holds.
fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(text.to_owned());
    }
    let found: Database =
        serde_json::from_str(text).map_err(|_| "holds neither postgres://… nor JSON with username and password, as RDS makes it".to_owned())?;
    let host = found.host.ok_or("names no host: a cluster whose password RDS keeps is reached by the Data API, so name it in KOROC_DATABASE_RESOURCE")?;
    let (user, password) = (encoded(&found.username), encoded(&found.password));
    let (port, database) = (found.port.unwrap_or(5432), encoded(found.dbname.as_deref().unwrap_or("postgres")));
    // RDS takes no other connections unless it is told to.
    Ok(format!("postgres://{user}:{password}@{host}:{port}/{database}?sslmode=require"))
}

/// A text as it may stand in an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_what_rds_keeps() {
        let whole = r#"{"username": "ann", "password": "p@ss/wörd%", "engine": "postgres", "host": "db.example", "port": 5433, "dbname": "funds"}"#;
        for (text, wanted) in [
            (whole, "postgres://ann:p%40ss%2Fw%C3%B6rd%25@db.example:5433/funds?sslmode=require"),
            (r#"{"username": "a", "password": "b", "host": "h"}"#, "postgres://a:b@h:5432/postgres?sslmode=require"),
            (" postgres://a:b@h/d\n", "postgres://a:b@h/d"),
        ] {
            assert_eq!(address(text).as_deref(), Ok(wanted));
            wanted.parse::<tokio_postgres::Config>().expect("the driver reads it");
        }
        for (text, told) in [
            (r#"{"username": "a", "password": "verysecret"}"#, "KOROC_DATABASE_RESOURCE"),
            ("verysecret", "neither"),
            (r#"{"password": "verysecret"}"#, "neither"),
        ] {
            let error = address(text).expect_err("it is no address");
            assert!(error.contains(told) && !error.contains("verysecret"), "{error}");
        }
    }
}
