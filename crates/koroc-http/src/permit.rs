//! Who may do what: the rules of the description, compiled.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use http::Method;
use koroc_spec::{Model, Rule, Value};

use crate::auth::User;
use crate::call::Call;
use crate::{ApiError, Permission};

/// A [`Rule`] with its names found.
pub(crate) enum Check {
    AllowAny,
    IsAuthenticated,
    IsAdminUser,
    IsAuthenticatedOrReadOnly,
    ModelPermissions { anonymous_reads: bool, codes: Option<Codes> },
    Named(Permission),
    And(Vec<Check>),
    Or(Vec<Check>),
    Not(Box<Check>),
}

/// The names of the permissions to write a model.
pub(crate) struct Codes {
    add: String,
    change: String,
    delete: String,
}

impl Codes {
    fn of(model: &Model) -> Self {
        let code = |verb: &str| format!("{}.{verb}_{}", model.app, model.name.to_lowercase());
        Codes { add: code("add"), change: code("change"), delete: code("delete") }
    }

    /// The permission that a method needs; `None`: none.
    fn for_method(&self, method: &Method) -> Result<Option<&str>, ApiError> {
        match method.as_str() {
            "GET" | "HEAD" | "OPTIONS" => Ok(None),
            "POST" => Ok(Some(&self.add)),
            "PUT" | "PATCH" => Ok(Some(&self.change)),
            "DELETE" => Ok(Some(&self.delete)),
            other => Err(ApiError::method_not_allowed(other)),
        }
    }
}

impl Check {
    /// Compiles a rule about a model (`None`: about no model, where model permissions ask only for somebody to be logged in).
    pub(crate) fn new(rule: &Rule, model: Option<&Model>, permissions: &HashMap<String, Permission>) -> Check {
        let all = |rules: &[Rule]| rules.iter().map(|rule| Check::new(rule, model, permissions)).collect();
        match rule {
            Rule::AllowAny => Check::AllowAny,
            // Resolving has replaced the settings' rule; nothing is open by accident.
            Rule::IsAuthenticated | Rule::FromSettings => Check::IsAuthenticated,
            Rule::IsAdminUser => Check::IsAdminUser,
            Rule::IsAuthenticatedOrReadOnly => Check::IsAuthenticatedOrReadOnly,
            Rule::ModelPermissions => Check::ModelPermissions { anonymous_reads: false, codes: model.map(Codes::of) },
            Rule::ModelPermissionsOrAnonReadOnly => Check::ModelPermissions { anonymous_reads: true, codes: model.map(Codes::of) },
            Rule::Named(name) => Check::Named(permissions.get(name).cloned().expect("Behaviours::check has found every name")),
            Rule::And(rules) => Check::And(all(rules)),
            Rule::Or(rules) => Check::Or(all(rules)),
            Rule::Not(rule) => Check::Not(Box::new(Check::new(rule, model, permissions))),
        }
    }

    /// What the rule says of a request without asking anything else; `None`: that takes the database or a permission written in Rust.
    pub(crate) fn at_once(&self, user: Option<&User>, method: &Method) -> Option<bool> {
        let safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        match self {
            Check::AllowAny => Some(true),
            Check::IsAuthenticated => Some(user.is_some()),
            Check::IsAdminUser => Some(user.is_some_and(|user| user.is_staff)),
            Check::IsAuthenticatedOrReadOnly => Some(safe || user.is_some()),
            Check::ModelPermissions { anonymous_reads: false, .. } if user.is_none() => Some(false),
            Check::ModelPermissions { codes, .. } => (safe || codes.is_none()).then_some(true),
            Check::Named(_) => None,
            Check::And(checks) => {
                let verdicts: Option<Vec<bool>> = checks.iter().map(|check| check.at_once(user, method)).collect();
                verdicts.map(|verdicts| verdicts.into_iter().all(|verdict| verdict))
            }
            Check::Or(checks) => {
                let verdicts: Option<Vec<bool>> = checks.iter().map(|check| check.at_once(user, method)).collect();
                verdicts.map(|verdicts| verdicts.into_iter().any(|verdict| verdict))
            }
            Check::Not(check) => check.at_once(user, method).map(|verdict| !verdict),
        }
    }

    /// Whether a permission written in Rust looks at rows, so that a row must be read whole before it is touched.
    pub(crate) fn looks_at_rows(&self) -> bool {
        match self {
            Check::Named(permission) => permission.object.is_some(),
            Check::And(checks) | Check::Or(checks) => checks.iter().any(Check::looks_at_rows),
            // DRF's `~` turns around what a rule says about a row, too, and every built-in rule says yes.
            Check::Not(_) => true,
            Check::AllowAny | Check::IsAuthenticated | Check::IsAdminUser | Check::IsAuthenticatedOrReadOnly | Check::ModelPermissions { .. } => false,
        }
    }
}

/// What is asked of a rule: whether it allows the method on the route or, where there is a row, on the row.
struct Asked<'c, 'r> {
    call: &'c Call<'r>,
    method: &'c Method,
    row: Option<&'c [Value]>,
}

/// Refuses a request that the rule of its policy does not allow.
pub(crate) async fn request(call: &Call<'_>) -> Result<(), ApiError> {
    let check = call.check();
    match check.at_once(call.user(), call.method()) {
        Some(true) => Ok(()),
        Some(false) => Err(refusal(call, None)),
        None => demand(check, &Asked { call, method: call.method(), row: None }).await,
    }
}

/// Refuses a row, all fields of it, that the rule does not allow this request to touch.
pub(crate) async fn object(call: &Call<'_>, method: &Method, row: &[Value]) -> Result<(), ApiError> {
    demand(call.check(), &Asked { call, method, row: Some(row) }).await
}

/// Whether a rule would allow a method on the route, or on a row of it.
pub(crate) async fn would_allow(call: &Call<'_>, check: &Check, method: &Method, row: Option<&[Value]>) -> Result<bool, ApiError> {
    Ok(allows(check, &Asked { call, method, row: None }).await? && (row.is_none() || allows(check, &Asked { call, method, row }).await?))
}

/// An answer that may have to ask the database.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send + 'a>>;

/// DRF asks a list of permissions in turn, and the one that refuses says why; a combined one says nothing.
fn demand<'a>(check: &'a Check, asked: &'a Asked<'_, '_>) -> Answer<'a, ()> {
    Box::pin(async move {
        if let Check::And(checks) = check {
            for check in checks {
                demand(check, asked).await?;
            }
            return Ok(());
        }
        if allows(check, asked).await? {
            return Ok(());
        }
        let message = match check {
            Check::Named(permission) => permission.message,
            _ => None,
        };
        Err(refusal(asked.call, message))
    })
}

/// Whoever is not logged in is told so, everybody else that they may not.
fn refusal(call: &Call<'_>, message: Option<&'static str>) -> ApiError {
    if call.identity.is_none() && !call.policy().authentication.is_empty() {
        return ApiError::not_authenticated();
    }
    ApiError::permission_denied(message.map(Into::into))
}

fn allows<'a>(check: &'a Check, asked: &'a Asked<'_, '_>) -> Answer<'a, bool> {
    Box::pin(async move {
        let user = asked.call.user();
        match check {
            Check::Named(permission) => named(permission, asked).await,
            Check::And(checks) => {
                for check in checks {
                    if !allows(check, asked).await? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Check::Or(checks) => {
                let request = Asked { row: None, ..*asked };
                for check in checks {
                    // Of a row, each side must allow the request as well, or a rule that fails it would open the row.
                    if (asked.row.is_none() || allows(check, &request).await?) && allows(check, asked).await? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Check::Not(check) => Ok(!allows(check, asked).await?),
            // Of a row, the built-in rules ask nothing more.
            _ if asked.row.is_some() => Ok(true),
            Check::ModelPermissions { codes: Some(codes), .. } if check.at_once(user, asked.method).is_none() => {
                match (codes.for_method(asked.method)?, user) {
                    (Some(code), Some(user)) => Ok(user.has_perm(asked.call.service.db(), code).await?),
                    (code, _) => Ok(code.is_none()),
                }
            }
            _ => Ok(check.at_once(user, asked.method) == Some(true)),
        }
    })
}

async fn named(permission: &Permission, asked: &Asked<'_, '_>) -> Result<bool, ApiError> {
    match (asked.row, &permission.object) {
        (None, _) => (permission.request)(asked.call.context(None, None).with_method(asked.method)).await,
        (Some(_), None) => Ok(true),
        (Some(row), Some(object)) => object(asked.call.context(Some(row.to_vec()), None).with_method(asked.method)).await,
    }
}
