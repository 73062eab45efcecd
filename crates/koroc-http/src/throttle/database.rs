//! Counting in the application's database, for several processes together.

use std::sync::atomic::{AtomicU32, Ordering};

use koroc_db::{Db, DbError, Dialect};
use koroc_spec::{Rate, Value};
use tokio::sync::OnceCell;

use super::history::{History, Verdict};
use super::text;

/// So many requests are counted between two looks for histories that are over.
const REQUESTS_BETWEEN_CLEANINGS: u32 = 1000;

/// Counts in the table `koroc_throttle`, which is made when it is first needed.
#[derive(Default)]
pub(crate) struct Database {
    table: OnceCell<()>,
    requests: AtomicU32,
}

impl Database {
    pub(super) async fn count(&self, db: &Db, key: String, rate: Rate, now: f64) -> Result<Verdict, DbError> {
        self.table.get_or_try_init(|| make_table(db)).await?;
        let clean = self.requests.fetch_add(1, Ordering::Relaxed) % REQUESTS_BETWEEN_CLEANINGS == REQUESTS_BETWEEN_CLEANINGS - 1;
        count(db, key, rate, now, clean).await
    }
}

/// Makes the table unless it is there. Two processes that do so at once may hinder each other, and then it is there.
async fn make_table(db: &Db) -> Result<(), DbError> {
    let sql = "CREATE TABLE IF NOT EXISTS koroc_throttle (client varchar(255) PRIMARY KEY, history text NOT NULL, expires bigint NOT NULL)";
    match db.raw(sql, &[]).await {
        Ok(_) => Ok(()),
        Err(error) => db.raw("SELECT client FROM koroc_throttle LIMIT 0", &[]).await.map(drop).map_err(|_| error),
    }
}

/// Reads and writes the history in one transaction; the insertion holds the row until it is over.
async fn count(db: &Db, key: String, rate: Rate, now: f64, clean: bool) -> Result<Verdict, DbError> {
    let sql = |sqlite: &'static str, postgres: &'static str| if db.dialect() == Dialect::Sqlite { sqlite } else { postgres };
    let hold = sql(
        "INSERT INTO koroc_throttle (client, history, expires) VALUES (?, '', 0) ON CONFLICT (client) DO UPDATE SET client = excluded.client RETURNING history",
        "INSERT INTO koroc_throttle (client, history, expires) VALUES ($1, '', 0) ON CONFLICT (client) DO UPDATE SET client = excluded.client RETURNING history",
    );
    let keep =
        sql("UPDATE koroc_throttle SET history = ?, expires = ? WHERE client = ?", "UPDATE koroc_throttle SET history = $1, expires = $2 WHERE client = $3");
    let forget = sql("DELETE FROM koroc_throttle WHERE expires < ?", "DELETE FROM koroc_throttle WHERE expires < $1");
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit 64 bits")]
    let today = now as i64;
    let key: String = key.chars().take(255).collect();
    db.transaction(move |tx| {
        let rows = tx.raw(hold, &[Value::from(key.as_str())])?;
        let mut history = History::read(text(rows.first().and_then(|row| row.first())));
        let verdict = history.count(rate, now);
        if verdict == Verdict::Passed {
            tx.raw(keep, &[Value::from(history.write()), Value::Int(today + i64::from(rate.seconds) + 1), Value::from(key.as_str())])?;
        }
        if clean {
            tx.raw(forget, &[Value::Int(today)])?;
        }
        Ok(verdict)
    })
    .await
}
