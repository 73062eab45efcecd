//! A request's body with a deadline that moves on as bytes arrive.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::Limits;

/// The body for the application; one that is there already, or empty, costs no timer.
pub(crate) fn timed(incoming: Incoming, limits: &Limits) -> Body {
    if incoming.is_end_stream() { Body::empty() } else { Body::new(TimedBody { incoming, patience: limits.body, rate: limits.body_rate, clock: None }) }
}

/// A body that fails with [`io::ErrorKind::TimedOut`] once its client has used up its time: `patience`, and a second for each `rate` bytes.
///
/// One rule ends both the body that never comes and the one that comes a byte at a time. The clock starts when the application first
/// waits for the body, so its own time is not the client's.
struct TimedBody {
    incoming: Incoming,
    patience: Duration,
    rate: u32,
    clock: Option<Clock>,
}

struct Clock {
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

impl TimedBody {
    /// Ready when time is up.
    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let clock = self.clock.get_or_insert_with(|| {
            let deadline = Instant::now() + patience;
            Clock { deadline, timer: Box::pin(sleep_until(deadline)) }
        });
        loop {
            ready!(clock.timer.as_mut().poll(cx));
            // Bytes have moved the deadline since the timer was set; moving the timer only now spares it a change for each of them.
            if clock.deadline <= Instant::now() {
                return Poll::Ready(());
            }
            clock.timer.as_mut().reset(clock.deadline);
        }
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(cx) else {
            ready!(self.poll_clock(cx));
            return Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the client took too long to send the body").into())));
        };
        let rate = f64::from(self.rate);
        if let (Some(clock), Some(Ok(frame))) = (&mut self.clock, &frame) {
            let bytes = frame.data_ref().map_or(0.0, |data| data.len() as f64);
            clock.deadline += Duration::from_secs_f64(bytes / rate);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
