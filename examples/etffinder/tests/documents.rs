//! The README shows the tutorial's code, and what the documents promise is there.

use std::fs;

/// A file of the repository.
fn read(path: &str) -> String {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_readme_shows_the_tutorials_code() {
    let (readme, code) = (read("README.md"), read("examples/etffinder/src/lib.rs"));
    assert!(readme.contains(&format!("```rust\n{code}```")), "README.md no longer shows examples/etffinder/src/lib.rs; copy it there");
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let docs = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let docs = docs.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}"));
    for document in ["README.md", "ARCHITECTURE.md", "conformance/README.md"].map(str::to_owned).into_iter().chain(docs) {
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in read(&document).split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http")) {
            let path = format!("{}/../../{folder}/{}", env!("CARGO_MANIFEST_DIR"), link.split('#').next().unwrap_or_default());
            assert!(fs::exists(&path).unwrap(), "{document} links to {link}, which is not there");
        }
    }
}
