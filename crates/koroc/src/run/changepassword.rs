//! `changepassword`: another password for a user.

use std::io::{IsTerminal as _, Write, stdin};

use koroc_http::auth::{AccountError, NewUser, password_problems, set_password};

use super::{database, failure::Failure, password};
use crate::auth::User;
use crate::{Model as _, Program};

/// The variable that holds the new password.
const PASSWORD: &str = "KOROC_NEW_PASSWORD";

/// Changes the password and so ends the user's sessions; asks for it where the variable does not hold it, until it is strong enough.
pub(super) fn change(program: Program, username: &str, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    database::block_on(async {
        let db = database::open(&program).await?;
        let known = User::objects().filter(User::USERNAME.eq(username)).first(&db).await.map_err(|error| Failure::new(error.to_string()))?;
        let known = known.ok_or_else(|| Failure::new(AccountError::Unknown(username.to_owned()).to_string()))?;
        let user = NewUser { username, first_name: &known.first_name, last_name: &known.last_name, email: &known.email, ..NewUser::default() };
        let password = password::read(PASSWORD, stdin().is_terminal(), false, |password| password_problems(password, &user))?;
        set_password(&db, username, Some(&password)).await.map_err(|error| Failure::new(error.to_string()))?;
        Ok(writeln!(out, "Changed the password of {username}.")?)
    })
}
