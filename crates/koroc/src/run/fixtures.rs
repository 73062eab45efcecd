//! `loaddata` and `dumpdata`: rows from files, and to the output.

use std::{
    fs,
    io::{BufWriter, Write},
    path::PathBuf,
};

use koroc_db::{FixtureError, dump_fixture, load_fixture};

use super::{database, failure::Failure};
use crate::Program;

/// Loads files in the order in which they are named, each whole or not at all.
pub(super) fn load(program: Program, files: &[PathBuf], out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async {
        let db = database::open(&program).await?;
        for file in files {
            let text = fs::read_to_string(file).map_err(|error| Failure::new(format!("{} cannot be read: {error}", file.display())))?;
            let count = load_fixture(&db, &text).await.map_err(|error| Failure::new(format!("{}: {error}. Nothing of it was loaded", file.display())))?;
            writeln!(out, "Loaded {count} {} from {}", if count == 1 { "object" } else { "objects" }, file.display())?;
        }
        Ok(())
    })
}

/// Prints the rows of apps or models.
pub(super) fn dump(program: &Program, labels: &[String], out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async {
        let db = database::open(program).await?;
        let mut out = BufWriter::new(out);
        dump_fixture(&db, labels, &mut out).await.map_err(|error| match error {
            FixtureError::Output(error) => Failure::from(error),
            other => Failure::new(other.to_string()),
        })?;
        Ok(out.flush()?)
    })
}
