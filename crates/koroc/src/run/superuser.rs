//! `createsuperuser`: a user who may do everything.

use std::io::{BufRead as _, IsTerminal as _, Write, stdin};

use koroc_http::auth::{NewUser, create_superuser, password_problems};

use super::{database, failure::Failure, password};
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
        let user = NewUser { username: &username, email: &email, ..NewUser::default() };
        let password = password::read(PASSWORD, asks, true, |password| password_problems(password, &user))?;
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
