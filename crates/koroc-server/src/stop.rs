//! Waits for the signals that ask a server to stop.

use std::io;

/// Ends when the process gets Ctrl-C (SIGINT) or SIGTERM. From this call on the signals no longer end the process by themselves, so make
/// it before anyone is told that the server is ready.
///
/// # Errors
/// The system's, where it takes no signal handler.
#[cfg(unix)]
pub fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the process gets Ctrl-C. From this call on it no longer ends the process by itself.
///
/// # Errors
/// The system's, where it takes no handler.
#[cfg(not(unix))]
pub fn stopped() -> io::Result<impl Future<Output = ()>> {
    let interrupt = tokio::signal::ctrl_c();
    Ok(async move {
        if interrupt.await.is_err() {
            std::future::pending().await
        }
    })
}
