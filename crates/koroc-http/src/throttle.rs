//! How often a client may ask: DRF's sliding log, counted in one step so that requests at the same moment cannot share a place.

mod database;
mod history;
mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::time::{SystemTime, UNIX_EPOCH};

use koroc_spec::{Limit, Problem, Rate, ThrottleBy, ThrottleStore, Value};

use crate::ApiError;
use crate::call::Call;
use crate::charset::latin1;
use database::Database;
use history::Verdict;
use memory::Memory;

/// Where throttles count.
pub(crate) enum Store {
    Memory(Memory),
    Database(Database),
    #[cfg(feature = "redis")]
    Redis(redis::Redis),
}

impl Store {
    pub(crate) fn new(store: &ThrottleStore) -> Result<Store, Problem> {
        match store {
            ThrottleStore::Memory => Ok(Store::Memory(Memory::default())),
            ThrottleStore::Database => Ok(Store::Database(Database::default())),
            #[cfg(feature = "redis")]
            ThrottleStore::Redis(url) => redis::Redis::new(url).map(Store::Redis),
            #[cfg(not(feature = "redis"))]
            ThrottleStore::Redis(_) => {
                Err(Problem::new("throttle_store", "is in Redis, which this program was built without; build it with the feature `redis`"))
            }
        }
    }
}

/// Counts a request under every limit of its policy, and refuses it where one is reached.
///
/// # Errors
/// 429 with the longest wait among the limits that are reached.
pub(crate) async fn check(call: &Call<'_>) -> Result<(), ApiError> {
    check_all(call, &call.policy().throttles).await
}

async fn check_all(call: &Call<'_>, limits: &[Limit]) -> Result<(), ApiError> {
    let mut waits = Vec::new();
    for limit in limits {
        let Some(who) = who(call, limit).await? else { continue };
        if let Verdict::Refused { wait } = count(call, format!("{}:{who}", limit.scope), limit.rate).await? {
            waits.push(wait);
        }
    }
    if waits.is_empty() {
        return Ok(());
    }
    Err(ApiError::throttled(waits.into_iter().flatten().reduce(f64::max)))
}

async fn count(call: &Call<'_>, key: String, rate: Rate) -> Result<Verdict, ApiError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(ApiError::internal)?.as_secs_f64();
    match call.service.throttle_store() {
        Store::Memory(memory) => Ok(memory.count(&key, rate, now)),
        Store::Database(database) => Ok(database.count(call.service.db(), key, rate, now).await?),
        #[cfg(feature = "redis")]
        Store::Redis(redis) => redis.count(&key, rate, now).await.map_err(ApiError::unavailable),
    }
}

/// Who is counted together; `None`: this request is let through.
async fn who(call: &Call<'_>, limit: &Limit) -> Result<Option<String>, ApiError> {
    match (&limit.by, call.user()) {
        (ThrottleBy::Anon, Some(_)) => Ok(None),
        (ThrottleBy::User, Some(user)) => Ok(Some(user.id.to_string())),
        (ThrottleBy::Anon | ThrottleBy::User, None) => Ok(Some(address(call))),
        (ThrottleBy::Custom(name), _) => {
            let key = call.service.own().throttles.get(name).ok_or_else(|| ApiError::internal("a throttle has behaviour"))?;
            key(call.context(None, None)).await
        }
    }
}

/// The client's address: that of the connection, or what proxies say in `X-Forwarded-For`, as far as the setting `num_proxies` believes it.
fn address(call: &Call<'_>) -> String {
    let forwarded: Vec<String> = call.headers().get_all("x-forwarded-for").iter().map(|value| latin1(value.as_bytes())).collect();
    forwarded_for(&forwarded.join(","), call.service.resolved().settings.num_proxies).unwrap_or_else(|| call.client.address.to_string())
}

/// The address in a header; `None`: the connection's counts.
fn forwarded_for(header: &str, proxies: Option<usize>) -> Option<String> {
    let entries: Vec<&str> = header.split(',').collect();
    match proxies {
        _ if header.is_empty() => None,
        Some(0) => None,
        Some(proxies) => entries.get(entries.len() - proxies.min(entries.len())).map(|entry| entry.trim().to_owned()),
        None => Some(header.split_whitespace().collect()),
    }
}

/// A value of the database as text.
fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::forwarded_for;

    #[test]
    fn proxies_are_believed_as_far_as_the_setting_says() {
        for (header, proxies, address) in [
            ("", None, None),
            ("1.1.1.1", Some(0), None),
            ("1.1.1.1, 2.2.2.2", Some(1), Some("2.2.2.2")),
            ("1.1.1.1, 2.2.2.2", Some(2), Some("1.1.1.1")),
            ("1.1.1.1, 2.2.2.2", Some(5), Some("1.1.1.1")),
            ("1.1.1.1, 2.2.2.2", None, Some("1.1.1.1,2.2.2.2")),
        ] {
            assert_eq!(forwarded_for(header, proxies).as_deref(), address, "{header} {proxies:?}");
        }
    }
}
