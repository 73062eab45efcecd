//! `package`: the program built for Lambda, as the zip that a deployment uploads.

use std::{
    env, fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use clap::ValueEnum;

use super::{archive, failure::Failure};

/// A processor that Lambda offers, by the name that the template's parameter `Architecture` has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Architecture {
    #[value(name = "arm64")]
    Arm64,
    #[value(name = "x86_64")]
    X86_64,
}

impl Architecture {
    fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "x86_64",
        }
    }

    /// cargo-lambda's flag for it.
    fn flag(self) -> &'static str {
        match self {
            Architecture::Arm64 => "--arm64",
            Architecture::X86_64 => "--x86-64",
        }
    }

    /// Whether this machine has it, and could build the program by itself.
    fn is_here(self) -> bool {
        let rusts = match self {
            Architecture::Arm64 => "aarch64",
            Architecture::X86_64 => "x86_64",
        };
        cfg!(target_os = "linux") && env::consts::ARCH == rusts
    }
}

/// Builds the program and zips it; what takes time is told first.
pub(super) fn make(arch: Architecture, output: Option<PathBuf>, out: &mut dyn Write) -> Result<(), Failure> {
    let program = env::current_exe()?;
    let program = program.file_stem().expect("a program is a file").to_string_lossy().into_owned();
    require_cargo_lambda(&program, arch)?;
    writeln!(out, "Building {program} for {} with cargo-lambda; the first time this takes minutes", arch.name())?;
    let folder = Path::new("target/lambda").join(arch.name());
    build(&program, arch, &folder)?;
    let file = folder.join(&program).join("bootstrap");
    let bytes = fs::read(&file).map_err(|error| Failure::new(format!("cargo-lambda did not leave the program in {}: {error}", file.display())))?;
    writeln!(out, "Zipping {}", megabytes(bytes.len()))?;
    let zip = archive::zip(&bytes)?;
    let output = output.unwrap_or_else(|| folder.join(format!("{program}.zip")));
    fs::write(&output, &zip).map_err(|error| Failure::new(format!("{} cannot be written: {error}", output.display())))?;
    Ok(writeln!(out, "Wrote {}: {}", output.display(), megabytes(zip.len()))?)
}

fn require_cargo_lambda(program: &str, arch: Architecture) -> Result<(), Failure> {
    let asked = Command::new("cargo").args(["lambda", "--version"]).stdin(Stdio::null()).output();
    match asked {
        Ok(output) if output.status.success() => return Ok(()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Failure::new(format!("cargo cannot be started: {error}"))),
        _ => {}
    }
    let mut message = "cargo-lambda is not installed, which builds programs for Lambda; `pip install cargo-lambda` installs it \
                       (or see https://www.cargo-lambda.info)."
        .to_owned();
    if arch.is_here() {
        message += &format!(
            "\nOr build on a machine whose C library is no newer than Amazon Linux 2023's, glibc 2.34: `cargo build --release`, \
             `cp target/release/{program} bootstrap`, `zip {program}.zip bootstrap`."
        );
    }
    Err(Failure::new(message))
}

/// Builds with the profile as it is in Cargo.toml: cargo-lambda's own one aborts on a panic, which would end the function with the one request
/// that panicked.
fn build(program: &str, arch: Architecture, folder: &Path) -> Result<(), Failure> {
    let mut cargo = Command::new("cargo");
    cargo.args(["lambda", "build", "--release", "--disable-optimizations", "--bin", program, arch.flag(), "--lambda-dir"]).arg(folder);
    // Everything that makes it smaller, at the cost of minutes: a smaller program is loaded sooner.
    cargo.envs([("CARGO_PROFILE_RELEASE_LTO", "fat"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"), ("CARGO_PROFILE_RELEASE_STRIP", "symbols")]);
    let status = cargo.stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("cargo-lambda did not build it for {}: see above", arch.name()))) }
}

fn megabytes(bytes: usize) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{} MB ({bytes} bytes)", tenths / 10, tenths % 10)
}
