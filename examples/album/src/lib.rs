//! Album, the example of Koroc's ancestor @jetkit/cdk (a function, and a view with a route below it), beside what that never had: rows, and a
//! function that the clock calls.

use koroc::axum::extract::Path;
use koroc::axum::http::Method;
use koroc::prelude::*;

#[path = "../migrations/mod.rs"]
mod migrations;

/// Answers while the service is up.
#[function(path = "/alive", methods(GET), permission = AllowAny, memory_size = 128)]
async fn alive() -> &'static str {
    "i'm alive"
}

/// Albums, and who likes them.
pub struct Album;

#[view(path = "/album", permission = AllowAny, memory_size = 512, environment(LOG_LEVEL = "DEBUG"))]
impl Album {
    /// Make an album.
    async fn post() -> &'static str {
        "Created new album"
    }

    /// Like an album, or like it no longer.
    #[route("/{album_id}/like", methods(POST, DELETE))]
    async fn like(method: Method, Path(album_id): Path<u64>) -> Result<String, ApiError> {
        match album_id {
            0 => Err(ApiError::not_found()),
            _ if method == Method::POST => Ok(format!("Liked album {album_id}")),
            _ => Ok(format!("Unliked album {album_id}")),
        }
    }
}

/// A song of an album.
#[derive(Debug, Clone, Model)]
#[model(app = "album", ordering(id))]
pub struct Song {
    /// Its number.
    #[field(primary_key)]
    pub id: i64,
    /// Its title.
    #[field(max_length = 200)]
    pub title: String,
    /// How often it was played this week.
    #[field(min = 0, default = 0)]
    pub plays: i32,
}

fn songs() -> impl IntoResource {
    ModelViewSet::<Song>::new().permission(IsAuthenticatedOrReadOnly).search(Song::TITLE).order(Song::PLAYS)
}

/// Begin to count the plays anew, every Monday.
#[function(schedule = "cron(0 0 ? * MON *)", timeout = 60)]
async fn new_week(call: Invocation) -> Result<u64, ApiError> {
    Ok(Song::objects().filter(Song::PLAYS.gt(0)).update(call.db(), [Song::PLAYS.set(0)]).await?)
}

/// All that Album serves, and what it needs where it is deployed.
pub fn app() -> App {
    App::new("album")
        .migrations(migrations::MIGRATIONS)
        .cors(Cors::origins(["*"]).headers(["Authorization"]).max_age(864_000))
        .cloud(Cloud::new().aurora(0.0, 2.0))
        .function(alive)
        .function(Album)
        .mount("/api/v1", Router::with_root(AllowAny).register("songs", songs()))
        .obtain_token("/api/v1/auth/token", AllowAny)
        .function(new_week)
}
