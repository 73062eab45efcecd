//! Answers that are kept for a while and given again (Django's `cache_page`).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use chrono::{TimeDelta, Utc};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use koroc_spec::Renderer;

use crate::Reply;
use crate::call::Call;
use crate::download::http_date;
use crate::reply::ReplyBody;

/// All bodies that are kept, together, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// The most answers that are kept.
const MAX_ANSWERS: usize = 10_000;

/// The answers of a service that are kept, in memory: each process has its own.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    answers: HashMap<Key, Answer>,
    bytes: usize,
}

/// Requests that are answered alike: those of one user (or of nobody) with one method and URL, and with one value of `Accept` and of each header that the view
/// says that it varies by.
type Key = (Method, String, Vec<Option<HeaderValue>>, Option<i64>);

struct Answer {
    headers: HeaderMap,
    body: Bytes,
    /// In seconds since 1970.
    made: i64,
    until: i64,
}

fn key(call: &Call<'_>, method: &Method) -> Key {
    let query = call.parts.uri.query().unwrap_or("");
    let names = [header::ACCEPT.as_str()].into_iter().chain(call.policy().vary.iter().map(String::as_str));
    let values = names.map(|name| call.headers().get(name).cloned()).collect();
    (method.clone(), format!("{}?{query}", crate::links::here(call)), values, call.user().map(|user| user.id))
}

/// For how long the answer to this request is kept, in seconds; `None`: it is not.
pub(crate) fn seconds(call: &Call<'_>) -> Option<u32> {
    let readable = matches!(*call.method(), Method::GET | Method::HEAD);
    call.operation().and_then(|(operation, _)| operation.policy.cache).filter(|_| readable)
}

impl Cache {
    /// The answer that is kept for such a request; a HEAD is answered from the GET's.
    pub(crate) fn find(&self, call: &Call<'_>) -> Option<Reply> {
        let now = Utc::now().timestamp();
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let get = shelf.answers.get(&key(call, &Method::GET));
        let answer = get.or_else(|| shelf.answers.get(&key(call, call.method()))).filter(|answer| answer.until > now)?;
        let mut headers = answer.headers.clone();
        headers.insert(header::AGE, HeaderValue::from((now - answer.made).max(0)));
        Some(Reply { headers, ..Reply::bare(StatusCode::OK, ReplyBody::Again(answer.body.clone())) })
    }

    /// Keeps an answer, and says so in its headers.
    pub(crate) fn keep(&self, call: &Call<'_>, seconds: u32, headers: &mut HeaderMap, body: &Bytes) {
        let (now, seconds) = (Utc::now(), i64::from(seconds));
        if forbids(headers, &call.policy().vary) {
            return;
        }
        let over = now + TimeDelta::seconds(seconds);
        headers.entry(header::EXPIRES).or_insert_with(|| HeaderValue::try_from(http_date(over)).expect("a date is ASCII"));
        headers.entry(header::CACHE_CONTROL).or_insert_with(|| HeaderValue::try_from(format!("max-age={seconds}")).expect("a number is ASCII"));
        if call.headers().contains_key(header::AUTHORIZATION) {
            let vary = headers.get(header::VARY).and_then(|vary| vary.to_str().ok()).map_or_else(String::new, |vary| format!("{vary}, "));
            headers.insert(header::VARY, HeaderValue::try_from(format!("{vary}Authorization")).expect("names of headers are ASCII"));
        }
        // A page of the browsable API holds the CSRF token of one browser.
        if *call.accepted.renderer == Renderer::Browsable {
            return;
        }
        let answer = Answer { headers: headers.clone(), body: body.clone(), made: now.timestamp(), until: over.timestamp() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key(call, call.method()), answer);
    }
}

impl Shelf {
    /// Puts an answer on the shelf. Where there is no room, what is over goes, and then everything.
    fn put(&mut self, key: Key, answer: Answer) {
        let full = |shelf: &Shelf| shelf.answers.len() >= MAX_ANSWERS || shelf.bytes + answer.body.len() > MAX_BYTES;
        if full(self) {
            self.answers.retain(|_, kept| kept.until > answer.made);
            self.bytes = self.answers.values().map(|kept| kept.body.len()).sum();
        }
        if full(self) {
            *self = Shelf::default();
        }
        if answer.body.len() <= MAX_BYTES {
            self.bytes += answer.body.len();
            if let Some(before) = self.answers.insert(key, answer) {
                self.bytes -= before.body.len();
            }
        }
    }
}

/// Whether the view itself says that its answer is for one client, differs by a header that is not looked at here, or is not to be kept.
fn forbids(headers: &HeaderMap, known: &[String]) -> bool {
    let is_known = |name: &str| name.eq_ignore_ascii_case("accept") || known.iter().any(|known| known.eq_ignore_ascii_case(name));
    let varies = headers.get_all(header::VARY).iter().any(|vary| !vary.to_str().is_ok_and(|vary| vary.split(',').all(|name| is_known(name.trim()))));
    let said = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or("").to_ascii_lowercase();
    varies || ["private", "no-cache", "no-store"].iter().any(|word| said.contains(word)) || headers.contains_key(header::SET_COOKIE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_is_bounded() {
        let mut shelf = Shelf::default();
        let answer = |length| Answer { headers: HeaderMap::new(), body: Bytes::from(vec![0; length]), made: 0, until: 60 };
        for place in 0..40 {
            shelf.put((Method::GET, place.to_string(), Vec::new(), None), answer(1 << 20));
            assert!(shelf.bytes <= MAX_BYTES && shelf.bytes == shelf.answers.len() << 20);
        }
        shelf.put((Method::GET, "large".to_owned(), Vec::new(), None), answer(MAX_BYTES + 1));
        assert!(shelf.answers.is_empty());
    }
}
