//! `koroc::run`: the command line, the server, and inside Lambda the function.

mod address;
mod archive;
mod args;
mod changepassword;
mod database;
mod diff;
mod documents;
mod failure;
mod first;
mod fixtures;
mod invoke;
mod lambda;
mod log;
mod migration;
mod migrations;
mod package;
mod password;
mod program;
mod routes;
mod schedule;
mod secret_key;
mod server;
mod settings;
mod superuser;

use std::{
    io::{Write as _, stdout},
    process::ExitCode,
};

use crate::{App, Program};
use args::{Args, Command};
use failure::Failure;

/// Makes a program of an application: its command line (`--help` tells it), which without a command serves, on the first start after
/// making the database. Inside Lambda the same binary answers the gateway's events.
///
/// What goes wrong is told on stderr; the exit code is 1 then (and where `diff` or `makemigrations --check` found something), 2 for a misused
/// command line, else 0.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use koroc::App;
///
/// fn main() -> ExitCode {
///     koroc::run(App::new("etffinder"))
/// }
/// ```
pub fn run(app: App) -> ExitCode {
    let parts = app.into_parts();
    let (args, flags) = if koroc_lambda::is_present() {
        (Args { command: None, settings: None }, Vec::new())
    } else {
        match args::parse(args::clap(&program::name(), &program::about(&parts.app)), std::env::args_os()) {
            Ok(parsed) => parsed,
            Err(error) => return misused(&error),
        }
    };
    let loaded = log::start().map_err(Failure::from).and_then(|()| program::load(parts, args.settings.as_deref(), flags));
    let end = if koroc_lambda::is_present() { lambda::start(loaded) } else { loaded.and_then(|program| obey(program, args.command)) };
    match end {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// Does what was asked for.
fn obey(program: Program, command: Option<Command>) -> Result<(), Failure> {
    let mut out = stdout();
    match command {
        None => first::start(program, &mut out),
        Some(Command::Runserver { address }) => server::start(program, address, &mut out),
        Some(Command::Migrate { app, name }) => migrations::migrate(&program, app, name, &mut out),
        Some(Command::Makemigrations { check, name, dir }) => migrations::make(&program, check, name, dir, &mut out),
        Some(Command::Showmigrations) => migrations::show(&program, &mut out),
        Some(Command::Sqlmigrate { app, name }) => migrations::sql(&program, &app, &name, &mut out),
        Some(Command::Createsuperuser { username, email, noinput }) => superuser::create(program, username, email, noinput, &mut out),
        Some(Command::Changepassword { username }) => changepassword::change(program, &username, &mut out),
        Some(Command::Check) => Ok(writeln!(out, "No problems.")?),
        Some(Command::Routes) => Ok(routes::print(&program.resolved, &mut out)?),
        Some(Command::Loaddata { files }) => fixtures::load(program, &files, &mut out),
        Some(Command::Dumpdata { labels }) => fixtures::dump(&program, &labels, &mut out),
        Some(Command::Invoke { function, event }) => invoke::call(program, &function, event.as_deref(), &mut out),
        Some(Command::Openapi) => documents::print(&koroc_openapi::document(&program.resolved), &mut out),
        Some(Command::Synth { yaml: false }) => documents::print(&koroc_cfn::template(&program.resolved), &mut out),
        Some(Command::Synth { yaml: true }) => Ok(write!(out, "{}", koroc_cfn::to_yaml(&koroc_cfn::template(&program.resolved)))?),
        Some(Command::Diff { file }) => diff::print(file.as_deref(), &koroc_cfn::template(&program.resolved), &mut out),
        Some(Command::Package { arch, output }) => package::make(arch, output, &mut out),
    }
}

/// Prints help, or what is wrong with the command line.
fn misused(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell where this fails.
    let _ = error.print();
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
