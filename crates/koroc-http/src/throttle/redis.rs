//! Counting in Redis, for several processes together, without burdening the database.

use koroc_spec::{Problem, Rate};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, Script};
use tokio::sync::OnceCell;

use super::history::{Verdict, verdict};

/// Redis runs it as one step: forgets what is too long ago, and takes the request in if there is room for it. It answers how many requests there were
/// before, and when the first of them was.
const COUNT: &str = "
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tonumber(ARGV[1]) - tonumber(ARGV[2]))
    local requests = redis.call('ZCARD', KEYS[1])
    if requests < tonumber(ARGV[3]) then
        redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
        redis.call('EXPIRE', KEYS[1], ARGV[2])
    end
    local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return {requests, first[2] or ARGV[1]}
";

/// Counts in sorted sets, `koroc:throttle:SCOPE:CLIENT`; the connection is made when it is first needed, and again when it is lost.
pub(crate) struct Redis {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    count: Script,
}

impl Redis {
    /// # Errors
    /// A URL that is none of Redis.
    pub(super) fn new(url: &str) -> Result<Self, Problem> {
        let client = Client::open(url).map_err(|error| Problem::new("throttle_store", format!("`{url}`: {error}")))?;
        Ok(Redis { client, connection: OnceCell::new(), count: Script::new(COUNT) })
    }

    /// # Errors
    /// A server that cannot be reached.
    pub(super) async fn count(&self, key: &str, rate: Rate, now: f64) -> Result<Verdict, RedisError> {
        let settings = ConnectionManagerConfig::new().set_number_of_retries(1);
        let connection = self.connection.get_or_try_init(|| ConnectionManager::new_with_config(self.client.clone(), settings)).await?;
        let mut count = self.count.key(format!("koroc:throttle:{key}"));
        // Each request is a member of its own, also where two come at one moment.
        let request = uuid::Uuid::new_v4().to_string();
        count.arg(format!("{now:.6}")).arg(rate.seconds).arg(rate.requests).arg(request);
        let (requests, first): (usize, f64) = count.invoke_async(&mut connection.clone()).await?;
        Ok(verdict(requests, first, rate, now))
    }
}
