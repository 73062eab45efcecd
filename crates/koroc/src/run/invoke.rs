//! `invoke`: a function without a path, called once by hand.

use std::{io::Write, path::Path};

use serde_json::Value;

use super::{database, failure::Failure, server};
use crate::Program;

/// Calls a function with the event in a file (without one: an empty object), and prints what it answers.
pub(super) fn call(program: Program, name: &str, event: Option<&Path>, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let event = event.map_or_else(|| Ok(Value::Object(serde_json::Map::new())), read)?;
    database::block_on(async {
        let db = database::open(&program).await?;
        let answer = server::service(program, db)?.call(name, event).await.map_err(|error| Failure::new(format!("The function `{name}`: {error}")))?;
        Ok(writeln!(out, "{answer:#}")?)
    })
}

fn read(file: &Path) -> Result<Value, Failure> {
    let text = std::fs::read(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    serde_json::from_slice(&text).map_err(|error| Failure::new(format!("{} is no JSON: {error}", file.display())))
}
