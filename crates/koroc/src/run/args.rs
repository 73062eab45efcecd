//! The command line: commands, their arguments and help; and a flag for each setting.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Arg, ArgMatches, Args as _, Command as Clap, FromArgMatches as _, Parser, Subcommand, builder::StyledStr};

use koroc_spec::Settings;

use super::{
    address,
    package::Architecture,
    settings::{Given, KEYS},
};

/// What was asked for.
#[derive(Debug, Parser)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The settings file [default: koroc.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "KOROC_SETTINGS", hide_env_values = true, help_heading = "Settings", hide_short_help = true)]
    pub(super) settings: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the application
    Runserver {
        /// Where to listen: a port, an address, or both
        #[arg(value_name = "ADDR:PORT", value_parser = address::parse, default_value = address::DEFAULT, env = address::VARIABLE, hide_env_values = true)]
        address: SocketAddr,
    },
    /// Apply migrations, or take them back
    Migrate {
        /// Only this app and what it depends on
        app: Option<String>,
        /// Up to this migration, or back to it; `zero` takes all of the app back
        name: Option<String>,
    },
    /// Write the migrations that the declaration lacks
    Makemigrations {
        /// Write nothing, and fail if there is something to write
        #[arg(long)]
        check: bool,
        /// What to call the new migration
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// The folder of the migrations [default: migrations, in the application's package]
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    /// List the migrations, and which of them are applied
    Showmigrations,
    /// Print the SQL of a migration
    Sqlmigrate {
        /// Its app
        app: String,
        /// Its name, or the beginning of it
        name: String,
    },
    /// Make a user who may do everything
    Createsuperuser {
        /// The name to log in with
        #[arg(long)]
        username: Option<String>,
        /// The e-mail address
        #[arg(long)]
        email: Option<String>,
        /// Ask for nothing: the password is in KOROC_SUPERUSER_PASSWORD
        #[arg(long)]
        noinput: bool,
    },
    /// Give a user another password, which ends the user's sessions
    Changepassword {
        /// The name that the user logs in with
        username: String,
    },
    /// Look for mistakes in the declaration and the settings
    Check,
    /// List what is served: method, path, operation and who may use it
    Routes,
    /// Load rows from files in the format of Django's fixtures
    Loaddata {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print rows in the format of Django's fixtures, which `loaddata` reads
    Dumpdata {
        /// Apps or models, `hiring` or `hiring.Candidate` [default: everything]
        labels: Vec<String>,
    },
    /// Call a function that has no path, as a schedule or a queue would
    Invoke {
        /// Its name
        function: String,
        /// What it is sent, in JSON [default: {}]
        #[arg(long, value_name = "FILE")]
        event: Option<PathBuf>,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Print the CloudFormation template: API Gateway and Lambda
    Synth {
        /// In YAML, which people read more easily
        #[arg(long)]
        yaml: bool,
    },
    /// Compare the template with a saved or deployed one: exit status 1 if they differ
    ///
    /// One line a difference: + is added, - removed, ~ changed from -> to. The exit status is 0 if there is none, 1 if there are some, and 2 if
    /// the file is no template.
    Diff {
        /// The saved template, in JSON [default: the standard input]
        file: Option<PathBuf>,
    },
    /// Build the program for Lambda with cargo-lambda, and zip it
    Package {
        /// The processor, which the template's parameter Architecture names too
        #[arg(long, value_name = "ARCH", default_value = "arm64")]
        arch: Architecture,
        /// The zip [default: target/lambda/ARCH/PROGRAM.zip]
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// What stands under the help of a command (of the program: `""`): arguments, and what they do.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    ("", &[("", "serve; the first time after making the database and an admin"), ("runserver 9000", "serve on another port"), ("help migrate", "")]),
    ("runserver", &[("runserver", "on 127.0.0.1:8000"), ("runserver 9000", ""), ("runserver 0.0.0.0:80", "to others, too; see the setting allowed_hosts")]),
    (
        "migrate",
        &[
            ("migrate", "everything"),
            ("migrate api 0001", "the app `api` up to its first migration, or back to it"),
            ("migrate api zero", "take all of `api` back"),
        ],
    ),
    ("makemigrations", &[("makemigrations", ""), ("makemigrations --name add_isin", ""), ("makemigrations --check", "in a build")]),
    ("sqlmigrate", &[("sqlmigrate api 0001", "")]),
    ("createsuperuser", &[("createsuperuser", "asks"), ("createsuperuser --noinput --username ada", "with KOROC_SUPERUSER_PASSWORD set")]),
    ("changepassword", &[("changepassword ada", "asks for it, unless KOROC_NEW_PASSWORD is set")]),
    ("loaddata", &[("loaddata funds.json", "")]),
    ("dumpdata", &[("dumpdata api > funds.json", "all models of the app `api`"), ("dumpdata auth.User", "")]),
    ("invoke", &[("invoke tidy", ""), ("invoke count_likes --event message.json", "")]),
    ("openapi", &[("openapi > openapi.json", "")]),
    ("synth", &[("synth > template.json", ""), ("synth --yaml > template.yaml", "")]),
    (
        "diff",
        &[
            ("diff template.json", "with what `synth` once printed"),
            ("diff < deployed.json", "with what `aws cloudformation get-template --query TemplateBody` printed"),
        ],
    ),
    ("package", &[("package", "for arm64, the template's default"), ("package --arch x86_64 --output api.zip", "")]),
];

/// The whole command line of a program.
pub(super) fn clap(program: &str, about: &str) -> Clap {
    let mut clap = Args::augment_args(Clap::new(program.to_owned())).about(about.to_owned()).subcommand_help_heading("Commands");
    for key in KEYS {
        let arg = Arg::new(key.name).long(key.name.replace('_', "-")).value_name("VALUE").global(true).hide_short_help(true);
        let (form, default) = (key.form.replace('`', ""), (key.show)(&Settings::default()));
        let help = format!("{} ({form}){}", key.help, if default.is_empty() { default } else { format!(" [default: {default}]") });
        clap = clap.arg(arg.help(help).help_heading("Settings"));
    }
    for (command, lines) in EXAMPLES {
        let width = lines.iter().map(|(arguments, _)| arguments.len()).max().unwrap_or_default();
        let line = |(arguments, what): &(&str, &str)| format!("\n  {}", format!("{program} {arguments:width$}   {what}").trim_end());
        let text = StyledStr::from(format!("Examples:{}", lines.iter().map(line).collect::<String>()));
        clap = if command.is_empty() { clap.after_help(text) } else { clap.mut_subcommand(command, |clap| clap.after_help(text)) };
    }
    clap
}

/// Reads the command line: what was asked for, and the settings among the flags. Help and misuse are clap's to print.
pub(super) fn parse(clap: Clap, arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<(Args, Vec<Given>), clap::Error> {
    let matches = clap.try_get_matches_from(arguments)?;
    let flags = KEYS.iter().filter_map(|key| flag(&matches, key.name).map(|text| Given::text(format!("--{}", key.name.replace('_', "-")), key, &text)));
    let flags = flags.collect();
    Ok((Args::from_arg_matches(&matches)?, flags))
}

fn flag(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<(Args, Vec<Given>), String> {
        parse(clap("etffinder", "ETFFinder"), line.split(' ').map(Into::into)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_sound() {
        clap("etffinder", "ETFFinder").debug_assert();
    }

    #[test]
    fn settings_are_flags_before_and_behind_the_command() {
        for line in ["etffinder --page-size 7 check", "etffinder check --page-size 7"] {
            let (args, flags) = parsed(line).unwrap();
            assert!(matches!(args.command, Some(Command::Check)));
            assert_eq!(
                flags.iter().map(|given| (given.place.as_str(), given.name.as_str(), given.values[0].as_str())).collect::<Vec<_>>(),
                [("--page-size", "page_size", "7")],
                "{line}"
            );
        }
    }

    #[test]
    fn misuse_is_explained() {
        for (line, message) in [
            ("etffinder rnserver", "a similar subcommand exists: 'runserver'"),
            ("etffinder --page-sise 7", "a similar argument exists: '--page-size'"),
            ("etffinder loaddata", "<FILES>"),
            ("etffinder runserver nowhere", "is no address"),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(message), "{line}: {error}");
        }
    }

    #[test]
    fn every_example_is_a_command_line() {
        for (command, lines) in EXAMPLES {
            for (arguments, _) in *lines {
                let line = format!("etffinder {}", arguments.split(['>', '<']).next().expect("a split has a first part"));
                let parsed = parsed(line.trim());
                assert!(parsed.is_ok() || arguments.starts_with("help"), "{command}: {line}: {}", parsed.unwrap_err());
            }
        }
    }
}
