//! The start without a command: the first time with a new database, its tables and an admin.

use std::{env, io::Write};

use koroc_db::migrate::Target;
use koroc_http::auth::create_superuser;
use koroc_spec::Problem;

use super::{address, database, failure::Failure, migrations, program::command, server, superuser};
use crate::Program;

/// The user that the first start makes.
const ADMIN: &str = "admin";

/// Serves; where there is no database file yet, makes it first. A database that exists is never changed.
pub(super) fn start(program: Program, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    let address = env::var(address::VARIABLE).unwrap_or_else(|_| address::DEFAULT.to_owned());
    let address = address::parse(&address).map_err(|message| Problem::new(address::VARIABLE, message))?;
    database::block_on(async {
        let listener = server::listen(address).await?;
        if let Some(file) = program.file().filter(|file| !file.exists()) {
            writeln!(out, "Making the database {}", file.display())?;
            make(&program, out).await?;
        }
        server::serve(program, listener, out).await
    })
}

/// Makes the database with all tables, and the admin.
async fn make(program: &Program, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
    migrations::apply(program, &Target::All, out).await?;
    let db = database::connect(program).await?;
    let (password, told) = match env::var(superuser::PASSWORD) {
        Ok(password) if !password.is_empty() => (password, false),
        _ => (random_password()?, true),
    };
    create_superuser(&db, ADMIN, "", &password).await.map_err(|error| Failure::new(error.to_string()))?;
    if told {
        let further = command("createsuperuser");
        writeln!(out, "\nMade the user {ADMIN} with the password\n\n    {password}\n\nIt is shown this once; `{further}` makes further users.\n")?;
    } else {
        writeln!(out, "\nMade the user {ADMIN} with the password in {}.\n", superuser::PASSWORD)?;
    }
    Ok(())
}

/// Twenty letters and digits that cannot be taken for one another: 100 bits.
fn random_password() -> Result<String, Failure> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(format!("The system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}
