//! The bounded pool on which passwords are hashed, away from the threads that answer requests.

use std::{sync::Arc, thread};

use koroc_spec::PasswordCost;
use tokio::{sync::Semaphore, task};

use super::password::{self, Encoded};

/// Hashes and checks passwords, a few at a time and never on the runtime's own threads.
///
/// Hashing is slow and hungry for memory on purpose (19 MB each): without a bound, a burst of logins would take both from everyone else.
#[derive(Clone)]
pub(super) struct Passwords {
    cost: PasswordCost,
    slots: Arc<Semaphore>,
    /// Checked where there is no password to check, so that an unknown user takes the work of a known one.
    nobody: Arc<str>,
}

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// It is not the password, or there is none.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, and this is a stronger string for it.
    Outdated(String),
}

impl Passwords {
    /// A pool that leaves at least half of the processors to requests.
    pub fn new(cost: PasswordCost) -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Passwords { cost, slots: Arc::new(Semaphore::new((processors / 2).max(1))), nobody: password::nobody(cost).into() }
    }

    /// A new password string.
    pub async fn encode(&self, password: String) -> String {
        let cost = self.cost;
        self.run(move || password::encode(&password, cost)).await
    }

    /// Checks a password against the string of a user, or against one that nothing matches where there is no such user or string.
    pub async fn check(&self, password: String, encoded: Option<String>) -> Checked {
        let (cost, nobody) = (self.cost, self.nobody.clone());
        self.run(move || {
            let (encoded, known) = subject(encoded.as_deref(), &nobody);
            let verdict = encoded.check(&password, cost);
            match (known && verdict.correct, verdict.outdated) {
                (false, _) => Checked::Wrong,
                (true, false) => Checked::Right,
                (true, true) => Checked::Outdated(password::encode(&password, cost)),
            }
        })
        .await
    }

    /// Runs a job when a slot is free. The slot belongs to the job: a client that hangs up does not let another in early.
    async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> T {
        let slot = self.slots.clone().acquire_owned().await.expect("the semaphore is never closed");
        let done = task::spawn_blocking(move || {
            let _slot = slot;
            job()
        });
        done.await.expect("hashing does not panic, and the runtime outlives its requests")
    }
}

/// What a password is checked against, and whether a match counts: the string of a user, or that of nobody, which costs the same.
fn subject<'a>(encoded: Option<&'a str>, nobody: &'a str) -> (Encoded<'a>, bool) {
    match encoded.and_then(Encoded::parse) {
        Some(encoded) => (encoded, true),
        None => (Encoded::parse(nobody).expect("our own strings can be read"), false),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    #[tokio::test]
    async fn a_password_is_right_wrong_or_outdated() {
        let passwords = Passwords::new(PasswordCost::Cheap);
        let encoded = passwords.encode("secret".to_owned()).await;
        let old = "pbkdf2_sha256$1000$saltsaltsalt$CRq7d0l0KAJg+RViBmKB9eXRSJKvU35tqhp9ErJKAvQ=".to_owned();
        let cases = [("secret", Some(encoded.clone()), true), ("wrong", Some(encoded), false), ("", None, false), ("", Some(password::unusable()), false)];
        for (password, encoded, right) in cases {
            let expected = if right { Checked::Right } else { Checked::Wrong };
            assert_eq!(passwords.check(password.to_owned(), encoded).await, expected, "{password}");
        }
        let Checked::Outdated(new) = passwords.check("admin-pass-123".to_owned(), Some(old)).await else { panic!("an old string is replaced") };
        assert_eq!(passwords.check("admin-pass-123".to_owned(), Some(new)).await, Checked::Right);
    }

    /// The same recipe is worked through for a user and for nobody: same algorithm, same parameters.
    #[test]
    fn nobody_takes_the_work_of_a_user() {
        for cost in [PasswordCost::Safe, PasswordCost::Cheap] {
            let (user, nobody, unusable) = (password::encode("secret", cost), Passwords::new(cost).nobody, password::unusable());
            let work = |encoded: Option<&str>| match subject(encoded, &nobody) {
                (Encoded::Argon2(hash), known) => ((hash.algorithm.to_string(), hash.params.to_string()), known),
                (Encoded::Pbkdf2 { .. }, _) => panic!("new strings are Argon2id"),
            };
            let (recipe, known) = work(Some(&user));
            assert!(known);
            for encoded in [None, Some(unusable.as_str()), Some(""), Some("md5$salt$hash")] {
                assert_eq!(work(encoded), (recipe.clone(), false), "{encoded:?}");
            }
        }
    }

    /// Current-thread runtime: its only thread is this one, so a job on any other is off the runtime.
    #[tokio::test]
    async fn jobs_run_off_the_runtime_and_within_the_bound() {
        let passwords = Passwords::new(PasswordCost::Cheap);
        let bound = passwords.slots.available_permits();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs: Vec<_> = (0..bound * 4)
            .map(|_| {
                let (passwords, running, most) = (passwords.clone(), running.clone(), most.clone());
                tokio::spawn(async move {
                    let job = move || {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(5));
                        running.fetch_sub(1, Ordering::SeqCst);
                        thread::current().id()
                    };
                    passwords.run(job).await
                })
            })
            .collect();
        for job in jobs {
            assert_ne!(job.await.unwrap(), thread::current().id());
        }
        assert_eq!(most.load(Ordering::SeqCst), bound, "the pool is used, and never beyond its bound");
    }
}
