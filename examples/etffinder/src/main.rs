//! ETFFinder as a program: its command line, its server, its Lambda function.

use std::process::ExitCode;

fn main() -> ExitCode {
    koroc::run(etffinder::app())
}
