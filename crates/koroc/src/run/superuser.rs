//! `createsuperuser`: a user who may do everything.

use std::{
    env,
    io::{BufRead as _, IsTerminal as _, Write, stdin},
};

use koroc_http::auth::create_superuser;

use super::{database, failure::Failure};
use crate::Program;

/// The variable that holds the password, so that it stands in no list of processes.
pub(super) const PASSWORD: &str = "KOROC_SUPERUSER_PASSWORD";

/// Makes the user, and asks for what was not given.
pub(super) fn create(program: Program, username: Option<String>, email: Option<String>, noinput: bool, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async {
        let db = database::open(&program).await?;
        let asks = !noinput && stdin().is_terminal();
        let given = |value: Option<String>, question: &str, flag: &str| match value {
            Some(value) => Ok(value),
            None if asks => answer(question),
            None => Err(Failure::new(format!("{flag} is missing, and there is no terminal to ask at"))),
        };
        let username = given(username, "User name: ", "--username")?;
        let email = if noinput { email.unwrap_or_default() } else { given(email, "E-mail address (may be empty): ", "--email")? };
        let password = match env::var(PASSWORD) {
            Ok(password) if password.is_empty() => return Err(Failure::new(format!("{PASSWORD} is empty"))),
            Ok(password) => password,
            Err(_) if asks => password()?,
            Err(_) => return Err(Failure::new(format!("{PASSWORD} is missing, and there is no terminal to ask at"))),
        };
        create_superuser(&db, &username, &email, &password).await.map_err(|error| Failure::new(error.to_string()))?;
        Ok(writeln!(out, "Made the superuser {username}.")?)
    })
}

fn answer(question: &str) -> Result<String, Failure> {
    eprint!("{question}");
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Asks twice, without echo, until both are the same.
fn password() -> Result<String, Failure> {
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
