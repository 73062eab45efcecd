//! Settings change what is read and written as they do in DRF: `settings/answers.json` has what it answers under each (recorded by `settings/record.py`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use koroc::axum::http::Method;
use koroc::prelude::*;
use koroc::spec::{FieldKind, Settings, ValueType};
use koroc::{address, own};
use koroc_test::{TestApp, json};
use serde_json::Value;

/// The model of the recording.
#[derive(Debug, Clone, Model)]
#[model(app = "rec", ordering(id), unique_together(seats, at))]
struct Event {
    #[field(primary_key)]
    id: i64,
    day: NaiveDate,
    opens: NaiveTime,
    at: DateTime<Utc>,
    lasts: TimeDelta,
    #[field(max_digits = 6, decimal_places = 2)]
    price: Decimal,
    seats: i64,
    #[field(max_length = 50)]
    note: String,
    scan: Option<File>,
}

fn app() -> App {
    let of = |kind| Some(Box::new(ValueType::of(kind)));
    let marks = FieldKind::List { child: of(FieldKind::Decimal { max_digits: Some(4), decimal_places: Some(2) }), allow_empty: true };
    let days = FieldKind::Dict { child: of(FieldKind::Date), allow_empty: true };
    let fields = (
        address(),
        Event::ID,
        Event::DAY,
        Event::OPENS,
        Event::AT,
        Event::LASTS,
        Event::PRICE,
        Event::SEATS,
        Event::NOTE,
        Event::SCAN.read_only(),
        own::<Event, String>("marks", marks).write_only(),
        own::<Event, String>("days", days).write_only(),
    );
    let events =
        ModelViewSet::<Event>::new().permission(AllowAny).serializer(Serializer::of(fields)).search(Event::NOTE).order(Event::ID).paginate(Pagination::Off);
    App::new("rec").mount("", Router::simple().register("events", events))
}

/// A setting of DRF's by its name.
fn set(settings: &mut Settings, name: &str, value: &Value) {
    let text = || value.as_str().unwrap_or_default().to_owned();
    let texts = || value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    let truth = || value.as_bool().unwrap();
    match name {
        "DATE_FORMAT" => settings.date_format = text(),
        "TIME_FORMAT" => settings.time_format = text(),
        "DATETIME_FORMAT" => settings.datetime_format = text(),
        "DURATION_FORMAT" => settings.duration_format = text(),
        "DATE_INPUT_FORMATS" => settings.date_input_formats = texts(),
        "TIME_INPUT_FORMATS" => settings.time_input_formats = texts(),
        "DATETIME_INPUT_FORMATS" => settings.datetime_input_formats = texts(),
        "COERCE_DECIMAL_TO_STRING" => settings.coerce_decimal_to_string = truth(),
        "COERCE_BIGINT_TO_STRING" => settings.coerce_bigint_to_string = truth(),
        "UPLOADED_FILES_USE_URL" => settings.uploaded_files_use_url = truth(),
        "UNICODE_JSON" => settings.unicode_json = truth(),
        "COMPACT_JSON" => settings.compact_json = truth(),
        "NON_FIELD_ERRORS_KEY" => settings.non_field_errors_key = text(),
        "URL_FIELD_NAME" => settings.url_field_name = text(),
        "URL_FORMAT_OVERRIDE" => settings.url_format_override = text(),
        "SEARCH_PARAM" => settings.search_param = text(),
        "ORDERING_PARAM" => settings.ordering_param = text(),
        other => panic!("{other} is no setting of the recording"),
    }
}

#[tokio::test]
async fn settings_change_what_they_change_in_drf() {
    let recorded: Value = serde_json::from_str(include_str!("settings/answers.json")).unwrap();
    let usual = json!({"settings": {}, "answers": recorded["usual"]});
    let mut differences = String::new();
    for case in std::iter::once(&usual).chain(recorded["cases"].as_array().unwrap()) {
        let change = |settings: &mut Settings| case["settings"].as_object().unwrap().iter().for_each(|(name, value)| set(settings, name, value));
        let app = TestApp::with_settings(app(), change).await;
        app.load_fixture(include_str!("settings/row.json")).await;
        let client = app.client();
        for (at, request) in recorded["requests"].as_array().unwrap().iter().enumerate() {
            let [method, path, body] = [&request[0], &request[1], &request[2]];
            let method: Method = method.as_str().unwrap().parse().unwrap();
            let answer = match body {
                Value::Null => client.send(method, path.as_str().unwrap(), ()).await,
                body => client.send(method, path.as_str().unwrap(), body.clone()).await,
            };
            let expected = if case["answers"][at].is_null() { &recorded["usual"][at] } else { &case["answers"][at] };
            let got = json!([answer.status.as_u16(), answer.text(), answer.header("location")]);
            if got != *expected {
                differences += &format!("{} {request}\n  DRF   {expected}\n  koroc {got}\n", case["settings"]);
            }
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}
