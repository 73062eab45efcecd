//! Counting in this process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use koroc_spec::Rate;

use super::history::{History, Verdict};

/// The most clients that are remembered; beyond that, those who asked longest ago are forgotten.
const MAX_CLIENTS: usize = 100_000;

/// The histories of clients, with the moment when each is over.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<String, (History, f64)>>);

impl Memory {
    pub(super) fn count(&self, key: &str, rate: Rate, now: f64) -> Verdict {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MAX_CLIENTS && !clients.contains_key(key) {
            forget(&mut clients, now);
        }
        let (history, over) = clients.entry(key.to_owned()).or_default();
        *over = now + f64::from(rate.seconds);
        history.count(rate, now)
    }
}

/// Forgets whoever's history is over, and, if that is not enough, the tenth whose history is over first.
fn forget(clients: &mut HashMap<String, (History, f64)>, now: f64) {
    clients.retain(|_, (_, over)| *over > now);
    if clients.len() >= MAX_CLIENTS {
        let mut ends: Vec<f64> = clients.values().map(|(_, over)| *over).collect();
        ends.sort_by(f64::total_cmp);
        let first = ends[MAX_CLIENTS / 10];
        clients.retain(|_, (_, over)| *over > first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let memory = Memory::default();
        let rate = Rate { requests: 1, seconds: 86_400 };
        for client in 0..u32::try_from(MAX_CLIENTS).unwrap() + 1 {
            memory.count(&client.to_string(), rate, f64::from(client));
        }
        assert!(memory.0.lock().unwrap().len() < MAX_CLIENTS);
        assert_eq!(memory.count(&MAX_CLIENTS.to_string(), rate, f64::from(u32::try_from(MAX_CLIENTS).unwrap())), Verdict::Refused { wait: Some(86_400.0) });
    }
}
