//! Hostile input for the whole request path: each target puts arbitrary bytes at one place of a request to the oracle's project.
//!
//! `fuzz/` runs these functions under libFuzzer; `cargo test` runs them over its corpus. A panic, a 5xx or an answer that is no JSON where JSON was
//! promised is a finding.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::{Body, to_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Request, StatusCode, header};
use koroc_http::{Client, Service};
use koroc_serial::parse_json;
use tokio::runtime::Runtime;

/// A place for bytes in a request.
pub type Target = fn(&[u8]) -> Option<Request<Body>>;

/// All targets by their names, which are those of their corpus.
pub const TARGETS: [(&str, Target); 8] = [
    ("json", json),
    ("multipart", multipart),
    ("query", query),
    ("accept", accept),
    ("authorization", authorization),
    ("cursor", cursor),
    ("dates", dates),
    ("decimals", decimals),
];

/// A service on an empty database of its own, and what runs it.
pub struct Stage {
    runtime: Runtime,
    service: Service,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A fresh one.
    ///
    /// # Panics
    /// Where the temporary folder cannot be written.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder can be written");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads can be started");
        let service = runtime.block_on(crate::serve::fresh(folder.path())).expect("the oracle's project starts");
        Stage { runtime, service, _folder: folder }
    }

    /// Answers one input.
    ///
    /// # Panics
    /// With what was found.
    pub fn run(&self, target: Target, data: &[u8]) {
        let Some(request) = target(data) else { return };
        self.runtime.block_on(async {
            let response = self.service.handle(request, Client { address: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }).await;
            let (status, json) = (response.status(), response.headers().get(header::CONTENT_TYPE) == Some(&HeaderValue::from_static("application/json")));
            let body = to_bytes(response.into_body(), usize::MAX).await.expect("an answer can be read");
            let text = String::from_utf8_lossy(&body);
            assert!(!status.is_server_error(), "{status}: {text}");
            // Every target's path is served: only Django's page for an unknown one is HTML here.
            assert!(status != StatusCode::NOT_FOUND || json, "no route: {text}");
            assert!(!json || status == StatusCode::NO_CONTENT || parse_json(&body).is_ok(), "no JSON: {text}");
        });
    }
}

impl Default for Stage {
    fn default() -> Self {
        Stage::new()
    }
}

const SCREENING: &str = "/api/v1/hiring/screening/";

fn post(path: &str, content_type: &str, body: Vec<u8>) -> Option<Request<Body>> {
    let request = Request::post(path).header(header::HOST, "localhost").header(header::CONTENT_TYPE, content_type);
    request.body(Body::from(body)).ok()
}

fn get(target: &str, name: header::HeaderName, value: &[u8]) -> Option<Request<Body>> {
    let request = Request::get(target).header(header::HOST, "localhost").header(name, HeaderValue::from_bytes(value).ok()?);
    request.body(Body::empty()).ok()
}

fn json(data: &[u8]) -> Option<Request<Body>> {
    post(SCREENING, "application/json", data.to_vec())
}

/// The first line is the boundary.
fn multipart(data: &[u8]) -> Option<Request<Body>> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    let boundary = std::str::from_utf8(&data[..end]).ok()?;
    post(SCREENING, &format!("multipart/form-data; boundary={boundary}"), data[end + 1..].to_vec())
}

fn query(data: &[u8]) -> Option<Request<Body>> {
    let text: String =
        data.iter().map(|byte| if byte.is_ascii_graphic() && *byte != b'#' { char::from(*byte).to_string() } else { format!("%{byte:02X}") }).collect();
    get(&format!("/api/v1/hiring/candidates/?{text}"), header::ACCEPT, b"application/json")
}

fn accept(data: &[u8]) -> Option<Request<Body>> {
    get("/api/v1/hiring/skills/", header::ACCEPT, data)
}

fn authorization(data: &[u8]) -> Option<Request<Body>> {
    get("/api/v1/hiring/candidates/", header::AUTHORIZATION, data)
}

fn cursor(data: &[u8]) -> Option<Request<Body>> {
    let text: String = STANDARD.encode(data).replace('+', "%2B").replace('=', "%3D");
    get(&format!("/api/v1/hiring/acknowledgements/?cursor={text}"), header::ACCEPT, b"application/json")
}

fn dates(data: &[u8]) -> Option<Request<Body>> {
    let text = serde_json::to_string(&String::from_utf8_lossy(data)).ok()?;
    let fields = ["when", "day", "iso_day", "clock", "span"].map(|name| format!("\"{name}\":{text}"));
    post(SCREENING, "application/json", format!("{{\"text\":\"ab\",{}}}", fields.join(",")).into_bytes())
}

/// As text and, where it looks like one, as a number.
fn decimals(data: &[u8]) -> Option<Request<Body>> {
    let text = String::from_utf8_lossy(data);
    let number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = if number && data.first().is_some_and(|byte| byte % 2 == 0) { text.into_owned() } else { serde_json::to_string(&text).ok()? };
    let fields = ["whole", "real", "money", "money_num", "pick_int"].map(|name| format!("\"{name}\":{value}"));
    post(SCREENING, "application/json", format!("{{\"text\":\"ab\",{}}}", fields.join(",")).into_bytes())
}
