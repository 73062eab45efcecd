//! The document of a sample application.

mod sample;

use std::collections::HashSet;

use koroc_openapi::document;
use serde_json::Value;

#[test]
fn the_document_of_the_sample() {
    let document = document(&sample::resolved());
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("a document is JSON"));
}

#[test]
fn the_same_declaration_gives_the_same_bytes() {
    assert_eq!(document(&sample::resolved()).to_string(), document(&sample::resolved()).to_string());
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = document(&sample::resolved());
    let mut references = HashSet::new();
    collect(&document, &mut references);
    let names = |part: &str| {
        document["components"][part].as_object().expect("there are some").keys().map(|name| format!("#/components/{part}/{name}")).collect::<Vec<_>>()
    };
    assert_eq!(references, [names("schemas"), names("responses")].concat().into_iter().collect());
}

#[test]
fn operation_ids_are_unique() {
    let mut resolved = sample::resolved();
    // A second resource of the same name under another prefix.
    for operation in 0..resolved.operations.len() {
        resolved.operations[operation].id = resolved.operations[operation].id.replace("notes.", "funds.");
    }
    let document = document(&resolved);
    let operations =
        || document["paths"].as_object().expect("there are paths").values().flat_map(|path| path.as_object().expect("a path has methods").values());
    let ids: Vec<&str> = operations().map(|operation| operation["operationId"].as_str().expect("an id is text")).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"funds.list.2") && ids.contains(&"funds.watch.delete"), "{ids:?}");
}

fn collect(value: &Value, references: &mut HashSet<String>) {
    match value {
        Value::Object(map) => {
            references.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
