//! Requests that come at the same time: a constraint that only the database can hold is told in the words of the question that was answered a moment too
//! early, on SQLite and on the PostgreSQL that `KOROC_TEST_POSTGRES` names.

use koroc::prelude::*;
use koroc_test::{TestApp, TestClient};

mod everywhere;
use everywhere::everywhere;

#[derive(Debug, Clone, Model)]
#[model(app = "race", ordering(id))]
struct Genre {
    #[field(primary_key)]
    id: i64,
    #[field(slug, unique)]
    slug: String,
}

#[derive(Debug, Clone, Model)]
#[model(app = "race", ordering(id))]
struct Album {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 40, unique)]
    title: String,
    #[field(blank)]
    genres: ManyToMany<Genre>,
}

#[derive(Debug, Clone, Model)]
#[model(app = "race", ordering(id), unique_together(album, position))]
struct Track {
    #[field(primary_key)]
    id: i64,
    #[field(on_delete = cascade, related_name = "tracks")]
    album: ForeignKey<Album>,
    #[field(min = 0)]
    position: i32,
}

fn app() -> App {
    let album = || {
        let track = Serializer::of(Track::POSITION);
        let genres = Album::GENRES.by(Genre::SLUG).required(false);
        Serializer::of((Album::ID, Album::TITLE, genres, nested("tracks", Track::ALBUM.reverse(), track.named("Nested")).many().required(false)))
    };
    let albums = ModelViewSet::<Album>::new()
        .permission(AllowAny)
        .authentication([])
        .serializer(album)
        .create_with(async |context, changes| context.save(changes).await);
    let genres = ModelViewSet::<Genre>::new().permission(AllowAny).authentication([]).lookup(Genre::SLUG);
    let tracks = ModelViewSet::<Track>::new().permission(AllowAny).authentication([]);
    let router = Router::simple().trailing_slash(false).register("albums", albums).register("genres", genres).register("tracks", tracks);
    App::new("race").mount("", router)
}

/// Sends all requests at once; each is answered `status body`.
async fn race(app: &TestApp, requests: Vec<(&'static str, String, String)>) -> Vec<String> {
    let sent: Vec<_> = requests
        .into_iter()
        .map(|(method, path, body)| {
            let client = app.client();
            tokio::spawn(async move { answered(&client, method, &path, &body).await })
        })
        .collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.expect("no request panics"));
    }
    answers
}

async fn answered(client: &TestClient, method: &str, path: &str, body: &str) -> String {
    let answer = client.send(method.parse().expect("a method"), path, ("application/json", body)).await;
    format!("{} {}", answer.status.as_u16(), answer.text())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_takes_a_value_and_the_others_are_told() {
    for race_app in everywhere(app).await {
        let client = race_app.client();
        assert!(answered(&client, "POST", "/genres", r#"{"slug":"folk"}"#).await.starts_with("201"));
        let album = r#"{"title":"One","genres":["folk"],"tracks":[{"position":1},{"position":2}]}"#;
        let answers = race(&race_app, vec![("POST", "/albums".to_owned(), album.to_owned()); 30]).await;
        let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.starts_with("201"));
        assert_eq!(made.len(), 1, "{answers:?}");
        assert!(refused.iter().all(|answer| *answer == r#"400 {"title":["album with this title already exists."]}"#), "{refused:?}");
        assert_eq!(Track::objects().count(race_app.db()).await.expect("the database is there"), 2, "what is refused leaves nothing");

        let id = Album::objects().first(race_app.db()).await.expect("the database is there").expect("it was made").id;
        let answers = race(&race_app, vec![("POST", "/tracks".to_owned(), format!(r#"{{"album":{id},"position":9}}"#)); 30]).await;
        let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.starts_with("201"));
        assert_eq!(made.len(), 1, "{answers:?}");
        let taken = r#"400 {"non_field_errors":["The fields album, position must make a unique set."]}"#;
        assert!(refused.iter().all(|answer| *answer == taken), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_that_goes_while_another_names_it_is_missed_or_goes_with_it() {
    for race_app in everywhere(app).await {
        let client = race_app.client();
        for round in 0..20 {
            let made = client.post("/albums", ("application/json", &*format!(r#"{{"title":"Album {round}"}}"#))).await;
            let id = made.json()["id"].as_i64().expect("it has a key");
            let mut requests = vec![("POST", "/tracks".to_owned(), format!(r#"{{"album":{id},"position":1}}"#)); 4];
            requests.insert(round % 4, ("DELETE", format!("/albums/{id}"), String::new()));
            for answer in race(&race_app, requests).await {
                let gone = format!(r#"400 {{"album":["Invalid pk \"{id}\" - object does not exist."]}}"#);
                let taken = r#"400 {"non_field_errors":["The fields album, position must make a unique set."]}"#;
                assert!(answer.starts_with("201") || answer.starts_with("204") || answer == gone || answer == taken, "{answer}");
            }
        }
        let lost = Track::objects().count(race_app.db()).await.expect("the database is there");
        assert_eq!(lost, 0, "a track goes with its album");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_is_never_with_a_row_that_is_gone() {
    for race_app in everywhere(app).await {
        let client = race_app.client();
        let made = client.post("/albums", ("application/json", r#"{"title":"Pairs"}"#)).await;
        let id = made.json()["id"].as_i64().expect("it has a key");
        for _ in 0..20 {
            assert!(answered(&client, "POST", "/genres", r#"{"slug":"jazz"}"#).await.starts_with("201"));
            let set = ("PATCH", format!("/albums/{id}"), r#"{"genres":["jazz"]}"#.to_owned());
            let requests = vec![set.clone(), set.clone(), ("DELETE", "/genres/jazz".to_owned(), String::new()), set.clone(), set];
            for answer in race(&race_app, requests).await {
                let gone = r#"400 {"genres":["Object with slug=jazz does not exist."]}"#;
                assert!(answer.starts_with("200") || answer.starts_with("204") || answer == gone, "{answer}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_writer_is_answered_with_what_it_wrote() {
    for race_app in everywhere(app).await {
        let client = race_app.client();
        for place in 0..12 {
            assert!(answered(&client, "POST", "/genres", &format!(r#"{{"slug":"g{place}"}}"#)).await.starts_with("201"));
        }
        let made = client.post("/albums", ("application/json", r#"{"title":"All at once"}"#)).await;
        let path = format!("/albums/{}", made.json()["id"]);
        for round in 0..10 {
            let parts = |place: usize| {
                let (title, genres) = (format!(r#""title":"{round} {place}""#), format!(r#""genres":["g{place}"]"#));
                let tracks = format!(r#""tracks":[{{"position":{place}}}]"#);
                match place % 4 {
                    0 => vec![title],
                    1 => vec![genres],
                    2 => vec![tracks],
                    _ => vec![title, genres, tracks],
                }
            };
            let requests = (0..12).map(|place| ("PATCH", path.clone(), format!("{{{}}}", parts(place).join(","))));
            for (place, answer) in race(&race_app, requests.collect()).await.iter().enumerate() {
                let is_own = answer.starts_with("200") && parts(place).iter().all(|part| answer.contains(part));
                assert!(is_own, "{:?} was sent, and answered {answer}", parts(place));
            }
        }
    }
}
