//! `openapi` and `synth`: documents as text.

use std::io::Write;

use serde_json::Value;

use super::failure::Failure;

/// Prints a document with two spaces an indent.
pub(super) fn print(document: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).expect("a document's keys are texts");
    Ok(writeln!(out, "{text}")?)
}
