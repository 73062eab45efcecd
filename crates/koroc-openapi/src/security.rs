//! How a client shows who it is, and where it need not.

use koroc_spec::{Authenticator, Method, Policy, Resolved, Rule};
use serde_json::{Map, Value, json};

use crate::paths::is_documented;

/// The ways that some documented operation accepts.
pub(crate) fn schemes(resolved: &Resolved) -> Value {
    let documented = || resolved.operations.iter().filter(|operation| is_documented(resolved, operation));
    let used = |way: &Authenticator| documented().any(|operation| operation.policy.authentication.contains(way));
    let built_in = [Authenticator::Session, Authenticator::Basic, Authenticator::Token];
    let own = documented().flat_map(|operation| &operation.policy.authentication).filter(|way| matches!(way, Authenticator::Custom { .. }));
    Value::Object(built_in.iter().filter(|way| used(way)).chain(own).map(|way| (name(way).to_owned(), scheme(way))).collect())
}

/// What an operation asks for: nothing, one of its ways, or (`{}`) one of its ways if the client likes.
pub(crate) fn requirements(policy: &Policy, method: Method) -> Value {
    if policy.permission == Rule::AllowAny {
        return json!([]);
    }
    let anonymous = may_pass(&policy.permission, method, true).then(|| json!({}));
    let ways = policy.authentication.iter().map(|way| Value::Object(Map::from_iter([(name(way).to_owned(), json!([]))])));
    anonymous.into_iter().chain(ways).collect()
}

/// Whether someone unknown may pass the rule, if the program's own rules answer `own`.
fn may_pass(rule: &Rule, method: Method, own: bool) -> bool {
    match rule {
        Rule::AllowAny => true,
        Rule::IsAuthenticated | Rule::IsAdminUser | Rule::ModelPermissions | Rule::FromSettings => false,
        Rule::IsAuthenticatedOrReadOnly | Rule::ModelPermissionsOrAnonReadOnly => method == Method::Get,
        Rule::Named(_) => own,
        Rule::And(rules) => rules.iter().all(|rule| may_pass(rule, method, own)),
        Rule::Or(rules) => rules.iter().any(|rule| may_pass(rule, method, own)),
        Rule::Not(rule) => !may_pass(rule, method, !own),
    }
}

fn name(way: &Authenticator) -> &str {
    match way {
        Authenticator::Session => "cookieAuth",
        Authenticator::Basic => "basicAuth",
        Authenticator::Token => "tokenAuth",
        Authenticator::Custom { name, .. } => name,
    }
}

fn scheme(way: &Authenticator) -> Value {
    match way {
        Authenticator::Session => json!({
            "type": "apiKey", "in": "cookie", "name": "sessionid",
            "description": "The cookie of the login page. Writing also needs the value of the `csrftoken` cookie in the header `X-CSRFToken`.",
        }),
        Authenticator::Basic => json!({"type": "http", "scheme": "basic"}),
        Authenticator::Token => json!({
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "The word `Token`, a space and the token.",
        }),
        // How it works only the program knows; a challenge tells the scheme, and without one the header may hold anything.
        Authenticator::Custom { challenge: Some(challenge), .. } => json!({"type": "http", "scheme": challenge.split(' ').next().unwrap_or_default()}),
        Authenticator::Custom { challenge: None, .. } => json!({"type": "apiKey", "in": "header", "name": "Authorization"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_needs_no_credentials() {
        let named = || Rule::Named("office hours".to_owned());
        for (rule, method, expected) in [
            (Rule::IsAuthenticated, Method::Get, false),
            (Rule::IsAuthenticatedOrReadOnly, Method::Get, true),
            (Rule::IsAuthenticatedOrReadOnly, Method::Post, false),
            (Rule::IsAuthenticated & Rule::AllowAny, Method::Get, false),
            (Rule::IsAdminUser | Rule::ModelPermissionsOrAnonReadOnly, Method::Get, true),
            (!Rule::IsAuthenticated, Method::Get, true),
            (named(), Method::Get, true),
            (!named(), Method::Get, true),
            (named() & Rule::IsAuthenticated, Method::Get, false),
        ] {
            assert_eq!(may_pass(&rule, method, true), expected, "{rule:?} {method}");
        }
    }
}
