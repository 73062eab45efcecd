//! The content of a file, piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::FileError;

/// How much of a file is read at once.
pub(crate) const PIECE: usize = 128 * 1024;

/// Pieces of a file in order: at most two wait to be taken, and whoever reads them stops when this is dropped.
#[derive(Debug)]
pub struct Chunks(mpsc::Receiver<Result<Bytes, FileError>>);

/// The end that pieces are put in.
pub(crate) type Sender = mpsc::Sender<Result<Bytes, FileError>>;

impl Chunks {
    pub(crate) fn channel() -> (Sender, Chunks) {
        let (sender, receiver) = mpsc::channel(2);
        (sender, Chunks(receiver))
    }

    /// The next piece, once it is there; `None`: that was all.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        Pin::new(&mut self.0).poll_recv(context)
    }

    /// The next piece; `None`: that was all.
    pub async fn next(&mut self) -> Option<Result<Bytes, FileError>> {
        self.0.recv().await
    }
}
