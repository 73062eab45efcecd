//! Mistakes that people make, and what the compiler tells them: a file of mistakes beside a file of what is said.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The compiler that wrote the `.stderr` files. Others word and place their own part of an error differently.
const RECORDED: &str = "rustc 1.95.";

#[test]
fn mistakes_are_explained() {
    let version = Command::new(env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())).arg("--version").output().expect("a compiler runs this test");
    if String::from_utf8_lossy(&version.stdout).starts_with(RECORDED) {
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
    } else {
        our_sentences_are_said();
    }
}

/// With a compiler that did not write the files, what is compared is what Koroc itself says: each of its sentences is an error there too.
fn our_sentences_are_said() {
    let said = check_all();
    for (file, sentence) in recorded() {
        assert!(said.contains(&sentence), "{file}: nobody said\n{sentence}\nbut\n{said}");
    }
}

/// Koroc's own sentences in the recorded errors. (A number behind `error` is the compiler's, and so is a bound's own sentence.)
fn recorded() -> Vec<(String, String)> {
    let folder = fs::read_dir("tests/ui").expect("the mistakes are there").map(|entry| entry.expect("a folder can be read").path());
    let files = folder.filter(|path| path.extension().is_some_and(|ending| ending == "stderr"));
    let sentences = files.flat_map(|path| {
        let text = fs::read_to_string(&path).expect("a recorded error can be read");
        let ours = |line: &str| {
            let sentence = line.strip_prefix("error: ").or_else(|| line.strip_prefix("error[E0277]: "))?;
            (!sentence.starts_with("the trait bound")).then(|| (path.display().to_string(), sentence.to_owned()))
        };
        text.lines().filter_map(ours).collect::<Vec<_>>()
    });
    let sentences: Vec<_> = sentences.collect();
    assert!(sentences.len() > 50, "the recorded errors are in another form than this test reads");
    sentences
}

/// Every file of mistakes as a program of one package, built beside what trybuild builds; the compiler's errors.
fn check_all() -> String {
    let here = env::current_dir().expect("a test runs in its package's folder");
    let target = env::current_exe().expect("a test is a file").ancestors().nth(3).expect("it lies in target/debug/deps").join("tests/sentences");
    let mut manifest = format!(
        "[workspace]\n[package]\nname = \"mistakes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nkoroc.path = {here:?}\n\
         chrono = {{ version = \"0.4\", default-features = false }}\n"
    );
    for path in fs::read_dir("tests/ui").expect("the mistakes are there").map(|entry| entry.expect("a folder can be read").path()) {
        if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            write!(manifest, "[[bin]]\nname = {name:?}\npath = {:?}\n", here.join(&path)).expect("text grows");
        }
    }
    fs::create_dir_all(&target).expect("the build folder can be written");
    fs::write(target.join("Cargo.toml"), manifest).expect("the build folder can be written");
    fs::copy(Path::new("../../Cargo.lock"), target.join("Cargo.lock")).expect("the workspace has a lock file");
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let check = Command::new(cargo).args(["check", "--offline", "--keep-going", "--bins"]).env("CARGO_TARGET_DIR", &target).current_dir(&target).output();
    String::from_utf8_lossy(&check.expect("cargo runs this test").stderr).into_owned()
}
