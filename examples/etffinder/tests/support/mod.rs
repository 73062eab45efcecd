//! Starts the program in a folder of its own and talks to it.

#![allow(dead_code, clippy::unwrap_used, reason = "every test takes what it needs; what fails fails the test")]

pub mod client;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// A folder that is gone with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = std::env::temp_dir().join(format!("etffinder-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program, to be started in this folder without any setting of ours.
    pub fn program(&self) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etffinder"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KOROC_")) {
            command.env_remove(name);
        }
        // Cargo says here whom it runs; a user's shell does not.
        command.env_remove("CARGO_PKG_NAME").env("KOROC_PASSWORD_COST", "cheap").current_dir(&self.0).stdin(Stdio::null());
        Program(command)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The program before it is started.
pub struct Program(Command);

impl Program {
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.0.env(name, value);
        self
    }

    pub fn args(mut self, arguments: &[&str]) -> Self {
        self.0.args(arguments);
        self
    }

    /// Started by another program, which is given its command line.
    pub fn under(self, other: &[&str]) -> Self {
        let mut command = Command::new(other[0]);
        command.args(&other[1..]).arg(self.0.get_program()).args(self.0.get_args()).stdin(Stdio::null());
        command.current_dir(self.0.get_current_dir().unwrap());
        for (name, value) in self.0.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Program(command)
    }

    /// What it prints, when it ends well.
    pub fn succeed(mut self) -> String {
        let output = self.0.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it complains of, when it ends with status 1.
    pub fn fail(mut self) -> String {
        let output = self.0.output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&output.stdout));
        text
    }

    /// The process, ended with what is returned.
    pub fn spawn(mut self) -> Running {
        Running { child: self.0.spawn().unwrap(), greeting: String::new(), port: 0 }
    }

    /// The server that it becomes, once it has said where what is.
    pub fn start(mut self) -> Running {
        let mut child = self.0.stdout(Stdio::piped()).spawn().unwrap();
        let (mut greeting, mut lines) = (String::new(), BufReader::new(child.stdout.take().unwrap()));
        while !greeting.ends_with(" Answers while the service is up.\n\n") {
            assert!(lines.read_line(&mut greeting).unwrap() > 0, "it ended early: {greeting}");
        }
        let port = greeting.split("http://127.0.0.1:").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        Running { child, greeting, port }
    }
}

/// The server.
pub struct Running {
    child: Child,
    greeting: String,
    port: u16,
}

impl Running {
    pub fn greeting(&self) -> &str {
        &self.greeting
    }

    /// The Authorization of a user's token.
    pub fn token(&self, username: &str, password: &str) -> String {
        let body = format!(r#"{{"username":"{username}","password":"{password}"}}"#);
        let (status, answer) = client::Client::new(self, "").send("POST", "/api/v1/auth/token", &body).unwrap();
        assert_eq!(status, 200, "{answer}");
        format!("Token {}", answer.split('"').nth(3).unwrap())
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// The answer to a request line with headers.
    pub fn send(&self, request: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "{request}Host: localhost\r\nConnection: close\r\n\r\n").unwrap();
        rest(stream)
    }

    /// Sends it a signal.
    pub fn signal(self, signal: &str) -> Running {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        self
    }

    /// Its exit status.
    pub fn status(mut self) -> i32 {
        self.child.wait().unwrap().code().expect("it ends by itself, not by a signal")
    }

    /// Its exit status after a signal.
    pub fn stop(self, signal: &str) -> i32 {
        self.signal(signal).status()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything until the other side closes.
pub fn rest(mut stream: TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut out = Vec::new();
    stream.read_to_end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Base64 (RFC 4648), for the Authorization header.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..4).map(|at| if at <= chunk.len() { char::from(ALPHABET[(bits >> (18 - 6 * at)) as usize & 63]) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}
