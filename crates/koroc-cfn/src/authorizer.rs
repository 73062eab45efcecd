//! Who looks at tokens before a request reaches a function, and where nobody does.

use koroc_spec::{Authorizer, Method, Operation, Resolved, Rule};
use serde_json::{Value, json};

use crate::{Section, api::API};

const AUTHORIZER: &str = "Authorizer";

/// The authorizer, and for a function the gateway's permission to ask it.
pub(crate) fn resources(resolved: &Resolved) -> Section {
    let Some(authorizer) = &resolved.cloud.authorizer else { return Section::new() };
    let common = json!({"ApiId": {"Ref": API}, "Name": "tokens", "IdentitySource": ["$request.header.Authorization"]});
    let (own, permission) = match authorizer {
        Authorizer::Jwt { issuer, audience } => (json!({"AuthorizerType": "JWT", "JwtConfiguration": {"Issuer": issuer, "Audience": audience}}), None),
        Authorizer::Function { ttl } => (asked(*ttl), Some(permission())),
    };
    let properties: Section = [common, own].into_iter().filter_map(|part| part.as_object().cloned()).flatten().collect();
    let mut section = Section::from_iter([(AUTHORIZER.to_owned(), json!({"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": properties}))]);
    section.extend(permission.map(|permission| ("AuthorizerPermission".to_owned(), permission)));
    section
}

fn asked(ttl: u32) -> Value {
    let uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthorizerFunction}/invocations";
    json!({
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": {"Fn::Sub": uri},
        "AuthorizerPayloadFormatVersion": "2.0",
        "AuthorizerResultTtlInSeconds": ttl,
        "EnableSimpleResponses": true,
    })
}

fn permission() -> Value {
    json!({
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": "AuthorizerFunction"},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{API}}}/authorizers/${{{AUTHORIZER}}}")},
        },
    })
}

/// What a route says of authorization: that of its operations, where every one of them wants a token.
pub(crate) fn properties<'r>(resolved: &Resolved, operations: impl IntoIterator<Item = &'r Operation>) -> Section {
    let none = Section::from_iter([("AuthorizationType".to_owned(), json!("NONE"))]);
    let Some(authorizer) = &resolved.cloud.authorizer else { return none };
    let mut operations = operations.into_iter().peekable();
    let Some(first) = operations.peek().copied() else { return none };
    if operations.any(|operation| operation.policy.authentication.is_empty() || lets_everyone(&operation.policy.permission, operation.method)) {
        return none;
    }
    let kind = match authorizer {
        Authorizer::Jwt { .. } => "JWT",
        Authorizer::Function { .. } => "CUSTOM",
    };
    let mut section = Section::from_iter([("AuthorizationType".to_owned(), json!(kind)), ("AuthorizerId".to_owned(), json!({"Ref": AUTHORIZER}))]);
    let scopes = &first.policy.scopes;
    if matches!(authorizer, Authorizer::Jwt { .. }) && !scopes.is_empty() {
        section.insert("AuthorizationScopes".to_owned(), json!(scopes));
    }
    section
}

/// Whether a rule lets somebody in who sends no token. The program's own rules are not known here, and neither is what they would say of nobody.
fn lets_everyone(rule: &Rule, method: Method) -> bool {
    match rule {
        Rule::AllowAny => true,
        Rule::IsAuthenticatedOrReadOnly | Rule::ModelPermissionsOrAnonReadOnly => method == Method::Get,
        Rule::IsAuthenticated | Rule::IsAdminUser | Rule::ModelPermissions | Rule::FromSettings | Rule::Named(_) | Rule::Not(_) => false,
        Rule::And(rules) => rules.iter().all(|rule| lets_everyone(rule, method)),
        Rule::Or(rules) => rules.iter().any(|rule| lets_everyone(rule, method)),
    }
}
