//! See `conformance::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| koroc_fuzz::run("query", data));
