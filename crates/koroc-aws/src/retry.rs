//! What is tried again, and after how long.

use std::time::Duration;

use crate::Error;

/// How often a call is tried at most, unless its database is waking up.
const TRIES: u32 = 4;
/// The first pause, doubled with every further one.
const FIRST: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(2);

/// How a failed call ended, seen from whether it may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A second try would end as the first one did.
    Final,
    /// It was turned away before anything was done.
    Refused,
    /// A paused Aurora cluster wakes up, which takes about 15 seconds: as long as there is time, it is tried again.
    Resuming,
    /// Nobody knows whether it was done.
    InDoubt,
}

/// What an error means for another try.
pub(crate) fn fault(error: &Error) -> Fault {
    match error {
        Error::Service { code, .. } if code == "DatabaseResumingException" => Fault::Resuming,
        Error::Service { status, code, .. } => match code.as_str() {
            _ if *status == 429 => Fault::Refused,
            "Throttling" | "ThrottlingException" | "ThrottledException" | "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown" => Fault::Refused,
            // The service has no free capacity, or the cluster no writer: the statement went nowhere.
            "ServiceUnavailableError" | "DatabaseUnavailableException" => Fault::Refused,
            _ if *status >= 500 => Fault::InDoubt,
            _ => Fault::Final,
        },
        Error::Connection { sent: false, .. } => Fault::Refused,
        Error::Connection { sent: true, .. } => Fault::InDoubt,
        Error::Configuration(_) | Error::Deadline(_) | Error::Answer(_) => Fault::Final,
    }
}

/// How long to wait before a call is tried for the `tried + 1`st time; `None` where it is not. A call that may be `repeated` is tried again even
/// where it may have been done already. `chance` from 0 to 1 spreads those who failed together.
pub(crate) fn pause(error: &Error, repeated: bool, tried: u32, chance: f64) -> Option<Duration> {
    let again = match fault(error) {
        Fault::Final => false,
        Fault::Resuming => true,
        Fault::Refused => tried < TRIES,
        Fault::InDoubt => repeated && tried < TRIES,
    };
    again.then(|| FIRST.saturating_mul(1 << tried.min(10)).min(LONGEST).mul_f64(0.5 + chance / 2.0))
}

/// A random number from 0 to 1.
pub(crate) fn chance() -> f64 {
    let mut byte = [0];
    // Without random numbers all wait equally long, which is no reason to fail.
    let _ = getrandom::fill(&mut byte);
    f64::from(byte[0]) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(status: u16, code: &str) -> Error {
        Error::Service { status, code: code.to_owned(), message: String::new() }
    }

    #[test]
    fn what_may_have_been_done_is_not_done_twice() {
        let broken = |sent| Error::Connection { message: String::new(), sent };
        let cases = [
            (service(400, "ThrottlingException"), Fault::Refused),
            (service(429, "Whatever"), Fault::Refused),
            (service(503, "ServiceUnavailableError"), Fault::Refused),
            (service(400, "DatabaseResumingException"), Fault::Resuming),
            (service(500, "InternalServerErrorException"), Fault::InDoubt),
            (service(502, ""), Fault::InDoubt),
            (service(400, "DatabaseErrorException"), Fault::Final),
            (service(403, "AccessDeniedException"), Fault::Final),
            (broken(false), Fault::Refused),
            (broken(true), Fault::InDoubt),
            (Error::Deadline("it".to_owned()), Fault::Final),
        ];
        for (error, wanted) in cases {
            assert_eq!(fault(&error), wanted, "{error}");
            let again = |repeated, tried| pause(&error, repeated, tried, 0.5).is_some();
            assert_eq!(again(false, 1), matches!(wanted, Fault::Refused | Fault::Resuming), "{error}");
            assert_eq!(again(true, 1), wanted != Fault::Final, "{error}");
            assert_eq!(again(true, 9), wanted == Fault::Resuming, "{error}");
        }
    }

    #[test]
    fn pauses_grow_and_differ() {
        let pause = |tried, chance| pause(&service(400, "DatabaseResumingException"), false, tried, chance).expect("it is tried again");
        assert_eq!((pause(1, 0.0), pause(1, 1.0)), (FIRST, FIRST * 2));
        assert_eq!((pause(3, 1.0), pause(4_000_000, 1.0)), (FIRST * 8, LONGEST));
    }
}
