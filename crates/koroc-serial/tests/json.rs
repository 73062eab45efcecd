//! JSON is read as strictly, and written byte for byte, as DRF does.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use koroc_serial::{parse_json, write_json};
use koroc_spec::{Map, Value};
use proptest::prelude::*;

fn written(value: &Value, indent: Option<usize>) -> String {
    let mut out = Vec::new();
    write_json(&mut out, value, indent);
    String::from_utf8(out).unwrap()
}

#[test]
fn documents_are_written_back_as_python_writes_them() {
    for (document, expected) in [
        (" [1, 2.50, -0, -0.0, 1E2, 1e22, 1e16, 123456789012345678901234567890] ", "[1,2.5,0,-0.0,100.0,1e+22,1e+16,123456789012345678901234567890]"),
        ("[0.1, 5e-324, 1.7976931348623157e308, 0.00001, 123456789.125]", "[0.1,5e-324,1.7976931348623157e+308,1e-05,123456789.125]"),
        (r#"{"b": 1, "a": [], "b": {"c": {}}}"#, r#"{"b":{"c":{}},"a":[]}"#),
        (r#""\u00e9\ud83d\ude80\n\t\u0007\u007f\/\\\"""#, "\"é🚀\\n\\t\\u0007\u{7f}/\\\\\\\"\""),
        ("\"\\u2028\u{2029}\u{2027}\"", "\"\\u2028\\u2029\u{2027}\""),
        ("true", "true"),
        (" null\n", "null"),
        ("99999999999999999.99", "99999999999999999.99"),
    ] {
        assert_eq!(written(&parse_json(document.as_bytes()).unwrap(), None), expected);
    }
}

#[test]
fn an_indent_puts_members_on_lines() {
    let value = parse_json(br#"{"a": [1, {}], "b": [], "c": {"d": null}}"#).unwrap();
    assert_eq!(written(&value, Some(2)), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}");
}

#[test]
fn lone_surrogates_are_kept_apart_from_text() {
    for (document, text, code) in [(r#""A\ud800""#, "A\u{fffd}", 0xd800), (r#""\udc00\ud800\ud83d\ude80""#, "\u{fffd}\u{fffd}🚀", 0xdc00)] {
        assert_eq!(parse_json(document.as_bytes()).unwrap(), Value::Surrogate { text: text.into(), code });
    }
}

#[test]
fn what_python_refuses_is_refused() {
    for (document, message) in [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{\"a\": ", "Expecting value: line 1 column 7 (char 6)"),
        ("{'a': 1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
        ("[1,\n 2 3]", "Expecting ',' delimiter: line 2 column 4 (char 7)"),
        ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
        ("{\"a\":1,}", "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"),
        ("{} {}", "Extra data: line 1 column 4 (char 3)"),
        ("01", "Extra data: line 1 column 2 (char 1)"),
        ("1.", "Extra data: line 1 column 2 (char 1)"),
        ("-", "Expecting value: line 1 column 1 (char 0)"),
        ("\"é", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ("\"é\n\"", "Invalid control character at: line 1 column 3 (char 2)"),
        ("\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)"),
        ("\"\\u12g4\"", "Invalid \\uXXXX escape: line 1 column 4 (char 3)"),
        ("\"\\", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ("[NaN]", "Out of range float values are not JSON compliant: 'NaN'"),
        ("-Infinity", "Out of range float values are not JSON compliant: '-Infinity'"),
        ("\u{feff}{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
    ] {
        assert_eq!(parse_json(document.as_bytes()).unwrap_err().message, message, "{document:?}");
    }
    assert!(parse_json(b"{\"a\": \"\xff\"}").unwrap_err().message.starts_with("'utf-8' codec can't decode byte 0xff in position 7"));
    assert!(parse_json("9".repeat(4301).as_bytes()).is_err());
}

#[test]
fn depth_is_limited_before_the_stack_is() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse_json(nested(200).as_bytes()).is_ok());
    assert!(parse_json(nested(1_000_000).as_bytes()).unwrap_err().message.starts_with("Nested deeper than 200 levels"));
    assert!(parse_json("{\"a\":".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn duplicate_keys_are_found_by_hash() {
    let members: Vec<String> = (0..100_000).map(|at| format!("\"k{}\":{at}", at % 50_000)).collect();
    let value = parse_json(format!("{{{}}}", members.join(",")).as_bytes()).unwrap();
    let map = value.as_map().unwrap();
    assert_eq!((map.len(), map.get_index(0)), (50_000, Some((&"k0".to_owned(), &Value::Int(50_000)))));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        "[\\PC\\x00-\\x1f\u{2028}\"\\\\]{0,12}".prop_map(Value::Str),
        "-?[1-9][0-9]{20,40}".prop_map(Value::Number),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::vec(("\\PC{0,6}", inner), 0..6).prop_map(|members| Value::Map(members.into_iter().collect::<Map>())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in any_value(), indent in prop::option::of(1usize..9)) {
        prop_assert_eq!(parse_json(written(&value, indent).as_bytes()).unwrap(), value);
    }

    #[test]
    fn floats_read_back_as_the_same_number(number in any::<f64>()) {
        prop_assume!(number.is_finite());
        let text = written(&Value::Float(number), None);
        prop_assert!(text.contains(['.', 'e']), "{}", text);
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
    }

    #[test]
    fn another_reader_agrees_on_what_is_json(text in "[\\[\\]{}:,\"0-9a-e.+\\\\ntrulfs -]{0,16}") {
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let ours = parse_json(text.as_bytes());
        // serde_json refuses lone surrogates and numbers beyond a double's range, which Python reads.
        prop_assert!(ours.is_ok() == theirs.is_ok() || text.contains("\\u") || text.contains(['e', 'E']), "{:?} {:?} {:?}", text, ours, theirs);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused_in_pythons_words() {
    for (bytes, message) in [
        (&b"\"\xff\""[..], "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"),
        (b"\"\xc3(\"", "'utf-8' codec can't decode byte 0xc3 in position 1: invalid continuation byte"),
        (b"\"\xe2\x82(\"", "'utf-8' codec can't decode bytes in position 1-2: invalid continuation byte"),
        (b"\"\xe2\x82", "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data"),
        (b"\xc3", "'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data"),
    ] {
        assert_eq!(parse_json(bytes).unwrap_err().message, message);
    }
}
