//! The migrations that ship lead to the declaration.

use std::process::Command;

#[test]
fn the_migrations_are_up_to_date() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let output = Command::new(env!("CARGO_BIN_EXE_hiring")).args(["makemigrations", "--check", "--dir", dir]).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("Nothing to write"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
