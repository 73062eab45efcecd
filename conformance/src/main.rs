//! The command `conformance`.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Holds Koroc against recorded answers of Django REST framework.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a file of field vectors; prints a line for each difference.
    Fields {
        /// The vectors, in the format of `vectors/drf_fields.json`.
        file: PathBuf,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Fields { file } => fields(&file),
    }
}

fn fields(file: &PathBuf) -> ExitCode {
    let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()));
    match text.and_then(|text| conformance::fields::run(&text)) {
        Ok(report) => {
            for line in &report.differences {
                println!("{line}");
            }
            println!("{} passed, {} failed", report.passed(), report.failed());
            if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
