//! The layer table of ARCHITECTURE.md as a test: a crate may depend on the layers it names and on nothing else of the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate of the library with the crates of the workspace that it may see.
const LAYERS: &[(&str, &[&str])] = &[
    ("koroc-spec", &[]),
    ("koroc-macros", &[]),
    ("koroc-serial", &["koroc-spec"]),
    ("koroc-openapi", &["koroc-spec"]),
    ("koroc-cfn", &["koroc-spec"]),
    ("koroc-html", &["koroc-spec"]),
    ("koroc-aws", &[]),
    ("koroc-db", &["koroc-spec", "koroc-aws"]),
    ("koroc-files", &["koroc-spec"]),
    ("koroc-http", &["koroc-spec", "koroc-serial", "koroc-db", "koroc-files", "koroc-html", "koroc-openapi"]),
    ("koroc-server", &["koroc-http"]),
    ("koroc-lambda", &["koroc-http"]),
    (
        "koroc",
        &["koroc-spec", "koroc-macros", "koroc-serial", "koroc-openapi", "koroc-cfn", "koroc-aws", "koroc-db", "koroc-http", "koroc-server", "koroc-lambda"],
    ),
    ("koroc-test", &["koroc"]),
];

/// What a reader or the description must not even reach through others.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("koroc-spec", &["tokio", "hyper", "http", "axum", "rusqlite", "sea-query", "minijinja"]),
    ("koroc-serial", &["tokio", "hyper", "http", "axum", "rusqlite", "sea-query"]),
    ("koroc-openapi", &["tokio", "hyper", "rusqlite"]),
    ("koroc-cfn", &["tokio", "hyper", "rusqlite"]),
    ("koroc-html", &["tokio", "hyper", "rusqlite"]),
    ("koroc-db", &["hyper", "http", "axum", "minijinja"]),
    ("koroc-aws", &["axum", "rusqlite", "sea-query", "minijinja"]),
    ("koroc-files", &["hyper", "http", "axum", "rusqlite"]),
];

/// Runs a cargo command on the workspace and returns what it prints.
fn cargo(args: &[&str]) -> String {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let output = Command::new(env!("CARGO")).args(args).args(["--offline", "--manifest-path", manifest]).output().expect("cargo runs, since it runs this test");
    assert!(output.status.success(), "cargo {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

#[test]
fn each_crate_sees_only_the_layers_below_it() {
    let metadata: serde_json::Value = serde_json::from_str(&cargo(&["metadata", "--format-version=1", "--no-deps"])).expect("cargo metadata prints JSON");
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut seen = BTreeSet::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let Some(layers) = allowed.get(name) else {
            assert!(!package["manifest_path"].as_str().expect("a path").contains("/crates/"), "{name} is in crates/ but not in the layer table");
            continue;
        };
        seen.insert(name);
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let (to, dev) = (dependency["name"].as_str().expect("a name"), dependency["kind"] == "dev");
            assert!(dev || !to.starts_with("koroc") || layers.contains(&to), "{name} must not depend on {to}");
        }
    }
    assert_eq!(seen.len(), LAYERS.len(), "a crate of the layer table is gone");
}

#[test]
fn no_layer_reaches_what_it_must_not_know() {
    for (from, forbidden) in FORBIDDEN {
        let tree = cargo(&["tree", "--package", from, "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
        let reached: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(reached.contains(from), "cargo tree did not show {from}");
        for name in *forbidden {
            assert!(!reached.contains(name), "{from} reaches {name}");
        }
    }
}
