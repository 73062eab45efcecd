//! A function says where it answers, to what, and to whom.

use koroc::prelude::*;

#[function]
async fn nothing_said() -> &'static str {
    "said"
}

#[function(path = "alive", methods(GIT, GET, GET), permission = AllowAny)]
async fn wrong_path_and_method() -> &'static str {
    "alive"
}

#[function(path = "/albums/<int:id>/x{y}/{z}/{z}", methods(GET), permision = AllowAny)]
async fn wrong_parameters() -> &'static str {
    "album"
}

#[function(path = "/now", methods(GET), permission = AllowAny, memory_size = "128")]
fn not_async() -> &'static str {
    "now"
}

async fn not_marked() -> &'static str {
    "not marked"
}

fn main() {
    let app = App::new("example").function(nothing_said).function(wrong_path_and_method).function(wrong_parameters).function(not_async);
    app.function(not_marked);
}
