//! The OpenAPI document, as clients are generated from it.

use std::process::Command;

#[test]
fn the_document_says_what_it_said() {
    let output = Command::new(env!("CARGO_BIN_EXE_hiring")).arg("openapi").output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
}
