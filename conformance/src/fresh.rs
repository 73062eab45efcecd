//! A new database for each run: a file in the run's folder, or a database on a PostgreSQL server that goes when the run ends.

use std::path::Path;

use tokio_postgres::{Client, Config, NoTls};

use crate::Failure;

/// A database that only this run knows.
pub struct Fresh {
    /// Its URL.
    pub url: String,
    /// Where to remove it, and its name.
    made: Option<(Config, String)>,
}

impl Fresh {
    /// A file in `dir`, or where a PostgreSQL server is named, a new database on it.
    ///
    /// # Errors
    /// A server that cannot be reached, or on which the user may not make databases.
    pub async fn new(dir: &Path, server: Option<&str>) -> Result<Fresh, Failure> {
        let Some(server) = server else { return Ok(Fresh { url: format!("sqlite:{}", dir.join("db.sqlite3").display()), made: None }) };
        let (config, client) = connect(server).await?;
        let name = format!("conformance_{}_{}", std::process::id(), std::time::UNIX_EPOCH.elapsed()?.as_micros());
        client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        let (before, query) = server.split_once('?').map_or((server, String::new()), |(before, query)| (before, format!("?{query}")));
        let (host, _) =
            before.rsplit_once('/').filter(|(host, _)| !host.ends_with('/')).ok_or("the URL names no database: postgres://user@host:port/database")?;
        Ok(Fresh { url: format!("{host}/{name}{query}"), made: Some((config, name)) })
    }

    /// Removes what is not in the run's folder.
    ///
    /// # Errors
    /// What the server says.
    pub async fn remove(self) -> Result<(), Failure> {
        if let Some((config, name)) = self.made {
            let client = with(&config).await?;
            client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }
}

async fn connect(server: &str) -> Result<(Config, Client), Failure> {
    let config: Config = server.parse()?;
    let client = with(&config).await?;
    Ok((config, client))
}

async fn with(config: &Config) -> Result<Client, Failure> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
