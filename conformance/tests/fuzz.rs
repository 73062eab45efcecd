//! The inputs that fuzzing kept, and those that it found something with, are answered without a panic or a 5xx.

use conformance::fuzz::{Stage, TARGETS};
use std::path::Path;

#[test]
fn every_kept_input_is_answered() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let stage = Stage::new();
    for (name, target) in TARGETS {
        let files = std::fs::read_dir(corpus.join(name)).expect("each target has a corpus");
        let inputs: Vec<Vec<u8>> = files.map(|file| std::fs::read(file.expect("the folder can be read").path()).expect("a kept input can be read")).collect();
        assert!(!inputs.is_empty(), "{name} has no inputs");
        for input in inputs {
            stage.run(target, &input);
        }
    }
}
