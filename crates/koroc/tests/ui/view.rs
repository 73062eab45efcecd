//! A view says where it answers, and each of its functions to what and to whom; a function that events call has no path.

use koroc::prelude::*;

struct Album;

#[view(path = "/album")]
impl Album {
    async fn get() -> &'static str {
        "to whom?"
    }

    #[route("like", methods(POST))]
    async fn like() -> &'static str {
        "where?"
    }

    #[route("/{id}", permission = AllowAny)]
    async fn one() -> &'static str {
        "to what?"
    }

    #[route("/all", methods(GET), permission = AllowAny)]
    async fn all(&self) -> &'static str {
        "whose?"
    }
}

struct Empty;

#[view(path = "/empty", permission = AllowAny, memory = 512)]
impl Empty {
    async fn list() -> &'static str {
        "answers nothing"
    }
}

#[function(schedule = "rate(1 day)", path = "/tidy", methods(POST), permission = AllowAny)]
async fn both(_: Invocation) -> Result<(), ApiError> {
    Ok(())
}

#[function(schedule = "rate(1 day)", permission = AllowAny, batch_size = 5)]
async fn permitted(_: Invocation) -> Result<(), ApiError> {
    Ok(())
}

fn main() {
    App::new("example").function(Album).function(Empty).function(both).function(permitted);
}
