//! Passwords on the command line: of a variable, so that they stand in no list of processes, or asked for without echo.

use std::env;

use super::failure::Failure;

/// The password that a variable holds, or that is asked for where it is not set.
pub(super) fn read(variable: &str, asks: bool) -> Result<String, Failure> {
    match env::var(variable) {
        Ok(password) if password.is_empty() => Err(Failure::new(format!("{variable} is empty"))),
        Ok(password) => Ok(password),
        Err(_) if asks => ask(),
        Err(_) => Err(Failure::new(format!("{variable} is missing, and there is no terminal to ask at"))),
    }
}

/// Asks twice until both are the same.
fn ask() -> Result<String, Failure> {
    loop {
        let password = rpassword::prompt_password("Password: ")?;
        if password.is_empty() {
            eprintln!("It must not be empty.");
        } else if rpassword::prompt_password("Password (again): ")? == password {
            return Ok(password);
        } else {
            eprintln!("The two are not the same; once more.");
        }
    }
}
