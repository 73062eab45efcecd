//! The axum front of the limit program: routing, parsing, validation, page links, JSON.
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::{future::Future, sync::Arc};
use uuid::Uuid;

pub(crate) const PAGE: u64 = 10;
#[derive(Debug)]
pub(crate) struct NewFund {
    pub(crate) symbol: String,
    pub(crate) name: String,
    pub(crate) asset_class: String,
    pub(crate) total_assets: Decimal,
    pub(crate) ytd_price_change: Decimal,
    pub(crate) average_daily_volume: i64,
}
#[derive(Deserialize)]
struct In {
    symbol: String,
    name: String,
    asset_class: String,
    total_assets: Decimal,
    ytd_price_change: Decimal,
    average_daily_volume: i64,
}

pub(crate) fn parse(body: &[u8]) -> Result<NewFund, String> {
    let f: In = serde_json::from_slice(body).map_err(|e| e.to_string())?;
    let blank = |n: &str, s: &str, max: usize| {
        if s.trim().is_empty() {
            Err(format!("{n}: blank"))
        } else if s.chars().count() > max {
            Err(format!("{n}: too long"))
        } else {
            Ok(())
        }
    };
    blank("symbol", &f.symbol, 20)?;
    blank("name", &f.name, 200)?;
    blank("asset_class", &f.asset_class, 50)?;
    let dec = |n: &str, mut d: Decimal, digits: i128, places: u32| {
        if d.scale() > places {
            return Err(format!("{n}: places"));
        }
        d.rescale(places);
        if d.mantissa().abs() >= 10i128.pow(digits as u32) {
            return Err(format!("{n}: digits"));
        }
        Ok(d)
    };
    Ok(NewFund {
        total_assets: dec("total_assets", f.total_assets, 20, 2)?,
        ytd_price_change: dec("ytd", f.ytd_price_change, 6, 2)?,
        symbol: f.symbol,
        name: f.name,
        asset_class: f.asset_class,
        average_daily_volume: f.average_daily_volume,
    })
}

pub(crate) fn json_str(b: &mut Vec<u8>, s: &str) {
    b.push(b'"');
    let bytes = s.as_bytes();
    let mut from = 0;
    for (i, &c) in bytes.iter().enumerate() {
        if c >= 0x20 && c != b'"' && c != b'\\' {
            continue;
        }
        b.extend_from_slice(&bytes[from..i]);
        from = i + 1;
        match c {
            b'"' => b.extend_from_slice(b"\\\""),
            b'\\' => b.extend_from_slice(b"\\\\"),
            b'\n' => b.extend_from_slice(b"\\n"),
            b'\r' => b.extend_from_slice(b"\\r"),
            b'\t' => b.extend_from_slice(b"\\t"),
            _ => {
                use std::io::Write;
                let _ = write!(b, "\\u{:04x}", c);
            }
        }
    }
    b.extend_from_slice(&bytes[from..]);
    b.push(b'"');
}
pub(crate) fn json_int(b: &mut Vec<u8>, v: i64) {
    b.extend_from_slice(itoa::Buffer::new().format(v).as_bytes())
}
/// f64 -> "123.45" by scaled integer
pub(crate) fn json_f2(b: &mut Vec<u8>, v: f64) {
    let c = (v * 100.0).round() as i128;
    let a = c.unsigned_abs();
    b.push(b'"');
    if c < 0 {
        b.push(b'-')
    }
    b.extend_from_slice(itoa::Buffer::new().format(a / 100).as_bytes());
    b.push(b'.');
    let r = (a % 100) as u8;
    b.push(b'0' + r / 10);
    b.push(b'0' + r % 10);
    b.push(b'"');
}
pub(crate) fn json_uuid(b: &mut Vec<u8>, u: &Uuid) {
    let mut t = [0u8; 36];
    u.hyphenated().encode_lower(&mut t);
    b.push(b'"');
    b.extend_from_slice(&t);
    b.push(b'"')
}
#[allow(clippy::too_many_arguments, reason = "one argument a column, as a careful engineer would leave it")]
pub(crate) fn json_fund(b: &mut Vec<u8>, id: &Uuid, symbol: &str, name: &str, class: &str, ta: f64, ytd: f64, adv: i64) {
    b.extend_from_slice(b"{\"id\":");
    json_uuid(b, id);
    b.extend_from_slice(b",\"symbol\":");
    json_str(b, symbol);
    b.extend_from_slice(b",\"name\":");
    json_str(b, name);
    b.extend_from_slice(b",\"asset_class\":");
    json_str(b, class);
    b.extend_from_slice(b",\"total_assets\":");
    json_f2(b, ta);
    b.extend_from_slice(b",\"ytd_price_change\":");
    json_f2(b, ytd);
    b.extend_from_slice(b",\"average_daily_volume\":");
    json_int(b, adv);
    b.push(b'}');
}
pub(crate) fn links(host: &str, page: u64, count: u64) -> (Option<String>, Option<String>) {
    let pages = count.div_ceil(PAGE).max(1);
    let l = |p: u64| if p == 1 { format!("http://{host}/api/v1/funds") } else { format!("http://{host}/api/v1/funds?page={p}") };
    ((page < pages).then(|| l(page + 1)), (page > 1).then(|| l(page - 1)))
}
pub(crate) fn json_page_head(b: &mut Vec<u8>, host: &str, page: u64, count: u64) {
    let (n, p) = links(host, page, count);
    b.extend_from_slice(b"{\"count\":");
    json_int(b, count as i64);
    b.extend_from_slice(b",\"next\":");
    match n {
        Some(n) => json_str(b, &n),
        None => b.extend_from_slice(b"null"),
    }
    b.extend_from_slice(b",\"previous\":");
    match p {
        Some(n) => json_str(b, &n),
        None => b.extend_from_slice(b"null"),
    }
    b.extend_from_slice(b",\"results\":[");
}

pub(crate) type R<T> = Result<T, String>;
pub(crate) trait Store: Send + Sync + 'static {
    fn get(&self, id: Uuid) -> impl Future<Output = R<Option<Vec<u8>>>> + Send;
    fn list(&self, host: &str, page: u64) -> impl Future<Output = R<Vec<u8>>> + Send;
    fn create(&self, f: NewFund) -> impl Future<Output = R<Vec<u8>>> + Send;
}
#[derive(Deserialize)]
struct Pg {
    #[serde(default = "one")]
    page: u64,
}
fn one() -> u64 {
    1
}
fn json(code: StatusCode, b: Vec<u8>) -> Response {
    Response::builder().status(code).header(header::CONTENT_TYPE, "application/json").body(Body::from(b)).unwrap()
}
fn fail(e: String) -> Response {
    eprintln!("error: {e}");
    json(StatusCode::INTERNAL_SERVER_ERROR, format!("{{\"detail\":{:?}}}", e).into_bytes())
}
async fn h_get<S: Store>(State(s): State<Arc<S>>, Path(id): Path<Uuid>) -> Response {
    match s.get(id).await {
        Ok(Some(b)) => json(StatusCode::OK, b),
        Ok(None) => json(StatusCode::NOT_FOUND, b"{\"detail\":\"Not found.\"}".to_vec()),
        Err(e) => fail(e),
    }
}
async fn h_list<S: Store>(State(s): State<Arc<S>>, Query(p): Query<Pg>, h: HeaderMap) -> Response {
    let host = h.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("localhost");
    match s.list(host, p.page.max(1)).await {
        Ok(b) => json(StatusCode::OK, b),
        Err(e) => fail(e),
    }
}
async fn h_post<S: Store>(State(s): State<Arc<S>>, body: Bytes) -> Response {
    let f = match parse(&body) {
        Ok(f) => f,
        Err(e) => return json(StatusCode::BAD_REQUEST, format!("{{\"detail\":{:?}}}", e).into_bytes()),
    };
    match s.create(f).await {
        Ok(b) => json(StatusCode::CREATED, b),
        Err(e) if e.contains("nique") => json(StatusCode::BAD_REQUEST, b"{\"symbol\":[\"must be unique\"]}".to_vec()),
        Err(e) => fail(e),
    }
}
pub(crate) fn router<S: Store>(s: S) -> Router {
    Router::new().route("/api/v1/funds", get(h_list::<S>).post(h_post::<S>)).route("/api/v1/funds/{id}", get(h_get::<S>)).with_state(Arc::new(s))
}
pub(crate) fn env(k: &str, d: &str) -> String {
    std::env::var(k).unwrap_or_else(|_| d.into())
}
pub(crate) async fn serve(r: Router) {
    use axum::serve::ListenerExt;
    let l = tokio::net::TcpListener::bind(("127.0.0.1", env("PORT", "8000").parse().unwrap())).await.unwrap().tap_io(|s| {
        let _ = s.set_nodelay(true);
    });
    axum::serve(l, r).await.unwrap();
}
