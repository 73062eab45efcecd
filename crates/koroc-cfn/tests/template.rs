//! The template of a sample ETFFinder: as a document, and beside what the AWS CDK makes of the same declaration.

#![allow(clippy::unwrap_used, reason = "in a test, a missing key is a failure")]

use std::collections::{BTreeMap, BTreeSet};

use koroc_spec::{App, Deploy, Field, FieldKind, Function, Login, Method, Model, Mount, ObtainToken, Resolved, Resource, Router, Rule, Settings, resolve};
use serde_json::Value;

fn etffinder() -> Resolved {
    let mut fund = Model::new("api", "ExchangeTradedFund");
    fund.fields = vec![Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) }, Field::new("symbol", FieldKind::Char { trim: true })];
    let funds = Resource::new("api.ExchangeTradedFund", Rule::IsAuthenticated);
    let deploy = Deploy::new().memory_size(128).environment("LOG_LEVEL", "DEBUG");
    let alive = Function { deploy, ..Function::at("alive", "/alive", vec![Method::Get], Rule::AllowAny) };
    let app = App {
        name: "etffinder".into(),
        title: "ETFFinder".into(),
        models: vec![fund],
        mounts: vec![
            Mount::Router {
                prefix: "/api/v1".into(),
                router: Router { root: Some(Rule::IsAuthenticated), trailing_slash: false, namespace: None, resources: vec![("funds".into(), funds)] },
            },
            Mount::ObtainToken(ObtainToken { path: "/api/v1/auth/token".into(), permission: Rule::AllowAny, throttles: Vec::new() }),
            Mount::Login(Login { prefix: "/api-auth".into(), throttles: Vec::new() }),
            Mount::Function(alive),
        ],
        ..App::default()
    };
    resolve(&app, &Settings::default()).expect("the sample is right")
}

#[test]
fn the_template_is_this() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&koroc_cfn::template(&etffinder())).unwrap());
}

/// What a template does with requests: route keys with the memory of the function they reach, and which functions may be called from where.
#[derive(Debug, PartialEq)]
struct Wiring {
    routes: BTreeMap<String, u64>,
    permissions: BTreeSet<(String, u64)>,
    integrations: BTreeSet<u64>,
}

fn wiring(template: &Value) -> Wiring {
    let all = |kind: &'static str| {
        template["Resources"].as_object().unwrap().values().filter(move |resource| resource["Type"] == kind).map(|resource| &resource["Properties"])
    };
    let function = |reference: &Value| memory(&template["Resources"][reference["Fn::GetAtt"][0].as_str().unwrap()]["Properties"]);
    let integration = |target: &str| &template["Resources"][target]["Properties"];
    let routes = all("AWS::ApiGatewayV2::Route").map(|route| {
        let integration = integration(&reference(&route["Target"]));
        assert_eq!(route["AuthorizationType"], "NONE");
        (route["RouteKey"].as_str().unwrap().to_owned(), function(&integration["IntegrationUri"]))
    });
    let permissions = all("AWS::Lambda::Permission").map(|permission| {
        assert_eq!((&permission["Action"], &permission["Principal"]), (&"lambda:InvokeFunction".into(), &"apigateway.amazonaws.com".into()));
        let arn = arn(&permission["SourceArn"]);
        (arn[arn.find("/*/").unwrap()..].to_owned(), function(&permission["FunctionName"]))
    });
    let integrations = all("AWS::ApiGatewayV2::Integration").map(|integration| {
        assert_eq!((&integration["IntegrationType"], &integration["PayloadFormatVersion"]), (&"AWS_PROXY".into(), &"2.0".into()));
        function(&integration["IntegrationUri"])
    });
    Wiring { routes: routes.collect(), permissions: permissions.collect(), integrations: integrations.collect() }
}

/// The logical id in `integrations/…`, written with either of CloudFormation's functions.
fn reference(target: &Value) -> String {
    match target.get("Fn::Sub") {
        Some(text) => text.as_str().unwrap().trim_start_matches("integrations/${").trim_end_matches('}').to_owned(),
        None => target["Fn::Join"][1][1]["Ref"].as_str().unwrap().to_owned(),
    }
}

fn arn(value: &Value) -> String {
    match value.get("Fn::Sub") {
        Some(text) => text.as_str().unwrap().to_owned(),
        None => value["Fn::Join"][1].as_array().unwrap().iter().filter_map(Value::as_str).collect(),
    }
}

/// Functions by what both templates say of them: memory tells them apart (alive 128, funds 256).
fn memory(function: &Value) -> u64 {
    assert_eq!(function["Runtime"], "provided.al2023");
    function["MemorySize"].as_u64().unwrap()
}

#[test]
fn the_cdk_wires_the_same_declaration_alike() {
    let reference: Value = serde_json::from_str(include_str!("reference-cdkv2.json")).unwrap();
    let mut theirs = wiring(&reference);
    theirs.routes.retain(|key, _| !key.contains("/album"));
    theirs.permissions.retain(|(route, _)| !route.contains("/album"));
    theirs.integrations.remove(&512);
    let mut ours = wiring(&koroc_cfn::template(&etffinder()));

    // What the CDK's template lacks: the rest of each path, the core's own paths, and what no path names.
    let core = ["GET /api/v1/", "POST /api/v1/auth/token", "GET /api-auth/login/", "POST /api-auth/login/", "POST /api-auth/logout/"];
    let any = ["/alive", "/api/v1/", "/api/v1/funds", "/api/v1/funds/{id}", "/api/v1/auth/token", "/api-auth/login/", "/api-auth/logout/"];
    for key in core.into_iter().map(str::to_owned).chain(any.iter().map(|path| format!("ANY {path}"))).chain(["$default".to_owned()]) {
        assert!(ours.routes.remove(&key).is_some(), "{key} is missing");
    }
    for path in ["/*/*/api/v1/", "/*/*/api/v1/auth/token", "/*/*/api-auth/login/", "/*/*/api-auth/logout/", "/*/$default"] {
        assert!(ours.permissions.remove(&(path.to_owned(), 256)), "{path} is missing");
    }
    assert_eq!(ours, theirs);
}

#[test]
fn every_function_has_its_own_role_and_log() {
    let template = koroc_cfn::template(&etffinder());
    for name in ["Core", "Funds", "Alive"] {
        let function = &template["Resources"][format!("{name}Function")]["Properties"];
        assert_eq!(function["Role"]["Fn::GetAtt"][0], format!("{name}Role"));
        assert_eq!(function["LoggingConfig"]["LogGroup"]["Ref"], format!("{name}Logs"));
        let statements = &template["Resources"][format!("{name}Role")]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
        assert_eq!(statements.as_array().unwrap().len(), 1);
        assert_eq!(statements[0]["Resource"]["Fn::GetAtt"][0], format!("{name}Logs"));
        assert_eq!(template["Outputs"][format!("{name}FunctionName")]["Value"]["Ref"], format!("{name}Function"));
    }
    assert_eq!(template["Resources"]["AliveFunction"]["Properties"]["Environment"]["Variables"]["LOG_LEVEL"], "DEBUG");
}
