//! The parameters of a list, by how it is paged and filtered.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use koroc_spec::{
    App, Auto, Cursor, Field, FieldKind, Filter, FilterBy, IntegerWidth, LimitOffset, Lookup, Model, Mount, PageNumber, Pagination, Resource, Router, Rule,
    Settings, ValueType, resolve,
};
use serde_json::Value;

/// The document of one list.
fn document(pagination: Pagination, filters: Vec<Filter>) -> Value {
    let key = Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false }) };
    let model = Model { fields: vec![key, Field::new("price", FieldKind::Float), Field::new("made", FieldKind::DateTime)], ..Model::new("shop", "Product") };
    let resource = Resource { pagination: Some(pagination), filters, ..Resource::new("shop.Product", Rule::AllowAny) };
    let router = Router { resources: vec![("products".to_owned(), resource)], ..Router::default() };
    let mounts = vec![Mount::Router { prefix: "/api".to_owned(), router }];
    let app = App { name: "shop".to_owned(), models: vec![model], mounts, ..App::default() };
    koroc_openapi::document(&resolve(&app, &Settings::default()).unwrap())
}

/// The names of its parameters.
fn parameters(document: &Value) -> Vec<String> {
    let parameters = document["paths"]["/api/products"]["get"]["parameters"].as_array().cloned().unwrap_or_default();
    parameters.iter().map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_way_of_paging_has_its_parameters_and_its_answer() {
    let page = "#/components/schemas/PaginatedProductList";
    let cursor = "#/components/schemas/CursorPaginatedProductList";
    let ways = [
        (Pagination::Off, vec![], None, ""),
        (PageNumber::of(3).param("p").size_param("size", 9).into(), vec!["p", "size"], Some(page), "count next previous results"),
        (LimitOffset::of(5).max(20).into(), vec!["limit", "offset"], Some(page), "count next previous results"),
        (Cursor::of(5).into(), vec!["cursor"], Some(cursor), "next previous results"),
    ];
    for (pagination, names, schema, required) in ways {
        let required: Vec<&str> = required.split_whitespace().collect();
        let document = document(pagination, Vec::new());
        assert_eq!(parameters(&document), names);
        let answer = &document["paths"]["/api/products"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        match schema {
            None => assert_eq!(answer["type"], "array"),
            Some(schema) => {
                assert_eq!(answer["$ref"], schema);
                assert_eq!(document["components"]["schemas"][schema.rsplit('/').next().unwrap()]["required"], serde_json::json!(required));
            }
        }
    }
}

#[test]
fn every_filter_has_its_parameters() {
    let path = |path: &str| path.to_owned();
    let named = |param: &str, filter: Filter| Filter { param: Some(param.to_owned()), ..filter };
    let filters = vec![
        named("cheap", Filter { exclude: true, ..Filter::of("price", &[Lookup::Gt]) }),
        Filter::of("made", &[Lookup::Exact, Lookup::Year, Lookup::IsNull]),
        Filter::by(FilterBy::FromTo { path: path("made") }),
        Filter::by(FilterBy::FromTo { path: path("price") }),
        Filter::by(FilterBy::AnyOf { path: path("id") }),
        named("good", Filter::by(FilterBy::Named { name: "good".to_owned(), ty: Box::new(ValueType::of(FieldKind::Boolean)) })),
    ];
    let document = document(Pagination::Off, filters);
    let names = ["cheap", "made", "made__year", "made__isnull", "made_after", "made_before", "price_min", "price_max", "id", "good"];
    assert_eq!(parameters(&document), names);
    let cheap = &document["paths"]["/api/products"]["get"]["parameters"][0];
    assert_eq!(cheap["description"], "No rows whose price is greater than this.");
}
