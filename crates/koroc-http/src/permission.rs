//! A permission written in Rust.

use std::future::Future;
use std::sync::Arc;

use crate::behaviour::Run;
use crate::{ApiError, Context};

/// A permission written in Rust (DRF's `BasePermission`): may this request be made, and may it touch this row?
///
/// ```
/// use koroc_http::Permission;
/// let staff_only = Permission::request(|context| async move { Ok(context.user().is_some_and(|user| user.is_staff)) }).message("Staff only.");
/// ```
#[derive(Clone)]
pub struct Permission {
    pub(crate) request: Run<bool>,
    pub(crate) object: Option<Run<bool>>,
    pub(crate) message: Option<&'static str>,
}

impl Permission {
    /// A permission that looks at the request alone.
    pub fn request<F, R>(check: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<bool, ApiError>> + Send + 'static,
    {
        Permission { request: Arc::new(move |context| Box::pin(check(context))), object: None, message: None }
    }

    /// A permission that looks at the row ([`Context::object`]); it lets every request through to there. Lists do not ask it, as in DRF.
    pub fn object<F, R>(check: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<bool, ApiError>> + Send + 'static,
    {
        let any: Run<bool> = Arc::new(|_| Box::pin(std::future::ready(Ok(true))));
        Permission { request: any, object: Some(Arc::new(move |context| Box::pin(check(context)))), message: None }
    }

    /// This permission, which looks at the row too.
    pub fn and_object<F, R>(self, check: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<bool, ApiError>> + Send + 'static,
    {
        Permission { object: Permission::object(check).object, ..self }
    }

    /// What whoever is refused is told.
    pub fn message(self, message: &'static str) -> Self {
        Permission { message: Some(message), ..self }
    }
}
