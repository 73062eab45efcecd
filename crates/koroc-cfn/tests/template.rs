//! Templates: of a sample as a document, beside what the AWS CDK and its ancestor make of the same declaration, and of all that can be asked for.

#![allow(clippy::unwrap_used, reason = "in a test, a missing key is a failure")]

use std::collections::{BTreeMap, BTreeSet};

use koroc_spec::{
    App, Authorizer, Cloud, Cors, Deploy, Endpoint, Field, FieldKind, Function, Login, Method, Model, Mount, ObtainToken, Resolved, Resource, Router, Rule,
    Settings, Trigger, resolve,
};
use serde_json::{Value, json};

/// A function without a path, as another part of the cloud calls it.
fn called(name: &str, trigger: Trigger) -> Mount {
    Mount::Function(Function { endpoints: Vec::new(), triggers: vec![trigger], ..Function::at(name, "", Vec::new(), Rule::AllowAny) })
}

/// The example that both references were made of, with Koroc's own views beside it.
fn sample(cloud: Cloud) -> App {
    let mut fund = Model::new("api", "ExchangeTradedFund");
    fund.fields = vec![Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) }, Field::new("symbol", FieldKind::Char { trim: true })];
    let funds = Resource::new("api.ExchangeTradedFund", Rule::IsAuthenticated);
    let alive = Function { deploy: Deploy::new().memory_size(128), ..Function::at("alive", "/alive", vec![Method::Get], Rule::AllowAny) };
    let mut album = Function::at("album", "/album", vec![Method::Post], Rule::AllowAny);
    let like =
        Endpoint { name: "album.like".into(), path: "/album/{albumId}/like".into(), methods: vec![Method::Post, Method::Delete], ..album.endpoints[0].clone() };
    album.endpoints.push(like);
    album.deploy = Deploy::new().memory_size(512).environment("LOG_LEVEL", "DEBUG");
    App {
        name: "etffinder".into(),
        title: "ETFFinder".into(),
        models: vec![fund],
        mounts: vec![
            Mount::Router {
                prefix: "/api/v1".into(),
                router: Router { root: Some(Rule::IsAuthenticated), resources: vec![("funds".into(), funds)], ..Router::default() },
            },
            Mount::ObtainToken(ObtainToken { path: "/api/v1/auth/token".into(), permission: Rule::AllowAny, throttles: Vec::new() }),
            Mount::Login(Login { prefix: "/api-auth".into(), throttles: Vec::new() }),
            Mount::Function(alive),
            Mount::Function(album),
        ],
        cloud,
        cors: Some(Cors::origins(["*"]).headers(["Authorization"]).max_age(864_000)),
        ..App::default()
    }
}

fn etffinder() -> Resolved {
    resolve(&sample(Cloud::new()), &Settings::default()).expect("the sample is right")
}

/// An application that asks for everything.
fn everything() -> App {
    let cloud = Cloud::new().aurora(0.5, 4.0).uploads().access_logs().throttling(100, 50.0).alarms().vpc();
    let mut app = sample(cloud.authorizer(Authorizer::jwt("https://login.example.com", ["api"])));
    app.deploy = Deploy::new().tracing(true).log_retention(14).timeout(10).layer("arn:aws:lambda:eu-west-1:123456789012:layer:extra:1");
    let Mount::Router { router, .. } = &mut app.mounts[0] else { panic!("the router is first") };
    router.resources[0].1.deploy = Deploy::new().provisioned_concurrency(2, 10);
    router.resources[0].1.scopes = Some(vec!["funds".into()]);
    let covers = Trigger::Bucket { name: "covers".into(), events: vec!["s3:ObjectCreated:*".into()], prefix: "raw/".into() };
    app.mounts.extend([
        called("tidy", Trigger::Schedule("rate(1 day)".into())),
        called("count_likes", Trigger::Queue { name: "likes".into(), batch_size: 10 }),
        called("thumbnail", covers),
    ]);
    app
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

/// Functions by what all templates say of them: memory tells them apart (alive 128, funds 256, album 512).
fn memory(function: &Value) -> u64 {
    function["MemorySize"].as_u64().unwrap()
}

/// What the references lack: the rest of each path, the core's own paths, and what no path names.
fn without_additions(mut ours: Wiring) -> Wiring {
    let core = ["GET /api/v1/", "POST /api/v1/auth/token", "GET /api-auth/login/", "POST /api-auth/login/", "POST /api-auth/logout/"];
    let own = ["/alive", "/album", "/album/{albumId}/like", "/api/v1/funds", "/api/v1/funds/{id}"];
    let cores = ["/api/v1/", "/api/v1/auth/token", "/api-auth/login/", "/api-auth/logout/"];
    let any = own.iter().chain(&cores).map(|path| format!("ANY {path}"));
    for key in core.into_iter().map(str::to_owned).chain(any).chain(["$default".to_owned()]) {
        assert!(ours.routes.remove(&key).is_some(), "{key} is missing");
    }
    for path in cores.map(|path| format!("/*/*{path}")).into_iter().chain(["/*/$default".to_owned()]) {
        assert!(ours.permissions.remove(&(path.clone(), 256)), "{path} is missing");
    }
    ours
}

#[test]
fn the_references_wire_the_same_declaration_alike() {
    let ours = koroc_cfn::template(&etffinder());
    for reference in [include_str!("reference-cdkv2.json"), include_str!("reference-jetkit.json")] {
        let reference: Value = serde_json::from_str(reference).unwrap();
        assert_eq!(without_additions(wiring(&ours)), wiring(&reference));
        assert_eq!(api(&ours)["CorsConfiguration"], api(&reference)["CorsConfiguration"]);
        assert_eq!(variable(&ours, "LOG_LEVEL"), variable(&reference, "LOG_LEVEL"));
    }
}

fn api(template: &Value) -> &Value {
    template["Resources"].as_object().unwrap().values().find(|resource| resource["Type"] == "AWS::ApiGatewayV2::Api").map(|api| &api["Properties"]).unwrap()
}

/// An environment variable of the function with 512 MB.
fn variable<'t>(template: &'t Value, name: &str) -> &'t Value {
    let mut functions = template["Resources"].as_object().unwrap().values().filter(|resource| resource["Type"] == "AWS::Lambda::Function");
    &functions.find(|function| memory(&function["Properties"]) == 512).unwrap()["Properties"]["Environment"]["Variables"][name]
}

#[test]
fn every_function_has_its_own_role_and_log() {
    let template = koroc_cfn::template(&etffinder());
    for name in ["Core", "Funds", "Alive", "Album"] {
        let function = &template["Resources"][format!("{name}Function")]["Properties"];
        assert_eq!(function["Runtime"], "provided.al2023");
        assert_eq!(function["Role"]["Fn::GetAtt"][0], format!("{name}Role"));
        assert_eq!(function["LoggingConfig"]["LogGroup"]["Ref"], format!("{name}Logs"));
        let policies = template["Resources"][format!("{name}Role")]["Properties"]["Policies"].as_array().unwrap();
        assert_eq!(policies.len(), 1, "nothing is asked for but a log");
        assert_eq!(policies[0]["PolicyDocument"]["Statement"][0]["Resource"]["Fn::GetAtt"][0], format!("{name}Logs"));
        assert_eq!(template["Outputs"][format!("{name}FunctionName")]["Value"]["Ref"], format!("{name}Function"));
    }
}

#[test]
fn all_that_can_be_asked_for_is_this() {
    let resolved = resolve(&everything(), &Settings::default()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&koroc_cfn::template(&resolved)).unwrap());
}

/// The resource types that each thing asked for brings, beside those of an application that asks for nothing.
#[test]
fn nothing_is_there_that_was_not_asked_for() {
    let types = |app: &App| -> BTreeSet<String> {
        let template = koroc_cfn::template(&resolve(app, &Settings::default()).unwrap());
        template["Resources"].as_object().unwrap().values().map(|resource| resource["Type"].as_str().unwrap().to_owned()).collect()
    };
    let plain = types(&sample(Cloud::new()));
    assert_eq!(
        plain.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "AWS::ApiGatewayV2::Api",
            "AWS::ApiGatewayV2::Integration",
            "AWS::ApiGatewayV2::Route",
            "AWS::ApiGatewayV2::Stage",
            "AWS::IAM::Role",
            "AWS::Lambda::Function",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogGroup",
        ]
    );
    let database = ["AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::DBSubnetGroup", "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup"];
    let shared = ["AWS::SecretsManager::Secret", "Custom::Migration"];
    for (cloud, expected) in [
        (Cloud::new().uploads(), vec!["AWS::S3::Bucket"]),
        (Cloud::new().access_logs().throttling(10, 5.0).vpc(), vec![]),
        (Cloud::new().alarms(), vec!["AWS::CloudWatch::Alarm"]),
        (Cloud::new().authorizer(Authorizer::function(300)), vec!["AWS::ApiGatewayV2::Authorizer"]),
        (Cloud::new().existing_database(), shared.to_vec()),
        (Cloud::new().aurora(0.0, 2.0), [database.as_slice(), &shared].concat()),
    ] {
        let brought: BTreeSet<String> = types(&sample(cloud.clone())).difference(&plain).cloned().collect();
        assert_eq!(brought, expected.into_iter().map(str::to_owned).collect(), "{cloud:?}");
    }
}

/// CloudFormation refuses a template whose references lead nowhere; so does this.
#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("Ref", Value::String(id)) => found.push(id.clone()),
                        ("Fn::GetAtt", Value::Array(parts)) => found.push(parts[0].as_str().unwrap().to_owned()),
                        ("Fn::Sub", Value::String(text)) => {
                            found.extend(text.split("${").skip(1).map(|rest| rest[..rest.find(['}', '.']).unwrap()].to_owned()));
                        }
                        ("DependsOn", Value::String(id)) => found.push(id.clone()),
                        _ => walk(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    for app in [sample(Cloud::new()), everything(), sample(Cloud::new().existing_database().authorizer(Authorizer::function(0)))] {
        let template = koroc_cfn::template(&resolve(&app, &Settings::default()).unwrap());
        let mut found = Vec::new();
        walk(&template, &mut found);
        assert!(found.len() > 50, "the walk finds references");
        for id in found.iter().filter(|id| !id.starts_with("AWS::")) {
            assert!(template["Resources"].get(id).is_some() || template["Parameters"].get(id).is_some(), "{id} is nowhere");
        }
    }
}

/// Who needs a token at the gateway: routes whose rule lets nobody in without one. Scopes are those of the operation.
#[test]
fn routes_that_let_everyone_in_have_no_authorizer() {
    let mut app = everything();
    let Mount::Router { router, .. } = &mut app.mounts[0] else { panic!("the router is first") };
    let rows = |segment: &str, permission: Rule| (segment.to_owned(), Resource::new("api.ExchangeTradedFund", permission));
    router.resources.push(rows("read", Rule::IsAuthenticatedOrReadOnly));
    router.resources.push(rows("own", Rule::IsAuthenticated & Rule::Named("owner".into())));
    router.resources.push(rows("both", Rule::AllowAny | Rule::IsAdminUser));
    let template = koroc_cfn::template(&resolve(&app, &Settings::default()).unwrap());
    let routes = template["Resources"].as_object().unwrap().values().filter(|resource| resource["Type"] == "AWS::ApiGatewayV2::Route");
    let said: BTreeMap<&str, &Value> = routes.map(|route| (route["Properties"]["RouteKey"].as_str().unwrap(), &route["Properties"])).collect();
    for (key, kind, scopes) in [
        ("GET /api/v1/funds", "JWT", json!(["funds"])),
        ("ANY /api/v1/funds", "JWT", Value::Null),
        ("GET /api/v1/read", "NONE", Value::Null),
        ("POST /api/v1/read", "JWT", Value::Null),
        ("ANY /api/v1/read", "NONE", Value::Null),
        ("GET /api/v1/own", "JWT", Value::Null),
        ("GET /api/v1/both", "NONE", Value::Null),
        ("GET /alive", "NONE", Value::Null),
        ("POST /api/v1/auth/token", "NONE", Value::Null),
        ("$default", "NONE", Value::Null),
    ] {
        let route = said[key];
        assert_eq!(route["AuthorizationType"], kind, "{key}");
        assert_eq!(route.get("AuthorizerId").is_some(), kind == "JWT", "{key}");
        assert_eq!(route.get("AuthorizationScopes").unwrap_or(&Value::Null), &scopes, "{key}");
    }
}

/// YAML is another spelling: a foreign parser reads the same template from it.
#[test]
fn the_template_is_the_same_in_yaml() {
    let template = koroc_cfn::template(&resolve(&everything(), &Settings::default()).unwrap());
    let text = koroc_cfn::to_yaml(&template);
    assert!(text.contains("\nResources:\n  Api:\n    Type: \"AWS::ApiGatewayV2::Api\"\n"), "{text}");
    let read: Value = serde_saphyr::from_str(&text).unwrap();
    assert_eq!(read, template);
    let odd = json!({"No": ["yes", "- a", {}, [], {"a: b": null}, [[1, 2.5], {"Deep": true}]], "": "#\u{1f600}\"\n"});
    let read: Value = serde_saphyr::from_str(&koroc_cfn::to_yaml(&odd)).unwrap();
    assert_eq!(read, odd);
}
