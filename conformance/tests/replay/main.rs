//! Replays the recorded conversations with Django REST framework against `conformance serve`, with a fresh database for each: by one process, and by two that take turns.

mod case;
mod compare;
mod excused;
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
use excused::{Setting, is_excused};
use normalise::Normaliser;

/// A running `conformance serve`, ended when it is dropped.
struct Server {
    process: Child,
    base: String,
}

impl Server {
    /// Serves the folder, whose database it makes where there is none yet.
    fn start(folder: &Path, database: Option<&str>) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .args(["serve", "--port", "0", "--data"])
            .arg(folder)
            .args(database.iter().flat_map(|url| ["--database", url]))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let base = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("expected `listening on URL`, got {line:?}")).to_owned();
        Server { process, base }
    }
}

impl Drop for Server {
    /// Ends it as a user would, so that it takes its database along.
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// Every difference between the recorded answers and those of the servers, which take turns under the name of the first; a line each.
fn replay(file: &str, sequence: &Sequence, setting: Setting<'_>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let servers: Vec<Server> = (0..setting.servers).map(|_| Server::start(folder.path(), setting.postgres)).collect();
    let base = &servers[0].base;
    let mut memory = Memory::new(base);
    let (mut recorded, mut ours) = (Normaliser::default(), Normaliser::default());
    let mut differences = Vec::new();
    for (step, number) in sequence.steps.iter().zip(1..) {
        let request = memory.fill(step);
        let answer = wire::send(&servers[number % servers.len()].base, base, &request);
        memory.learn(step, &answer);
        let mut found = compare::differences(step, (&mut recorded, &step.answer), (&mut ours, &answer));
        found.retain(|difference| !is_excused(setting, file, number, &request.path, difference));
        differences.extend(found.into_iter().map(|difference| format!("{file} step {number} {} {}: {difference}", request.method, request.path)));
    }
    differences
}

/// How many sequences run at a time: most of a sequence is waiting, for servers that start, and for their answers.
const AT_A_TIME: usize = 4;

/// Replays all sequences; there are no differences but those that are excused.
fn replay_all(setting: Setting<'_>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the cases are part of the package").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let stem = |file: &PathBuf| file.file_stem().expect("a name").to_string_lossy().into_owned();
    let read = |file: &PathBuf| serde_json::from_slice::<Sequence>(&std::fs::read(file).expect("readable")).expect("a sequence");
    let sequences: Vec<(String, Sequence)> = files.iter().map(|file| (stem(file), read(file))).collect();
    let requests: usize = sequences.iter().map(|(_, sequence)| sequence.steps.len()).sum();
    assert!(files.len() >= 50 && requests >= 876, "cases are missing: {} sequences, {requests} requests", files.len());
    let (differences, next) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some((file, sequence)) = sequences.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = replay(file, sequence, setting);
                    differences.lock().expect("no other sequence panicked").extend(found);
                }
            });
        }
    });
    let differences = differences.into_inner().expect("no sequence panicked");
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_recorded_conversation_is_answered_as_drf_answers_it() {
    replay_all(Setting { servers: 1, postgres: None });
}

#[test]
fn two_processes_on_one_database_answer_as_one() {
    replay_all(Setting { servers: 2, postgres: None });
}

#[test]
fn on_postgresql_one_process_and_two_answer_alike() {
    let Ok(url) = std::env::var("KOROC_TEST_POSTGRES") else {
        return eprintln!("KOROC_TEST_POSTGRES names no server: only SQLite is replayed");
    };
    replay_all(Setting { servers: 1, postgres: Some(&url) });
    replay_all(Setting { servers: 2, postgres: Some(&url) });
}
