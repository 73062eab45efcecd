//! What the tutorial's declaration resolves to: a change of any default shows here.

use std::fmt::{Debug, Write};

use koroc::spec::{Resolved, Settings};

#[test]
fn the_tutorial_resolves() {
    let resolved = etffinder::app().into_parts().resolve(&Settings::default()).expect("the tutorial is sound");
    insta::assert_snapshot!(document(&resolved));
}

/// One line a field, route, operation and group, each whole. Settings and Django's own tables are other tests' concern.
fn document(resolved: &Resolved) -> String {
    let mut out = String::new();
    let model = resolved.models.iter().find(|model| model.app == "api").expect("the tutorial has a model");
    lines(&mut out, &format!("model {} in {}, {:?}", model.label(), model.table, model.help), &model.fields);
    for shape in &resolved.shapes {
        lines(&mut out, &format!("shape {}", shape.name), &shape.fields);
    }
    lines(&mut out, "routes", &resolved.routes);
    lines(&mut out, "operations", &resolved.operations);
    lines(&mut out, "groups", &resolved.groups);
    out
}

fn lines(out: &mut String, heading: &str, items: &[impl Debug]) {
    writeln!(out, "# {heading}").expect("a String takes all");
    for item in items {
        writeln!(out, "{item:?}").expect("a String takes all");
    }
}
