//! Mistakes that people make, and what the compiler tells them: a file of mistakes beside a file of what is said.

use std::process::Command;

/// The compiler that wrote the `.stderr` files. Others word their own part of an error differently.
const RECORDED: &str = "rustc 1.95.";

#[test]
fn mistakes_are_explained() {
    let version = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())).arg("--version").output().expect("a compiler runs this test");
    if !String::from_utf8_lossy(&version.stdout).starts_with(RECORDED) {
        println!("not compared: the texts are those of {RECORDED}x");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
