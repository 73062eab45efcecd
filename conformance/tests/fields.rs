//! Every recorded input of a DRF field or serializer gets DRF's answer.

#[test]
fn every_vector_passes() {
    for (name, text, cases) in [
        ("drf_fields", &include_bytes!("../vectors/drf_fields.json")[..], 6202),
        // Made by scripts/record_fields.py.
        ("fields_3_18_3", include_bytes!("../vectors/fields_3_18_3.json"), 5445),
        ("random_3_18_3", include_bytes!("../vectors/random_3_18_3.json"), 959),
    ] {
        let report = conformance::fields::run(text).unwrap();
        assert!(report.differences.is_empty(), "{name}:\n{}\n{} passed, {} failed", report.differences.join("\n"), report.passed(), report.failed());
        assert_eq!(report.passed(), cases, "{name}");
    }
}
