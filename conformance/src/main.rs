//! The command `conformance`.

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
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
    /// Serves the oracle's project on 127.0.0.1 with a database that holds the fixture's users.
    Serve {
        /// The port; 0: one that is free. The first line of output tells the address.
        #[arg(long)]
        port: u16,
        /// An empty folder for the database and uploaded files; or the folder of a run that serves, whose database and files are then served by both.
        #[arg(long)]
        data: PathBuf,
        /// A PostgreSQL server, `postgres://user@host:port/database`: the run gets a new database there, which goes with it.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Fields { file } => fields(&file),
        Command::Serve { port, data, database } => serve(port, &data, database.as_deref()),
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

fn serve(port: u16, data: &Path, database: Option<&str>) -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing_subscriber::filter::LevelFilter::WARN).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let served = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(conformance::serve::serve(port, data, database)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
