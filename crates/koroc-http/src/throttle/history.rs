//! When one client asked, as far back as its rate reaches.

use koroc_spec::Rate;

/// Whether a request may pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    Passed,
    /// It may not, and after how many seconds the next may; `None`: nobody can tell.
    Refused {
        wait: Option<f64>,
    },
}

/// Whether a request passes after so many others, the first of them at this moment.
pub(super) fn verdict(requests: usize, first: f64, rate: Rate, now: f64) -> Verdict {
    let room = rate.requests as usize;
    if requests < room {
        return Verdict::Passed;
    }
    // More requests than there is room for were counted under an earlier rate.
    Verdict::Refused { wait: (requests <= room).then_some(f64::from(rate.seconds) - (now - first)) }
}

/// The moments of a client's requests, in seconds since 1970, the latest last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct History(pub(super) Vec<f64>);

impl History {
    /// Forgets what is too long ago, and takes a request in if there is room for it.
    pub(super) fn count(&mut self, rate: Rate, now: f64) -> Verdict {
        let over = self.0.iter().take_while(|&&moment| moment <= now - f64::from(rate.seconds)).count();
        self.0.drain(..over);
        let verdict = verdict(self.0.len(), self.0.first().copied().unwrap_or(now), rate, now);
        if verdict == Verdict::Passed {
            self.0.push(now);
        }
        verdict
    }

    /// The history as text, to the microsecond.
    pub(super) fn write(&self) -> String {
        self.0.iter().map(|moment| format!("{moment:.6}")).collect::<Vec<_>>().join(" ")
    }

    /// A history that was written; what is no moment is left out.
    pub(super) fn read(text: &str) -> History {
        History(text.split(' ').filter_map(|moment| moment.parse().ok()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_slides() {
        let rate = Rate { requests: 2, seconds: 60 };
        let mut history = History::default();
        let refused = |wait| Verdict::Refused { wait: Some(wait) };
        for (now, verdict) in [
            (100.0, Verdict::Passed),
            (110.0, Verdict::Passed),
            (120.0, refused(40.0)),
            (159.5, refused(0.5)),
            (160.0, Verdict::Passed),
            (161.0, refused(9.0)),
            (220.0, Verdict::Passed),
        ] {
            history = History::read(&history.write());
            assert_eq!(history.count(rate, now), verdict, "{now}");
        }
    }

    #[test]
    fn rates_change() {
        let mut history = History(vec![1.0, 2.0, 3.0]);
        assert_eq!(history.count(Rate { requests: 2, seconds: 60 }, 4.0), Verdict::Refused { wait: None });
        assert_eq!(History::default().count(Rate { requests: 0, seconds: 60 }, 4.0), Verdict::Refused { wait: Some(60.0) });
    }
}
