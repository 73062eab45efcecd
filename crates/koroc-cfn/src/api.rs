//! The HTTP API and its one stage.

use koroc_spec::{Cors, Resolved};
use serde_json::{Value, json};

use crate::{Section, logs};

/// The API's logical id.
pub(crate) const API: &str = "Api";
const ACCESS_LOGS: &str = "ApiLogs";

/// The API, and the stage `$default`, which serves it at the root of its address and follows every change.
pub(crate) fn resources(resolved: &Resolved) -> Section {
    let cloud = &resolved.cloud;
    let mut api = json!({"Name": {"Ref": "Prefix"}, "ProtocolType": "HTTP"});
    if let Some(cors) = &resolved.cors {
        api["CorsConfiguration"] = cross_origin(cors);
    }
    let mut stage = json!({"ApiId": {"Ref": API}, "AutoDeploy": true, "StageName": "$default"});
    if let Some(limit) = cloud.throttling {
        stage["DefaultRouteSettings"] = json!({"ThrottlingBurstLimit": limit.burst, "ThrottlingRateLimit": limit.rate});
    }
    let mut section = Section::from_iter([(API.to_owned(), json!({"Type": "AWS::ApiGatewayV2::Api", "Properties": api}))]);
    if cloud.access_logs {
        stage["AccessLogSettings"] = json!({"DestinationArn": {"Fn::GetAtt": [ACCESS_LOGS, "Arn"]}, "Format": access_line()});
        section.insert(ACCESS_LOGS.to_owned(), logs::group("/aws/apigateway/${Prefix}", resolved.deploy.log_retention));
    }
    section.insert("ApiStage".to_owned(), json!({"Type": "AWS::ApiGatewayV2::Stage", "Properties": stage}));
    section
}

/// A line of the access log: a text of JSON, whose values the gateway fills in.
fn access_line() -> String {
    let context = |name: &str| format!("$context.{name}");
    json!({
        "requestId": context("requestId"),
        "time": context("requestTime"),
        "ip": context("identity.sourceIp"),
        "method": context("httpMethod"),
        "path": context("path"),
        "route": context("routeKey"),
        "status": context("status"),
        "length": context("responseLength"),
        "milliseconds": context("responseLatency"),
        "error": context("integrationErrorMessage"),
    })
    .to_string()
}

/// The gateway answers preflight requests by itself, and adds the headers to all other answers.
fn cross_origin(cors: &Cors) -> Value {
    let mut configuration = json!({"AllowMethods": cors.allow_methods, "AllowOrigins": cors.allow_origins});
    for (name, headers) in [("AllowHeaders", &cors.allow_headers), ("ExposeHeaders", &cors.expose_headers)] {
        if !headers.is_empty() {
            configuration[name] = json!(headers);
        }
    }
    if cors.allow_credentials {
        configuration["AllowCredentials"] = json!(true);
    }
    if let Some(seconds) = cors.max_age {
        configuration["MaxAge"] = json!(seconds);
    }
    configuration
}

/// The host name of the API's address, for `Fn::Sub`.
pub(crate) const HOST: &str = "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}";
