//! An error that a plain axum handler returns: it becomes the API's own answer.

use std::sync::{Arc, Mutex, PoisonError};

use axum::response::IntoResponse;
use http::Response;

use super::ApiError;
use crate::Body;

/// The error, on its way through axum to where answers are made.
#[derive(Clone)]
struct Raised(Arc<Mutex<Option<ApiError>>>);

impl IntoResponse for ApiError {
    /// Carries the error back to the request path, which answers, logs and translates it like any other; outside of it there is its status alone.
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(Raised(Arc::new(Mutex::new(Some(self)))));
        response
    }
}

/// The error that a handler's response carries.
pub(crate) fn raised(response: &mut Response<Body>) -> Option<ApiError> {
    let Raised(error) = response.extensions_mut().remove()?;
    error.lock().unwrap_or_else(PoisonError::into_inner).take()
}
