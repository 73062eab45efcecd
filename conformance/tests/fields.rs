//! Every recorded input of a DRF field gets DRF's answer.

/// The vectors are of DRF 3.18.0, the wire contract is 3.18.3: since 3.18.1 a FloatField refuses infinity before it looks at the bounds.
const NEWER: &str =
    r#"battery:float-range: "Infinity" gives errors ["A valid number is required."], expected errors ["Ensure this value is less than or equal to 100."]"#;

#[test]
fn every_vector_passes() {
    let mut report = conformance::fields::run(include_bytes!("../vectors/drf_fields.json")).unwrap();
    report.differences.retain(|difference| difference != NEWER);
    assert!(report.differences.is_empty(), "{}\n{} passed, {} failed", report.differences.join("\n"), report.passed(), report.failed());
    assert_eq!(report.passed() + report.failed(), 6202);
}
