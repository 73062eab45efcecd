//! Serializers that say what their types cannot hold, or what others say.

use koroc::prelude::*;

#[derive(Serializer)]
enum Kind {
    Fund,
}

#[derive(Serializer)]
#[serializer(model = Kind)]
struct Advance {
    #[field(null)]
    to: String,
    #[field(read_only)]
    shown: String,
    #[field(hidden)]
    owner: Option<i64>,
    #[field(required, default = "a")]
    reason: String,
    #[field(source = "inner", max_value = 5, min_length = 1)]
    count: u32,
    #[field(min_length = 1, max_digits = 5)]
    score: i64,
    #[field(child(max_lenght = 5, min = 1))]
    tags: Vec<String>,
    #[field(choices("a", "a"), default = Vec::new())]
    picks: Vec<String>,
    #[field(default = make)]
    made: String,
    #[field(name = "tags")]
    labels: Vec<i64>,
    files: ManyToMany<Kind>,
    resume: File,
}

fn make() -> String {
    String::new()
}

fn main() {}
