//! Album as a program: its command line, its server, its Lambda functions.

use std::process::ExitCode;

fn main() -> ExitCode {
    koroc::run(album::app())
}
