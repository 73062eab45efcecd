//! A model is a struct with named fields, and one table.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
enum Kind {
    Fund,
}

#[derive(Model)]
#[model(app = "api")]
struct Pair(i64, String);

#[derive(Model)]
#[model(app = "api")]
struct Of<T> {
    #[field(primary_key)]
    id: i64,
    value: T,
}

fn main() {}
