//! What views say of themselves: answers, bodies, and whether they are told of at all.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use koroc_spec::{
    Answer, ApiView, App, Auto, Content, ContentForm, Deploy, ExtraAction, Field, FieldKind, IntegerWidth, Method, Model, Mount, PageNumber, Renderer,
    Resource, Router, Rule, Serializer, Settings, Suffixes, ViewPolicy, ViewSchema, resolve,
};
use serde_json::{Value, json};

fn answer(status: u16, form: ContentForm) -> Answer {
    let serializer = (form != ContentForm::Any).then(|| Serializer::of_model("shop.Product"));
    Answer { method: None, status, content: Content { form, serializer, description: String::new() } }
}

/// The document of products with one extra action, which says this of itself.
fn document(methods: &[Method], renderers: &[Renderer], schema: ViewSchema) -> Value {
    let key = Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) };
    let model = Model { fields: vec![key, Field::new("name", FieldKind::Text)], ..Model::new("shop", "Product") };
    let sale = ExtraAction {
        name: "sale".to_owned(),
        url_path: None,
        url_name: None,
        methods: methods.to_vec(),
        serializer: None,
        detail: false,
        policy: ViewPolicy { renderers: Some(renderers.to_vec()), ..ViewPolicy::default() },
        description: String::new(),
        schema,
    };
    let resource = Resource {
        pagination: Some(PageNumber::of(3).into()),
        extra: vec![sale],
        schemas: vec![
            ("destroy".to_owned(), ViewSchema { answers: vec![answer(409, ContentForm::Any)], ..ViewSchema::default() }),
            ("update".to_owned(), ViewSchema { excluded: true, ..ViewSchema::default() }),
        ],
        ..Resource::new("shop.Product", Rule::AllowAny)
    };
    let secret = ApiView {
        name: "secret".to_owned(),
        path: "/secret".to_owned(),
        route_name: None,
        title: None,
        methods: vec![Method::Get],
        head: true,
        permission: Rule::AllowAny,
        policy: ViewPolicy::default(),
        serializer: None,
        suffixes: Suffixes::Never,
        description: String::new(),
        schema: ViewSchema { excluded: true, ..ViewSchema::default() },
        deploy: Deploy::default(),
    };
    let router = Router { resources: vec![("products".to_owned(), resource)], ..Router::default() };
    let mounts = vec![Mount::Router { prefix: String::new(), router }, Mount::ApiView(secret)];
    let app = App { name: "shop".to_owned(), models: vec![model], mounts, ..App::default() };
    koroc_openapi::document(&resolve(&app, &Settings::default()).unwrap())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn answers_are_told_as_they_are_declared() {
    let product = json!({"$ref": "#/components/schemas/Product"});
    for (form, schema) in [
        (ContentForm::Any, json!({})),
        (ContentForm::One, product.clone()),
        (ContentForm::List, json!({"type": "array", "items": product})),
        (ContentForm::Page, json!({"$ref": "#/components/schemas/PaginatedProductList"})),
    ] {
        let document = document(&[Method::Get], &[Renderer::Json], ViewSchema { answers: vec![answer(202, form.clone())], ..ViewSchema::default() });
        let sale = &document["paths"]["/products/sale"]["get"];
        assert_eq!(sale["responses"]["202"], json!({"description": "Accepted, and done later.", "content": {"application/json": {"schema": schema}}}));
        assert_eq!(keys(&sale["responses"]), if form == ContentForm::Page { vec!["202", "403", "404", "406"] } else { vec!["202", "403", "406"] });
        assert_eq!(sale["parameters"].is_array(), form == ContentForm::Page, "a page may be asked what lists may be asked");
    }
    let file =
        ViewSchema { answers: vec![answer(200, ContentForm::Media("image/png".to_owned())), answer(204, ContentForm::Nothing)], ..ViewSchema::default() };
    let document = document(&[Method::Get], &[Renderer::Json], file);
    let responses = &document["paths"]["/products/sale"]["get"]["responses"];
    assert_eq!(keys(&responses["200"]["content"]), ["image/png"]);
    assert_eq!(keys(&responses["204"]), ["description"]);
}

#[test]
fn each_method_has_its_answers_and_an_action_without_a_word_answers_anything() {
    let to_post = Answer { method: Some(Method::Post), ..answer(201, ContentForm::Any) };
    let one = ViewSchema { answers: vec![to_post, answer(400, ContentForm::Any)], ..ViewSchema::default() };
    let document = |schema| document(&[Method::Get, Method::Post], &[Renderer::Json], schema);
    let told = document(one);
    assert_eq!(keys(&told["paths"]["/products/sale"]["post"]["responses"]), ["201", "400", "403", "406", "413", "415"]);
    assert_eq!(keys(&told["paths"]["/products/sale"]["get"]["responses"]), ["400", "403", "406"]);
    let silent = document(ViewSchema::default());
    assert_eq!(keys(&silent["paths"]["/products/sale"]["get"]["responses"]), ["204", "2XX", "403", "406", "4XX"]);
}

#[test]
fn a_body_is_what_the_action_says_that_it_takes() {
    let list = Content { form: ContentForm::List, serializer: Some(Serializer::of_model("shop.Product")), description: String::new() };
    let document = document(&[Method::Post], &[Renderer::Json], ViewSchema { takes: Some(list), ..ViewSchema::default() });
    let sale = &document["paths"]["/products/sale"]["post"];
    let items = json!({"type": "array", "items": {"$ref": "#/components/schemas/ProductRequest"}});
    assert_eq!(sale["requestBody"]["content"]["application/json"]["schema"], items);
    assert_eq!(sale["requestBody"]["required"], true);
    assert_eq!(sale["responses"]["400"]["$ref"], "#/components/responses/InvalidList");
}

#[test]
fn refusals_come_in_the_forms_of_the_view() {
    let document = document(&[Method::Get], &[Renderer::StaticHtml, Renderer::Xml], ViewSchema::default());
    let refused = &document["paths"]["/products/sale"]["get"]["responses"]["403"]["content"];
    assert_eq!(*refused, json!({"text/html": {"schema": {"type": "string"}}, "application/xml": {"schema": {"$ref": "#/components/schemas/Detail"}}}));
}

#[test]
fn what_a_resource_says_of_its_operations_is_told() {
    let document = document(&[Method::Get], &[Renderer::Json], ViewSchema { excluded: true, ..ViewSchema::default() });
    assert_eq!(keys(&document["paths"]), ["/products", "/products/{id}"], "what is excluded is not told");
    assert_eq!(keys(&document["paths"]["/products/{id}"]), ["get", "patch", "delete"]);
    assert_eq!(keys(&document["paths"]["/products/{id}"]["delete"]["responses"]), ["204", "403", "404", "406", "409"]);
    let tags: Vec<&str> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(tags, ["products"], "a group without anything to call has no tag");
}
