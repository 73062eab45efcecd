//! The commands of a deployment, as a user gives them: what differs from a saved template, and the zip for Lambda.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output, Stdio},
};

use support::Folder;

/// `synth`'s template with something else in place of a part of it, saved.
fn save(folder: &Folder, parts: &[(&str, &str)]) {
    let mut template = folder.program().args(&["synth"]).succeed();
    for (part, other) in parts {
        assert!(template.contains(part), "{part}");
        template = template.replacen(part, other, 1);
    }
    fs::write(folder.path("saved.json"), template).unwrap();
}

fn run(folder: &Folder, shell: &str, path: &str) -> Output {
    let script = format!("{} {shell}", env!("CARGO_BIN_EXE_etffinder"));
    Command::new("/bin/sh").args(["-c", &script]).current_dir(folder.path(".")).env("PATH", path).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn diff_tells_what_a_deployment_would_change() {
    let folder = Folder::new();
    save(&folder, &[]);
    for shell in ["diff saved.json", "diff <saved.json"] {
        let same = run(&folder, shell, "");
        assert_eq!((same.status.code(), String::from_utf8(same.stdout).unwrap().as_str()), (Some(0), "No differences.\n"), "{shell}");
    }
    for (part, other, lines, line) in [
        ("\"Runtime\": \"provided.al2023\"", "\"Runtime\": \"provided.al2\"", 1, "Properties.Runtime: \"provided.al2\" -> \"provided.al2023\"\n"),
        ("\"Parameters\": {", "\"Parameters\": {\"Mine\": {\"Type\": \"String\"},", 1, "- Parameters.Mine: {\"Type\":\"String\"}\n"),
        ("\"Resources\": {", "\"Resources\": {\"Mine\": {\"Type\": \"AWS::S3::Bucket\"},", 1, "- Resources.Mine: AWS::S3::Bucket\n"),
        ("\"x86_64\"\n", "\"riscv\", \"x86_64\"\n", 1, "- Parameters.Architecture.AllowedValues[1]: \"riscv\"\n"),
        ("\"ArtifactBucket\": {", "\"Bucket\": {", 2, "+ Parameters.ArtifactBucket: {"),
    ] {
        save(&folder, &[(part, other)]);
        let differs = run(&folder, "diff saved.json", "");
        let out = String::from_utf8(differs.stdout).unwrap();
        assert_eq!(differs.status.code(), Some(1), "{out}");
        assert!(out.contains(line) && differs.stderr.is_empty(), "{line}: {out}");
        assert_eq!(out.lines().count(), lines, "{out}");
    }
}

#[test]
fn diff_says_what_is_no_template() {
    let folder = Folder::new();
    for (text, message) in
        [("Resources:\n  A: 1\n", "bad.json is no JSON"), ("[]", "bad.json is no CloudFormation template"), ("{\"Resources\": 1}", "no Resources")]
    {
        fs::write(folder.path("bad.json"), text).unwrap();
        let output = run(&folder, "diff bad.json", "");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains(message), "{text}: {told}");
    }
    let output = run(&folder, "diff none.json", "");
    assert!(output.status.code() == Some(2) && String::from_utf8(output.stderr).unwrap().contains("none.json cannot be read"));
}

/// A folder with a `cargo` that does as told.
fn with_cargo(folder: &Folder, script: &str) -> String {
    fs::create_dir_all(folder.path("bin")).unwrap();
    fs::write(folder.path("bin/cargo"), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(folder.path("bin/cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", folder.path("bin").display())
}

/// What Python finds in a zip: names, modes, times and the contents' lengths and beginnings, after checking the sums.
const LOOK: &str = "import sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
for file in zip.infolist():
    print(file.filename, oct(file.external_attr >> 16), file.date_time[:3], file.create_system, file.file_size, zip.read(file)[:4])";

#[test]
fn package_zips_what_cargo_lambda_builds() {
    let folder = Folder::new();
    let build = r#"echo "$@" >>calls; case "$2" in build) mkdir -p target/lambda/$ARCH/etffinder && head -c 3000000 /bin/sh >target/lambda/$ARCH/etffinder/bootstrap;; esac"#;
    for (arch, flag) in [("arm64", "--arm64"), ("x86_64", "--x86-64")] {
        let path = with_cargo(&folder, &format!("ARCH={arch}\n{build}"));
        let output = run(&folder, &format!("package --arch {arch} --output {arch}.zip"), &path);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(
            output.status.success() && told.contains(&format!("Building etffinder for {arch}")) && told.contains(&format!("Wrote {arch}.zip: 0.")),
            "{told}"
        );
        let calls = fs::read_to_string(folder.path("calls")).unwrap();
        let call = format!("lambda build --release --disable-optimizations --bin etffinder {flag} --lambda-dir target/lambda/{arch}\n");
        assert!(calls.ends_with(&call), "{calls}");
    }
    let [one, other] = ["arm64.zip", "x86_64.zip"].map(|name| fs::read(folder.path(name)).unwrap());
    assert!(one == other, "the same program is the same zip");
    let length = fs::metadata(folder.path("target/lambda/arm64/etffinder/bootstrap")).unwrap().len();
    assert!(u64::try_from(one.len()).unwrap() < length, "it is compressed");
    let python = Command::new("python3").args(["-c", LOOK]).arg(folder.path("arm64.zip")).output().unwrap();
    let found = String::from_utf8(python.stdout).unwrap();
    assert_eq!(found, format!("bootstrap 0o100755 (1980, 1, 1) 3 {length} b'\\x7fELF'\n"), "{}", String::from_utf8_lossy(&python.stderr));
}

#[test]
fn package_says_what_is_missing() {
    let folder = Folder::new();
    for (script, message) in [
        ("exit 101", "`pip install cargo-lambda` installs it"),
        ("[ \"$2\" = --version ]", "cargo-lambda did not build it for arm64"),
        ("exit 0", "did not leave the program in target/lambda/arm64/etffinder/bootstrap"),
    ] {
        let output = run(&folder, "package", &with_cargo(&folder, script));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && told.contains(message), "{script}: {told}");
    }
    let output = run(&folder, "package", "");
    assert!(String::from_utf8(output.stderr).unwrap().contains("cargo-lambda is not installed"));
}
