//! The database of a run: a file in the run's folder, or a database on a PostgreSQL server that goes when the run ends.
//!
//! A note in the folder says where it is, so that another process started on the same folder serves the same rows.

use std::{
    fs::File,
    io::{Read, Write},
    path::Path,
};

use tokio_postgres::{Client, Config, NoTls};

use crate::Failure;

/// The name of the note.
const NOTE: &str = "database.url";

/// A database that only this folder's processes know.
pub struct Database {
    /// Its URL.
    pub url: String,
    /// Where to remove it, and its name.
    made: Option<(Config, String)>,
    /// The folder's note, locked until the rows are there; `None`: they are.
    note: Option<File>,
}

impl Database {
    /// The database that the folder's note names. Where there is none, a new one: a file in the folder or, where a PostgreSQL server is named, a
    /// database on it; others wait for [`ready`](Self::ready).
    ///
    /// # Errors
    /// A folder that cannot be written, a server that cannot be reached or on which the user may not make databases.
    pub async fn open(dir: &Path, server: Option<&str>) -> Result<Database, Failure> {
        let mut note = File::options().read(true).write(true).create(true).truncate(false).open(dir.join(NOTE))?;
        note.lock()?;
        let mut url = String::new();
        note.read_to_string(&mut url)?;
        match server {
            _ if !url.is_empty() => Ok(Database { url, made: None, note: None }),
            None => Ok(Database { url: format!("sqlite:{}", dir.canonicalize()?.join("db.sqlite3").display()), made: None, note: Some(note) }),
            Some(server) => {
                let (url, made) = create(server).await?;
                Ok(Database { url, made: Some(made), note: Some(note) })
            }
        }
    }

    /// Whether its tables and first rows are still to be made.
    pub fn is_new(&self) -> bool {
        self.note.is_some()
    }

    /// Tells the others that its rows are there.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn ready(&mut self) -> Result<(), Failure> {
        if let Some(mut note) = self.note.take() {
            note.write_all(self.url.as_bytes())?;
        }
        Ok(())
    }

    /// Removes what is not in the run's folder, where this process made it.
    ///
    /// # Errors
    /// What the server says.
    pub async fn remove(self, dir: &Path) -> Result<(), Failure> {
        if let Some((config, name)) = self.made {
            std::fs::remove_file(dir.join(NOTE))?;
            let client = connect(&config).await?;
            client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }
}

/// Makes a database on the server: its URL, and how to remove it.
async fn create(server: &str) -> Result<(String, (Config, String)), Failure> {
    let config: Config = server.parse()?;
    let name = format!("conformance_{}_{}", std::process::id(), std::time::UNIX_EPOCH.elapsed()?.as_micros());
    let (before, query) = server.split_once('?').map_or((server, String::new()), |(before, query)| (before, format!("?{query}")));
    let (host, _) = before.rsplit_once('/').filter(|(host, _)| !host.ends_with('/')).ok_or("the URL names no database: postgres://user@host:port/database")?;
    connect(&config).await?.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    Ok((format!("{host}/{name}{query}"), (config, name)))
}

async fn connect(config: &Config) -> Result<Client, Failure> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
