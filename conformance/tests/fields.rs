//! Every recorded input of a DRF field gets DRF's answer.

#[test]
fn every_vector_passes() {
    let report = conformance::fields::run(include_bytes!("../vectors/drf_fields.json")).unwrap();
    assert!(report.differences.is_empty(), "{}\n{} passed, {} failed", report.differences.join("\n"), report.passed(), report.failed());
    assert_eq!(report.passed(), 6202);
}
