//! Passwords on the command line: of a variable, so that they stand in no list of processes, or asked for without echo.

use std::env;
use std::io::{BufRead as _, stdin};

use super::failure::Failure;

/// The password that a variable holds, or that is asked for where it is not set. `problems` says what is wrong with one that is asked for; with `bypass` such a
/// one may be taken nevertheless.
pub(super) fn read(variable: &str, asks: bool, bypass: bool, problems: impl Fn(&str) -> Vec<String>) -> Result<String, Failure> {
    match env::var(variable) {
        Ok(password) if password.is_empty() => Err(Failure::new(format!("{variable} is empty"))),
        Ok(password) => Ok(password),
        Err(_) if asks => ask(bypass, problems),
        Err(_) => Err(Failure::new(format!("{variable} is missing, and there is no terminal to ask at"))),
    }
}

/// Asks twice until both are the same, and strong enough.
fn ask(bypass: bool, problems: impl Fn(&str) -> Vec<String>) -> Result<String, Failure> {
    loop {
        let password = rpassword::prompt_password("Password: ")?;
        if password.trim().is_empty() {
            eprintln!("Error: Blank passwords aren't allowed.");
            continue;
        }
        if rpassword::prompt_password("Password (again): ")? != password {
            eprintln!("Error: Your passwords didn't match.");
            continue;
        }
        let found = problems(&password);
        found.iter().for_each(|problem| eprintln!("{problem}"));
        if found.is_empty() || (bypass && agrees("Bypass password validation and create user anyway? [y/N]: ")?) {
            return Ok(password);
        }
    }
}

fn agrees(question: &str) -> Result<bool, Failure> {
    eprint!("{question}");
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("y"))
}
