//! A stand-in for the RDS Data API, for tests: Amazon's JSON in front, a real PostgreSQL behind it.
//!
//! `cargo run -p koroc-db --example data_api -- postgres://user@host/database PORT` listens on 127.0.0.1. It was written from Amazon's
//! documentation, never compared with Amazon's servers: types of parameters and results, limits, forms of errors and transactions are as that tells
//! them. Texts reach PostgreSQL as `varchar`, so that a statement which only works with texts of no type fails here. A database whose name begins with
//! `asleep` answers twice that it wakes up. Signatures are looked for, not checked.

#![allow(clippy::unwrap_used, reason = "a test's server may end with its first surprise")]

mod field;
mod http;
mod refusal;
mod sql;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Mutex};
use tokio_postgres::{Client, NoTls};

use field::Bound;
use refusal::Refusal;

/// The largest answer, and the largest row of one.
const ANSWER: usize = 1 << 20;
const ROW: usize = 64 << 10;

/// After how long a transaction that nobody uses is undone: three minutes at Amazon's.
const IDLE: Duration = Duration::from_secs(2);

/// How often a database that sleeps says so.
const YAWNS: u32 = 2;

struct Cluster {
    url: String,
    /// Connections that no call uses, by their database.
    idle: Mutex<HashMap<String, Vec<Client>>>,
    transactions: Mutex<HashMap<String, Transaction>>,
    yawns: Mutex<HashMap<String, u32>>,
}

/// An open transaction.
struct Transaction {
    database: String,
    client: Arc<Client>,
    used: Instant,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (url, port) = (arguments.next().expect("the server's address"), arguments.next().expect("a port"));
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("the port is free");
    println!("listening on {}", listener.local_addr().unwrap());
    let cluster = Arc::new(Cluster { url, idle: Mutex::default(), transactions: Mutex::default(), yawns: Mutex::default() });
    tokio::spawn({
        let cluster = Arc::clone(&cluster);
        async move {
            loop {
                tokio::time::sleep(IDLE / 10).await;
                // The end of its connection undoes it.
                cluster.transactions.lock().await.retain(|_, open| Arc::strong_count(&open.client) > 1 || open.used.elapsed() < IDLE);
            }
        }
    });
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let cluster = Arc::clone(&cluster);
        tokio::spawn(http::converse(stream, move |request| {
            let cluster = Arc::clone(&cluster);
            async move { cluster.answer(&request).await }
        }));
    }
}

impl Cluster {
    async fn answer(&self, request: &http::Request) -> Result<Value, Refusal> {
        if !request.head.contains("authorization: AWS4-HMAC-SHA256 Credential=") {
            return Err(Refusal::new(403, "AccessDeniedException", "the call is not signed"));
        }
        let call: Value = serde_json::from_slice(&request.body).map_err(|error| Refusal::bad(error.to_string()))?;
        for name in ["resourceArn", "secretArn"] {
            if !call[name].as_str().is_some_and(|arn| arn.starts_with("arn:")) {
                return Err(Refusal::bad(format!("{name} is no ARN")));
            }
        }
        match request.path.as_str() {
            "/Execute" => self.execute(&call).await,
            "/BatchExecute" => self.batch(&call).await,
            "/BeginTransaction" => self.begin(&call).await,
            "/CommitTransaction" => self.end(&call, "COMMIT").await,
            "/RollbackTransaction" => self.end(&call, "ROLLBACK").await,
            other => Err(Refusal::new(404, "UnknownOperationException", other)),
        }
    }

    async fn execute(&self, call: &Value) -> Result<Value, Refusal> {
        let sql = statement(call)?;
        let parameters = field::parameters(&call["parameters"])?;
        let metadata = call["includeResultMetadata"] == json!(true);
        self.on_connection(call, async |client| run(client, sql, &parameters, metadata).await).await
    }

    async fn batch(&self, call: &Value) -> Result<Value, Refusal> {
        let sql = statement(call)?;
        let none = Vec::new();
        let sets = call["parameterSets"].as_array().unwrap_or(&none);
        self.on_connection(call, async |client| {
            for set in sets {
                run(client, sql, &field::parameters(set)?, false).await?;
            }
            Ok(json!({ "updateResults": vec![json!({ "generatedFields": [] }); sets.len()] }))
        })
        .await
    }

    async fn begin(&self, call: &Value) -> Result<Value, Refusal> {
        let database = database(call);
        let client = self.client(&database).await?;
        client.batch_execute("BEGIN").await.map_err(Refusal::of)?;
        let id = uuid::Uuid::new_v4().to_string();
        self.transactions.lock().await.insert(id.clone(), Transaction { database, client: Arc::new(client), used: Instant::now() });
        Ok(json!({ "transactionId": id }))
    }

    async fn end(&self, call: &Value, how: &str) -> Result<Value, Refusal> {
        let Transaction { database, client, .. } =
            self.transactions.lock().await.remove(call["transactionId"].as_str().unwrap_or_default()).ok_or_else(Refusal::no_transaction)?;
        let aborted = client.batch_execute("SELECT 1").await.is_err();
        client.batch_execute(how).await.map_err(Refusal::of)?;
        if let Ok(client) = Arc::try_unwrap(client) {
            self.idle.lock().await.entry(database).or_default().push(client);
        }
        match how {
            // PostgreSQL makes a ROLLBACK of such a COMMIT, and does not say so.
            "COMMIT" if aborted => Err(Refusal::bad("the transaction was undone".to_owned())),
            "COMMIT" => Ok(json!({ "transactionStatus": "Transaction Committed" })),
            _ => Ok(json!({ "transactionStatus": "Rollback Complete" })),
        }
    }

    /// Runs in the call's transaction, or alone.
    async fn on_connection(&self, call: &Value, run: impl AsyncFnOnce(&Client) -> Result<Value, Refusal>) -> Result<Value, Refusal> {
        if let Some(id) = call["transactionId"].as_str() {
            let client = self.transactions.lock().await.get(id).map(|open| Arc::clone(&open.client)).ok_or_else(Refusal::no_transaction)?;
            let answer = run(&client).await;
            if let Some(open) = self.transactions.lock().await.get_mut(id) {
                open.used = Instant::now();
            }
            return answer;
        }
        let database = database(call);
        let client = self.client(&database).await?;
        // A call is a transaction of its own, also a batch.
        client.batch_execute("BEGIN").await.map_err(Refusal::of)?;
        let answer = run(&client).await;
        let ended = client.batch_execute(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).await.map_err(Refusal::of);
        self.idle.lock().await.entry(database).or_default().push(client);
        answer.and_then(|answer| ended.map(|()| answer))
    }

    async fn client(&self, database: &str) -> Result<Client, Refusal> {
        if database.starts_with("asleep") {
            let mut yawns = self.yawns.lock().await;
            let count = yawns.entry(database.to_owned()).or_default();
            if *count < YAWNS {
                *count += 1;
                return Err(Refusal::new(400, "DatabaseResumingException", "The Aurora DB instance is resuming after being auto-paused"));
            }
        }
        while let Some(client) = self.idle.lock().await.get_mut(database).and_then(Vec::pop) {
            if !client.is_closed() {
                return Ok(client);
            }
        }
        let mut config: tokio_postgres::Config = self.url.parse().unwrap();
        if !database.is_empty() {
            config.dbname(database);
        }
        let (client, connection) = config.connect(NoTls).await.map_err(Refusal::of)?;
        tokio::spawn(connection);
        Ok(client)
    }
}

fn database(call: &Value) -> String {
    call["database"].as_str().unwrap_or_default().to_owned()
}

fn statement(call: &Value) -> Result<&str, Refusal> {
    let sql = call["sql"].as_str().ok_or_else(|| Refusal::bad("sql is missing".to_owned()))?;
    if sql.len() > 65_536 {
        return Err(Refusal::new(400, "ValidationException", "Member must have length less than or equal to 65536"));
    }
    Ok(sql)
}

/// Runs a statement and answers its records.
async fn run(client: &Client, sql: &str, parameters: &[(String, Bound)], metadata: bool) -> Result<Value, Refusal> {
    let (sql, values) = sql::by_place(sql, parameters)?;
    let types: Vec<_> = values.iter().map(|value| value.ty.clone()).collect();
    let statement = client.prepare_typed(&sql, &types).await.map_err(Refusal::of)?;
    let values: Vec<_> = values.iter().map(|value| *value as &(dyn tokio_postgres::types::ToSql + Sync)).collect();
    if statement.columns().is_empty() {
        let count = client.execute(&statement, &values).await.map_err(Refusal::of)?;
        return Ok(json!({ "numberOfRecordsUpdated": count, "generatedFields": [] }));
    }
    let rows = client.query(&statement, &values).await.map_err(Refusal::of)?;
    let mut records = Vec::with_capacity(rows.len());
    let mut size = 0;
    for row in &rows {
        let record = (0..row.len()).map(|k| field::of(row, k)).collect::<Result<Vec<_>, _>>()?;
        let length = serde_json::to_vec(&record).unwrap().len();
        size += length;
        if length > ROW || size > ANSWER {
            return Err(Refusal::bad("Database returned more than the allowed response size limit".to_owned()));
        }
        records.push(record);
    }
    let mut answer = json!({ "numberOfRecordsUpdated": 0, "generatedFields": [], "records": records });
    if metadata {
        answer["columnMetadata"] = statement.columns().iter().map(|column| json!({ "name": column.name(), "typeName": column.type_().name() })).collect();
    }
    Ok(answer)
}
