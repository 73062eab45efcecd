//! A file of 1 GiB through a server process of its own: whole, in little memory, in bounded time; and a broken upload leaves nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use koroc::prelude::*;
use koroc_test::TestApp;

/// A film.
#[derive(Debug, Clone, Model)]
#[model(app = "cinema", ordering(id))]
struct Film {
    #[field(primary_key)]
    id: i64,
    #[field(upload_to = "films/")]
    file: File,
}

fn app() -> App {
    App::new("cinema").mount("/api", Router::simple().register("films", ModelViewSet::<Film>::new().permission(AllowAny))).media(AllowAny)
}

/// Tells the parent that this process is to serve.
const SERVE: &str = "KOROC_TEST_SERVE";
const GIB: u64 = 1 << 30;
/// How much memory a request may take beside what the idle server has.
const CEILING: u64 = 64 << 20;
/// As long as a slow machine needs for writing 1 GiB and reading it again, unoptimised.
const TIME: Duration = Duration::from_secs(300);

/// No harness: the same program is the server, in another process.
fn main() {
    match env::var_os(SERVE) {
        Some(_) => serve(),
        None if cfg!(target_os = "linux") => a_large_file_passes(),
        None => eprintln!("how much memory a process used is only known on Linux"),
    }
}

/// Serves until the parent lets go of the input.
#[tokio::main]
async fn serve() {
    let app = TestApp::new(app()).await;
    let live = app.live().await;
    println!("{} {}", live.address(), app.media().display());
    tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await.unwrap().unwrap();
}

/// The other process, stopped with the test.
struct Server {
    process: Child,
    address: SocketAddr,
    media: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().expect("the server ends");
    }
}

impl Server {
    fn start() -> Server {
        let program = env::current_exe().unwrap();
        let mut process = Command::new(program).env(SERVE, "1").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, media) = line.trim().split_once(' ').expect("the server says where it is");
        Server { process, address: address.parse().unwrap(), media: media.to_owned() }
    }

    /// The most memory that the server ever had.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(TIME)).unwrap();
        stream.set_write_timeout(Some(TIME)).unwrap();
        stream
    }

    /// Sends a file of so many bytes of a form that says it has `said`.
    fn post(&self, said: u64, sent: u64) -> TcpStream {
        let head = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"film.bin\"\r\n\r\n";
        let length = head.len() as u64 + said + "\r\n--xyz--\r\n".len() as u64;
        let mut stream = self.connect();
        let request = format!(
            "POST /api/films/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=xyz\r\nContent-Length: {length}\r\n\r\n{head}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let piece: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
        let mut left = sent;
        while left > 0 {
            let now = piece.len().min(left as usize);
            if let Err(error) = stream.write_all(&piece[..now]) {
                panic!("{error} with {left} bytes to send: {}", answer(stream).0);
            }
            left -= now as u64;
        }
        if said == sent {
            stream.write_all(b"\r\n--xyz--\r\n").unwrap();
        }
        stream
    }

    /// The length of all files, those that are arriving too.
    fn stored(&self) -> Vec<u64> {
        let folders = ["films", ".uploads"].map(|folder| format!("{}/{folder}", self.media));
        let files = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        files.map(|file| file.metadata().map_or(0, |found| found.len())).collect()
    }
}

/// The answer's head and the number of bytes in its body.
fn answer(mut stream: TcpStream) -> (String, u64) {
    let (mut seen, mut length, mut buffer) = (Vec::new(), 0, vec![0; 1 << 20]);
    loop {
        let read = stream.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        length += read as u64;
        if seen.len() < 4096 {
            seen.extend_from_slice(&buffer[..read.min(4096)]);
        }
    }
    let end = seen.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head") + 4;
    (String::from_utf8_lossy(&seen[..end]).into_owned(), length - end as u64)
}

fn a_large_file_passes() {
    let server = Server::start();
    assert!(answer(server.post(10, 10)).0.starts_with("HTTP/1.1 201"));
    let idle = server.memory();

    let start = Instant::now();
    let (head, _) = answer(server.post(GIB, GIB));
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    let uploaded = start.elapsed();
    let mut stored = server.stored();
    stored.sort_unstable();
    assert_eq!(stored, [10, GIB]);

    let name = fs::read_dir(format!("{}/films", server.media)).unwrap().flatten().find(|file| file.metadata().unwrap().len() == GIB).unwrap().file_name();
    let mut stream = server.connect();
    write!(stream, "GET /media/films/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", name.to_str().unwrap()).unwrap();
    let (head, length) = answer(stream);
    assert!(head.starts_with("HTTP/1.1 200") && length == GIB, "{head}");
    let (took, memory) = (start.elapsed(), server.memory() - idle);
    println!("1 GiB up in {uploaded:.1?} and down in {:.1?}, {} KiB above the idle server's {} KiB", took - uploaded, memory >> 10, idle >> 10);
    assert!(memory < CEILING && took < TIME, "{memory} bytes, {took:?}");

    // Broken off, a part of the file on disk already.
    drop(server.post(GIB, 20 << 20));
    let deadline = Instant::now() + Duration::from_secs(30);
    while server.stored().len() != 2 {
        assert!(Instant::now() < deadline, "a broken upload leaves {:?}", server.stored());
        std::thread::sleep(Duration::from_millis(20));
    }
}
