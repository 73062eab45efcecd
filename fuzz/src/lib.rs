//! One stage for a process, since libFuzzer calls a target many times.

use std::sync::OnceLock;

use conformance::fuzz::{Stage, TARGETS};

static STAGE: OnceLock<Stage> = OnceLock::new();

/// Runs a target on one input.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("each binary names a target");
    STAGE.get_or_init(Stage::new).run(*target, data);
}
