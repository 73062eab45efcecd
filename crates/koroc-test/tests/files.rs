//! Files on the wire: uploaded, shown, served, replaced, refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Read;

use koroc::axum::http::Method;
use koroc::prelude::*;
use koroc_test::{TestApp, TestClient, form, json, multipart, request, upload};

/// What the addresses of files begin with.
const BASE: &str = "http://testserver";

/// A paper with a scan of it.
#[derive(Debug, Clone, Model)]
#[model(app = "archive", ordering(id))]
struct Paper {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 20, unique)]
    title: String,
    #[field(upload_to = "papers/", max_length = 40, extensions("txt", "pdf", "html"), max_size = 10_000)]
    scan: File,
    #[field(upload_to = "notes/%Y", validators(is_short_text))]
    note: Option<File>,
}

/// What a file holds can be looked at before it is kept.
fn is_short_text(file: &File) -> Result<(), &'static str> {
    let content = file.upload().and_then(|upload| upload.open().ok()).and_then(|content| std::io::read_to_string(content.take(100)).ok());
    if content.is_some() { Ok(()) } else { Err("Upload a text.") }
}

/// Hooks see what was uploaded, too, and may put another file in its place.
async fn signed(_: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    if let Some(scan) = changes.get(Paper::SCAN)?.filter(|scan| scan.upload().is_some_and(|upload| upload.name == "sign.txt")) {
        let text = scan.upload().and_then(|upload| upload.open().ok()).map(std::io::read_to_string).transpose().map_err(ApiError::internal)?;
        changes.set(Paper::SCAN, File::new(UploadedFile::new("signed.txt", format!("{} (signed)", text.unwrap_or_default()).into_bytes())))?;
    }
    Ok(changes)
}

/// The scan itself, decided by its row.
#[action(detail = true, methods(GET))]
async fn read(context: Context) -> Result<Reply, ApiError> {
    let paper: Paper = context.object()?;
    if paper.title == "Secret" {
        return Err(ApiError::permission_denied(None));
    }
    context.file(paper.scan.name()).await
}

/// A body that is a file.
#[api_view(path = "/raw", methods(PUT), permission = AllowAny, parsers(FileUpload))]
async fn raw(context: Context) -> Result<Reply, ApiError> {
    let file = context.data()?.file("file").ok_or_else(|| ApiError::parse("No file."))?;
    Ok(Reply::of(json!({"name": file.name, "size": file.size, "type": file.content_type})))
}

fn app() -> App {
    let papers = ModelViewSet::<Paper>::new().permission(AllowAny).action(read).before_create(signed);
    App::new("archive").mount("/api", Router::simple().register("papers", papers)).api_view(raw).media(AllowAny)
}

async fn post(client: &TestClient, title: &str, name: &str, content: &str) -> koroc_test::Answer {
    client.post("/api/papers/", upload(&[("title", title)], &[("scan", name, content.as_bytes())])).await
}

#[tokio::test]
async fn a_file_is_uploaded_shown_and_served() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    let made = post(&client, "One", "path/../my cv é.txt", "hello world").await;
    assert_eq!(made.status, 201, "{}", made.text());
    let row = json!({"id": 1, "title": "One", "scan": format!("{BASE}/media/papers/my_cv_%C3%A9.txt"), "note": null});
    assert_eq!(made.json(), row);
    assert_eq!(client.get("/api/papers/1/").await.json(), row);
    assert_eq!(client.get("/api/papers/").await.json()["results"][0], row);
    assert_eq!(Paper::objects().get(app.db()).await.unwrap().scan.name(), "papers/my_cv_é.txt");

    let served = client.get("/media/papers/my_cv_%C3%A9.txt").await;
    assert_eq!((served.status.as_u16(), served.text()), (200, "hello world"));
    let header = |name| served.header(name).map(str::to_owned);
    assert_eq!(header("content-type").as_deref(), Some("text/plain"));
    assert_eq!(header("content-disposition").as_deref(), Some("inline; filename*=utf-8''my_cv_%C3%A9.txt"));
    assert_eq!((header("content-length").as_deref(), header("x-content-type-options").as_deref()), (Some("11"), Some("nosniff")));
    assert!(header("vary").is_none() && header("allow").is_none());
    let part = app.client().with_header("range", "bytes=6-").get("/media/papers/my_cv_%C3%A9.txt").await;
    assert_eq!((part.status.as_u16(), part.text(), part.header("content-range")), (206, "world", Some("bytes 6-10/11")));
    for path in ["/media/papers/none.txt", "/media/papers/", "/media/", "/media/.uploads/"] {
        assert_eq!(client.get(path).await.status, 404, "{path}");
    }
    assert_eq!(client.get("/media/%2e%2e/db.sqlite3").await.status, 400);
    assert_eq!(client.post("/media/papers/x.txt", ()).await.status, 405);
    let page = post(&client, "Page", "page.html", "<script>").await.json()["scan"].as_str().unwrap()[BASE.len()..].to_owned();
    assert_eq!(client.get(&page).await.header("content-disposition"), Some("attachment; filename=\"page.html\""));
}

#[tokio::test]
async fn what_is_no_good_file_is_refused_and_leaves_nothing() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    for (content, errors) in [
        (multipart(&[("title", "x")]), json!({"scan": ["No file was submitted."]})),
        (json!({"title": "x"}).into(), json!({"scan": ["No file was submitted."]})),
        (json!({"title": "x", "scan": null}).into(), json!({"scan": ["This field may not be null."]})),
        (json!({"title": "x", "scan": "text"}).into(), json!({"scan": ["The submitted data was not a file. Check the encoding type on the form."]})),
        (multipart(&[("title", "x"), ("scan", "text")]), json!({"scan": ["The submitted data was not a file. Check the encoding type on the form."]})),
        (upload(&[("title", "x")], &[("scan", "a.txt", b"")]), json!({"scan": ["The submitted file is empty."]})),
        (
            upload(&[("title", "x")], &[("scan", "run.exe", b"MZ")]),
            json!({"scan": ["File extension “exe” is not allowed. Allowed extensions are: txt, pdf, html."]}),
        ),
        (upload(&[("title", "x")], &[("scan", "a.txt", &[b'x'; 10_001])]), json!({"scan": ["Ensure this file has at most 10000 bytes (it has 10001)."]})),
        (
            upload(&[("title", "x")], &[("scan", "a-name-that-is-far-too-long-for-the-column.txt", b"x")]),
            json!({"scan": ["Ensure this filename has at most 40 characters (it has 46)."]}),
        ),
        (upload(&[], &[("scan", "a.txt", b"x")]), json!({"title": ["This field is required."]})),
    ] {
        let answer = client.post("/api/papers/", content).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (400, errors));
    }
    let mut request = request(Method::POST, "/api/papers/", ("text/plain", "x"));
    request.headers_mut().insert("content-type", "multipart/form-data".parse().unwrap());
    let answer = app.answer(request).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (400, json!({"detail": "Multipart form parse error - Invalid boundary in multipart: None"})));
    assert_eq!(app.files(), [""; 0]);
}

#[tokio::test]
async fn files_stay_when_they_are_not_sent_and_when_they_are_replaced() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    post(&client, "One", "cv.txt", "1").await;
    let second = post(&client, "Two", "cv.txt", "2").await.json()["scan"].as_str().unwrap().to_owned();
    let taken = format!("{BASE}/media/papers/cv_AbC1234.txt");
    assert!(second.starts_with(&taken[..taken.len() - 11]) && second.ends_with(".txt") && second.len() == taken.len(), "{second}");
    let kept = client.patch("/api/papers/1/", form(&[("title", "Renamed")])).await.json();
    assert_eq!((&kept["title"], &kept["scan"]), (&json!("Renamed"), &json!(format!("{BASE}/media/papers/cv.txt"))));
    let replaced = client.patch("/api/papers/1/", upload(&[], &[("scan", "new.pdf", b"%PDF"), ("note", "n.md", b"note")])).await.json();
    assert_eq!(replaced["scan"], json!(format!("{BASE}/media/papers/new.pdf")));
    let note = replaced["note"].as_str().unwrap().to_owned();
    assert!(note.starts_with(&format!("{BASE}/media/notes/20")) && note.ends_with("/n.md"), "{note}");
    let cleared = client.patch("/api/papers/1/", json!({"note": null})).await.json();
    assert_eq!(cleared["note"], json!(null));
    assert_eq!(client.delete("/api/papers/1/").await.status, 204);
    assert_eq!(app.files().len(), 4, "as in Django, no file is ever deleted");
}

#[tokio::test]
async fn an_action_answers_a_file_by_its_row() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    post(&client, "One", "cv.txt", "hello world").await;
    post(&client, "Secret", "cv.txt", "hidden").await;
    let read = app.client().with_header("range", "bytes=0-4").get("/api/papers/1/read/").await;
    assert_eq!((read.status.as_u16(), read.text(), read.header("allow")), (206, "hello", Some("GET, HEAD, OPTIONS")));
    assert_eq!(client.get("/api/papers/2/read/").await.status, 403);
}

#[tokio::test]
async fn what_a_file_holds_is_looked_at_before_it_is_kept() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    let refused = client.post("/api/papers/", upload(&[("title", "x")], &[("scan", "a.txt", b"x"), ("note", "n.bin", &[0xff, 0xfe])])).await;
    assert_eq!((refused.status.as_u16(), refused.json()), (400, json!({"note": ["Upload a text."]})));
    let made = post(&client, "Signed", "sign.txt", "hello").await;
    assert_eq!(made.json()["scan"], json!(format!("{BASE}/media/papers/signed.txt")));
    assert_eq!(client.get("/media/papers/signed.txt").await.text(), "hello (signed)");
    assert_eq!(app.files(), ["papers/signed.txt"]);
}

#[tokio::test]
async fn a_body_is_a_file() {
    let app = TestApp::new(app()).await;
    let named = |name: &str| app.client().with_header("content-disposition", &format!("attachment; filename=\"{name}\""));
    let answer = named("a b.csv").put("/raw", ("text/csv", "a,b")).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({"name": "a b.csv", "size": 3, "type": "text/csv"})));
    let large = named("large.bin").put("/raw", ("application/octet-stream", vec![7; 5_000_000])).await;
    assert_eq!(large.json()["size"], json!(5_000_000));
    let missing = "Missing filename. Request should include a Content-Disposition header with a filename parameter.";
    for (answer, detail) in [(app.client().put("/raw", ("text/csv", "a,b")).await, missing), (named("a.csv").put("/raw", ("text/csv", "")).await, "No file.")] {
        assert_eq!((answer.status.as_u16(), answer.json()), (400, json!({"detail": detail})));
    }
    assert_eq!(app.files(), [""; 0], "a file that was not kept goes with its request");
}

#[tokio::test]
async fn a_row_that_cannot_be_written_leaves_no_file() {
    let app = TestApp::new(app()).await;
    let client = app.client();
    let posts = (0..6).map(|_| post(&client, "Same", "cv.txt", "x"));
    let mut statuses = Vec::new();
    for answer in futures(posts).await {
        statuses.push(answer.status.as_u16());
    }
    statuses.sort();
    assert_eq!(statuses, [201, 400, 400, 400, 400, 400]);
    assert_eq!(app.files().len(), 1);
}

/// Runs futures side by side.
async fn futures<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in waiting.iter_mut().filter(|(_, output)| output.is_none()) {
            if let std::task::Poll::Ready(done) = future.as_mut().poll(context) {
                *output = Some(done);
            }
        }
        if waiting.iter().all(|(_, output)| output.is_some()) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, output)| output).collect()
}
