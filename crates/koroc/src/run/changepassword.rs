//! `changepassword`: another password for a user.

use std::io::{IsTerminal as _, Write, stdin};

use koroc_http::auth::set_password;

use super::{database, failure::Failure, password};
use crate::Program;

/// The variable that holds the new password.
const PASSWORD: &str = "KOROC_NEW_PASSWORD";

/// Changes the password and so ends the user's sessions; asks for it where the variable does not hold it.
pub(super) fn change(program: Program, username: &str, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async {
        let db = database::open(&program).await?;
        let password = password::read(PASSWORD, stdin().is_terminal())?;
        set_password(&db, username, Some(&password)).await.map_err(|error| Failure::new(error.to_string()))?;
        Ok(writeln!(out, "Changed the password of {username}.")?)
    })
}
