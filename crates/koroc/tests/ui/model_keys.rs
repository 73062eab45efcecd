//! A model has exactly one primary key, which always has a value.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct None {
    #[field(max_length = 10)]
    name: String,
}

#[derive(Model)]
#[model(app = "api")]
struct Two {
    #[field(primary_key)]
    id: i64,
    #[field(primary_key, default = Uuid::new_v4)]
    uuid: Uuid,
}

#[derive(Model)]
#[model(app = "api")]
struct Nullable {
    #[field(primary_key)]
    id: Option<i64>,
}

#[derive(Model)]
#[model(app = "api")]
struct Truth {
    #[field(primary_key)]
    id: bool,
}

fn main() {}
