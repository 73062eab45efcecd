//! A line to a server, which can go dead in the ways in which lines do.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    thread::{JoinHandle, sleep, spawn},
    time::Duration,
};

/// What goes over the line.
const ALL: u8 = 0;
/// Nothing, and neither side is told.
const NOTHING: u8 = 1;
/// There is no line: what was open is closed, what is tried is refused.
const NO_LINE: u8 = 2;

const TICK: Duration = Duration::from_millis(10);

/// A line from a port of its own to the server that a URL names.
pub struct Line {
    server: String,
    port: u16,
    state: Arc<AtomicU8>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// The line, and the URL of what is at its other end.
    pub fn to(url: &str) -> (Line, String) {
        let (scheme, rest) = url.split_once("://").expect("a URL has a scheme");
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (user, server) = rest[..end].rsplit_once('@').unwrap_or(("", &rest[..end]));
        let server = if server.contains(':') { server.to_owned() } else { format!("{server}:5432") };
        let mut line = Line { server, port: 0, state: Arc::default(), thread: None };
        line.mend();
        let url = format!("{scheme}://{user}@127.0.0.1:{}{}", line.port, &rest[end..]);
        (line, url)
    }

    /// Lets nothing through.
    pub fn silence(&self) {
        self.state.store(NOTHING, Ordering::SeqCst);
    }

    /// Closes what is open; from then on connections are refused.
    pub fn cut(&mut self) {
        self.state.store(NO_LINE, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the line was sound");
        }
    }

    /// Lets everything through again.
    pub fn mend(&mut self) {
        self.state.store(ALL, Ordering::SeqCst);
        if self.thread.is_none() {
            let listener = TcpListener::bind(("127.0.0.1", self.port)).expect("the port is free");
            self.port = listener.local_addr().expect("it is bound").port();
            let (server, state) = (self.server.clone(), Arc::clone(&self.state));
            self.thread = Some(spawn(move || listen(&listener, &server, &state)));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
    }
}

fn listen(listener: &TcpListener, server: &str, state: &Arc<AtomicU8>) {
    listener.set_nonblocking(true).expect("a socket can wait for nobody");
    let mut ways = Vec::new();
    while state.load(Ordering::SeqCst) != NO_LINE {
        match listener.accept() {
            Ok((near, _)) => {
                near.set_nonblocking(false).expect("a socket can wait");
                let far = TcpStream::connect(server).expect("the server listens");
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to, state) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"), Arc::clone(state));
                    ways.push(spawn(move || carry(from, to, &state)));
                }
            }
            Err(_) => sleep(TICK),
        }
    }
    for way in ways {
        way.join().expect("a way ends");
    }
}

/// Carries one way, until one side ends or the line is cut.
fn carry(mut from: TcpStream, mut to: TcpStream, state: &AtomicU8) {
    from.set_read_timeout(Some(TICK)).expect("a timeout");
    let mut buffer = [0; 65536];
    loop {
        let read = from.read(&mut buffer);
        while state.load(Ordering::SeqCst) == NOTHING {
            sleep(TICK);
        }
        let over = state.load(Ordering::SeqCst) == NO_LINE;
        match read {
            _ if over => break,
            Ok(length) if length > 0 && to.write_all(&buffer[..length]).is_ok() => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => break,
        }
    }
    for side in [from, to] {
        // It may be closed already.
        let _ = side.shutdown(Shutdown::Both);
    }
}
