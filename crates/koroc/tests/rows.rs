//! Rows with what is related to them: shown, written in one transaction, narrowed to whoever asks, and in the hands of actions.

use koroc::ManyLimits;
use koroc::http::ErrorKind;
use koroc::prelude::*;
use koroc_test::{TestApp, TestClient};

#[derive(Debug, Clone, Model)]
#[model(app = "studio", ordering(slug))]
struct Genre {
    #[field(primary_key)]
    id: i64,
    #[field(slug, unique)]
    slug: String,
    #[field(max_length = 40)]
    name: String,
}

#[derive(Debug, Clone, Model)]
#[model(app = "studio", ordering(id), display = title)]
struct Album {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 40, unique)]
    title: String,
    #[field(default = false)]
    secret: bool,
    #[field(max_length = 40, blank, default = "")]
    door: String,
    #[field(related_name = "albums", blank)]
    genres: ManyToMany<Genre>,
}

#[derive(Debug, Clone, Model)]
#[model(app = "studio", ordering(position))]
struct Track {
    #[field(primary_key)]
    id: i64,
    #[field(on_delete = protect, related_name = "tracks")]
    album: ForeignKey<Album>,
    position: i16,
    #[field(max_length = 20)]
    name: String,
}

fn genre() -> Serializer<Genre> {
    Serializer::of((Genre::SLUG, Genre::NAME))
}

fn track() -> Serializer<Track> {
    Serializer::of((Track::POSITION, Track::NAME))
}

fn album() -> Serializer<Album> {
    Serializer::of((
        Album::ID,
        Album::TITLE.check(no_digits),
        Album::GENRES.by(Genre::SLUG).required(false),
        nested("tracks", Track::ALBUM.reverse(), track).many().required(false),
        Album::DOOR.read_only(),
        computed("shout", |album: &Album| album.title.to_uppercase()),
    ))
}

fn album_detail() -> Serializer<Album> {
    Serializer::of((Album::ID, nested("all_genres", Album::GENRES, genre).many().read_only(), computed_async("tracks", tracks))).named("AlbumDetail")
}

async fn tracks(context: Context, album: Album) -> Result<i64, ApiError> {
    let tracks = Track::objects().filter(Track::ALBUM.eq(&album)).count(context.db()).await?;
    i64::try_from(tracks).map_err(ApiError::internal)
}

fn no_digits(title: &str) -> Result<(), [&'static str; 2]> {
    if title.contains(char::is_numeric) { Err(["No digits.", "None."]) } else { Ok(()) }
}

/// Nobody sees secret albums but who knocks.
fn seen(context: &Context) -> Result<Expr<Album>, ApiError> {
    let knocks = context.headers().contains_key("x-knock");
    Ok(if knocks { Expr::all() } else { Album::SECRET.eq(false) })
}

async fn through_the_door(context: Context, mut changes: Changes) -> Result<Album, ApiError> {
    changes.set(Album::DOOR, "front")?;
    changes.set(Album::SECRET, context.headers().contains_key("x-knock"))?;
    context.save(changes).await
}

async fn told(context: Context, album: Album) -> Result<(), ApiError> {
    Genre { id: 0, slug: format!("told-{}", album.id), name: "told".into() }.insert(context.db()).await?;
    Ok(())
}

async fn unless_it_has_tracks(context: Context) -> Result<(), ApiError> {
    let album: Album = context.object()?;
    match Album::objects().filter(Album::ID.eq(album.id)).delete(context.db()).await {
        Ok(_) => Ok(()),
        Err(_) => Err(ApiError::new(ErrorKind::Conflict, "It has tracks.", "conflict")),
    }
}

#[derive(Serializer)]
struct Rename {
    #[field(max_length = 10)]
    to: String,
    loud: Option<bool>,
}

#[action(detail = true, methods(POST), serializer = Rename)]
async fn rename(context: Context) -> Result<Reply, ApiError> {
    let (mut album, rename): (Album, Rename) = (context.object()?, context.validated().await?);
    album.title = if rename.loud == Some(true) { rename.to.to_uppercase() } else { rename.to };
    Ok(Reply::json(&context.represent(&album.save(context.db()).await?).await?))
}

fn genre_set() -> Serializer<Album> {
    Serializer::of(Album::GENRES.by(Genre::SLUG).blank(false)).named("GenreSet")
}

#[action(detail = true, methods(GET), url_path = "genres")]
async fn genres(context: Context) -> Result<Reply, ApiError> {
    let album: Album = context.object()?;
    Ok(Reply::json(&context.represent_many(&Album::GENRES.of(&album).all(context.db()).await?).await?))
}

#[action(detail = true, methods(PUT), url_path = "genres", serializer = genre_set)]
async fn set_genres(context: Context) -> Result<Reply, ApiError> {
    let album: Album = context.save(context.changes().await?).await?;
    Ok(Reply::json(&context.represent_many(&Album::GENRES.of(&album).all(context.db()).await?).await?))
}

#[action(detail = false, methods(GET))]
async fn loud(context: Context) -> Result<Reply, ApiError> {
    context.page(&Album::TITLE.iexact("LOUD"))
}

#[action(detail = false, methods(POST))]
async fn bulk(context: Context) -> Result<Reply, ApiError> {
    let new = context.changes_many(ManyLimits { allow_empty: false, max_length: Some(2), ..ManyLimits::default() }).await?;
    let genres: Vec<Genre> = context.save_many(new).await?;
    Ok(Reply::json(&context.represent_many(&genres).await?).with_status(koroc::axum::http::StatusCode::CREATED))
}

fn app() -> App {
    let albums = ModelViewSet::<Album>::new()
        .permission(AllowAny)
        .authentication([])
        .serializer(album)
        .serializer_for("retrieve", album_detail)
        .scope(seen)
        .create_with(through_the_door)
        .after_create(told)
        .destroy_with(unless_it_has_tracks)
        .lookup_param("number")
        .lookup_pattern("[0-9]+")
        .paginate(PageNumber::of(2))
        .action(rename)
        .action(genres)
        .action(set_genres)
        .action(loud);
    let genres = ModelViewSet::<Genre>::new()
        .permission(AllowAny)
        .authentication([])
        .serializer(genre)
        .lookup(Genre::SLUG)
        .methods([Method::Get, Method::Post])
        .paginate(Pagination::Off)
        .action(bulk);
    App::new("studio").mount("/api", Router::simple().trailing_slash(false).register("albums", albums).register("genres", genres)).model::<Track>()
}

const KNOCK: &[(&str, &str)] = &[("x-knock", "1")];

/// A request's line, headers and body, and what it is answered.
type Step = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const STEPS: &[Step] = &[
    (
        "POST /api/genres/bulk",
        &[],
        r#"[{"slug":"folk","name":"Folk"},{"slug":"jazz","name":"Jazz"}]"#,
        r#"201 [{"slug":"folk","name":"Folk"},{"slug":"jazz","name":"Jazz"}]"#,
    ),
    ("POST /api/genres/bulk", &[], "[]", r#"400 {"non_field_errors":["This list may not be empty."]}"#),
    ("POST /api/genres/bulk", &[], r#"{"slug":"a"}"#, r#"400 {"non_field_errors":["Expected a list of items but got type \"dict\"."]}"#),
    (
        "POST /api/genres/bulk",
        &[],
        r#"[{"slug":"folk","name":"x"},{"slug":"new","name":"New"}]"#,
        r#"400 {"0":{"slug":["genre with this slug already exists."]}}"#,
    ),
    ("DELETE /api/genres/folk", &[], "", r#"405 {"detail":"Method \"DELETE\" not allowed."}"#),
    (
        "POST /api/albums",
        &[],
        r#"{"title":"Quiet","genres":["jazz","folk"],"tracks":[{"position":2,"name":"b"},{"position":1,"name":"a"}]}"#,
        r#"201 {"id":1,"title":"Quiet","genres":["folk","jazz"],"tracks":[{"position":1,"name":"a"},{"position":2,"name":"b"}],"door":"front","shout":"QUIET"}"#,
    ),
    ("POST /api/albums", KNOCK, r#"{"title":"Loud"}"#, r#"201 {"id":2,"title":"Loud","genres":[],"tracks":[],"door":"front","shout":"LOUD"}"#),
    ("POST /api/albums", &[], r#"{"title":"U2"}"#, r#"400 {"title":["No digits.","None."]}"#),
    (
        "POST /api/albums",
        &[],
        r#"{"title":"Quiet","genres":["rock"]}"#,
        r#"400 {"title":["album with this title already exists."],"genres":["Object with slug=rock does not exist."]}"#,
    ),
    (
        "POST /api/albums",
        &[],
        r#"{"title":"x","tracks":[{"position":1,"name":"a"},{"name":"b"}]}"#,
        r#"400 {"tracks":{"1":{"position":["This field is required."]}}}"#,
    ),
    ("GET /api/genres/told-1", &[], "", r#"200 {"slug":"told-1","name":"told"}"#),
    ("GET /api/albums/1", &[], "", r#"200 {"id":1,"all_genres":[{"slug":"folk","name":"Folk"},{"slug":"jazz","name":"Jazz"}],"tracks":2}"#),
    ("GET /api/albums/2", &[], "", r#"404 {"detail":"No Album matches the given query."}"#),
    ("GET /api/albums/2", KNOCK, "", r#"200 {"id":2,"all_genres":[],"tracks":0}"#),
    (
        "GET /api/albums",
        &[],
        "",
        r#"200 {"count":1,"next":null,"previous":null,"results":[{"id":1,"title":"Quiet","genres":["folk","jazz"],"tracks":[{"position":1,"name":"a"},{"position":2,"name":"b"}],"door":"front","shout":"QUIET"}]}"#,
    ),
    ("GET /api/albums/loud", &[], "", r#"200 {"count":0,"next":null,"previous":null,"results":[]}"#),
    (
        "GET /api/albums/loud",
        KNOCK,
        "",
        r#"200 {"count":1,"next":null,"previous":null,"results":[{"id":2,"title":"Loud","genres":[],"tracks":[],"door":"front","shout":"LOUD"}]}"#,
    ),
    (
        "PATCH /api/albums/1",
        &[],
        r#"{"tracks":[{"position":7,"name":"z"}]}"#,
        r#"200 {"id":1,"title":"Quiet","genres":["folk","jazz"],"tracks":[{"position":7,"name":"z"}],"door":"front","shout":"QUIET"}"#,
    ),
    (
        "PUT /api/albums/1",
        &[],
        r#"{"title":"Calm","genres":[]}"#,
        r#"200 {"id":1,"title":"Calm","genres":[],"tracks":[{"position":7,"name":"z"}],"door":"front","shout":"CALM"}"#,
    ),
    ("PUT /api/albums/1/genres", &[], r#"{"genres":["jazz"]}"#, r#"200 [{"slug":"jazz","name":"Jazz"}]"#),
    ("PUT /api/albums/1/genres", &[], r#"{"genres":[]}"#, r#"400 {"genres":["This list may not be empty."]}"#),
    ("GET /api/albums/1/genres", &[], "", r#"200 [{"slug":"jazz","name":"Jazz"}]"#),
    ("POST /api/albums/1/genres", &[], "", r#"405 {"detail":"Method \"POST\" not allowed."}"#),
    (
        "POST /api/albums/1/rename",
        &[],
        r#"{"to":"Still"}"#,
        r#"200 {"id":1,"title":"Still","genres":["jazz"],"tracks":[{"position":7,"name":"z"}],"door":"front","shout":"STILL"}"#,
    ),
    ("POST /api/albums/1/rename", &[], r#"{"loud":true}"#, r#"400 {"to":["This field is required."]}"#),
    ("POST /api/albums/2/rename", &[], r#"{"to":"x"}"#, r#"404 {"detail":"No Album matches the given query."}"#),
    ("DELETE /api/albums/1", &[], "", r#"409 {"detail":"It has tracks."}"#),
    ("DELETE /api/albums/2", KNOCK, "", "204 "),
    ("GET /api/albums/2", KNOCK, "", r#"404 {"detail":"No Album matches the given query."}"#),
];

#[tokio::test]
async fn every_step_is_answered_as_it_says() {
    let studio = TestApp::new(app()).await;
    for (line, headers, body, expected) in STEPS {
        let client = headers.iter().fold(studio.client(), |client, (name, value)| client.with_header(name, value));
        assert_eq!(answered(&client, line, body).await, *expected, "{line} {body}");
    }
}

#[tokio::test]
async fn a_list_takes_one_statement_for_each_relation() {
    let studio = TestApp::new(app()).await;
    let client = studio.client();
    answered(&client, "POST /api/genres/bulk", r#"[{"slug":"folk","name":"Folk"},{"slug":"jazz","name":"Jazz"}]"#).await;
    let mut counts = Vec::new();
    for title in ["a", "b"] {
        let body = format!(r#"{{"title":"{title}","genres":["folk","jazz"],"tracks":[{{"position":1,"name":"x"}}]}}"#);
        assert!(answered(&client, "POST /api/albums", &body).await.starts_with("201"));
        let before = studio.db().statements();
        assert!(answered(&client, "GET /api/albums", "").await.starts_with("200"));
        counts.push(studio.db().statements() - before);
    }
    // The count, the albums, their genres, their tracks.
    assert_eq!(counts, [4, 4]);
}

#[tokio::test]
async fn what_is_refused_in_the_middle_leaves_nothing() {
    let studio = TestApp::new(app()).await;
    let client = studio.client();
    // The position fits the field and not the column of a row that is made by hand.
    let body = r#"{"title":"a","tracks":[{"position":1,"name":"x"},{"position":32768,"name":"y"}]}"#;
    assert_eq!(answered(&client, "POST /api/albums", body).await, r#"400 {"tracks":{"1":{"position":["Ensure this value is less than or equal to 32767."]}}}"#);
    assert!(answered(&client, "POST /api/albums", r#"{"title":"a"}"#).await.starts_with(r#"201 {"id":1,"#), "a refused request uses no identifier");
}

#[tokio::test]
async fn rows_that_cannot_be_written_with_another_are_a_problem_at_the_start() {
    let album = Serializer::of((Album::ID, nested("genres", Album::GENRES, genre).many())).named("Both");
    let albums = ModelViewSet::<Album>::new().permission(AllowAny).serializer(album);
    let app = App::new("studio").mount("/api", Router::simple().register("albums", albums));
    let refused = tokio::spawn(TestApp::new(app)).await.err().expect("it has a problem").into_panic();
    let told = refused.downcast_ref::<String>().expect("the problems are listed");
    assert!(told.contains("albums.create.genres: takes rows that are not written with this one"), "{told}");
}

/// Sends `METHOD /path` with a body of JSON, and answers `status body`.
async fn answered(client: &TestClient, line: &str, body: &str) -> String {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let method = method.parse().expect("a method of HTTP");
    let answer = client.send(method, path, ("application/json", body)).await;
    format!("{} {}", answer.status.as_u16(), answer.text())
}
