//! What calls a function besides clients, and how its events are handed over.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
};

use lambda_runtime::Error;
use serde_json::{Value, json};

/// What called the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A schedule of EventBridge: the event tells the time and the rule.
    Schedule,
    /// A queue of SQS: the event is one message of the batch.
    Queue,
    /// A bucket of S3: the event is one of its notifications.
    Bucket,
    /// Anybody who may invoke it (a console, a step function, CloudFormation): the event is what they sent.
    Direct,
}

/// A call of the function by something that is no client.
#[derive(Debug)]
pub struct Call {
    /// What called.
    pub kind: Kind,
    /// What it sent; of a batch, one message.
    pub event: Value,
    /// The invocation's id, which Lambda's own log lines have too.
    pub id: String,
}

impl Kind {
    /// What sent an event that is no request.
    pub(crate) fn of(event: &Value) -> Kind {
        match event["Records"][0]["eventSource"].as_str() {
            Some("aws:sqs") => Kind::Queue,
            Some("aws:s3") => Kind::Bucket,
            _ if event["detail-type"] == "Scheduled Event" => Kind::Schedule,
            _ => Kind::Direct,
        }
    }
}

/// Hands an event over: messages of a queue and notifications of a bucket one by one, in their order, everything else as it came.
///
/// Of a queue's messages, those whose call failed come again, and no others: the answer names them (`batchItemFailures`, which the event
/// source must be told to read: `ReportBatchItemFailures`). A queue that keeps an order gets everything behind the first failure back too.
///
/// # Errors
/// The call's own; of a bucket, the first one, and the notifications behind it are not handed over: Lambda sends all of them again.
pub(crate) async fn hand_over<F>(kind: Kind, event: Value, id: &str, call: impl Fn(Call) -> F) -> Result<Value, Error>
where
    F: Future<Output = Result<Value, Error>>,
{
    let id = || id.to_owned();
    match kind {
        Kind::Schedule | Kind::Direct => call(Call { kind, event, id: id() }).await,
        Kind::Bucket => {
            for event in records(event) {
                call(Call { kind, event, id: id() }).await?;
            }
            Ok(Value::Null)
        }
        Kind::Queue => {
            let (mut failures, mut is_over) = (Vec::new(), false);
            for event in records(event) {
                let message = event["messageId"].clone();
                let is_ordered = event["eventSourceARN"].as_str().is_some_and(|queue| queue.ends_with(".fifo"));
                if is_over || !succeeds(&message, call(Call { kind, event, id: id() })).await {
                    failures.push(json!({"itemIdentifier": message}));
                    is_over = is_ordered;
                }
            }
            Ok(json!({"batchItemFailures": failures}))
        }
    }
}

fn records(mut event: Value) -> Vec<Value> {
    match event["Records"].take() {
        Value::Array(records) => records,
        _ => Vec::new(),
    }
}

/// Whether a message's call succeeds; this is where it is logged if not. A panic is a failure of that message alone.
async fn succeeds(message: &Value, call: impl Future<Output = Result<Value, Error>>) -> bool {
    let mut call = std::pin::pin!(call);
    let end = std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(_) => Poll::Ready(Err("panicked".into())),
    });
    match end.await {
        Ok(_) => true,
        Err(error) => {
            tracing::error!(%message, "a message of a queue failed and comes again: {error}");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails where the body says so.
    async fn work(call: Call) -> Result<Value, Error> {
        match call.event["body"].as_str() {
            Some("panic") => panic!("as it was told to"),
            Some("fail") => Err("as it was told to".into()),
            _ => Ok(json!([call.event, call.id])),
        }
    }

    fn batch(queue: &str, bodies: &[&str]) -> Value {
        let message = |(at, body): (usize, &&str)| json!({"messageId": at.to_string(), "body": body, "eventSource": "aws:sqs", "eventSourceARN": queue});
        json!({"Records": bodies.iter().enumerate().map(message).collect::<Vec<_>>()})
    }

    #[tokio::test]
    async fn of_a_batch_only_what_failed_comes_again() {
        for (queue, bodies, failed) in [
            ("arn:aws:sqs:eu-west-1:1:likes", &["ok", "fail", "ok", "panic", "ok"][..], &["1", "3"][..]),
            ("arn:aws:sqs:eu-west-1:1:likes", &["ok"], &[]),
            ("arn:aws:sqs:eu-west-1:1:likes.fifo", &["ok", "fail", "ok"], &["1", "2"]),
        ] {
            let event = batch(queue, bodies);
            let kind = Kind::of(&event);
            assert_eq!(kind, Kind::Queue);
            let failed: Vec<Value> = failed.iter().map(|id| json!({"itemIdentifier": id})).collect();
            assert_eq!(hand_over(kind, event, "r", work).await.unwrap(), json!({"batchItemFailures": failed}));
        }
    }

    #[tokio::test]
    async fn other_events_are_answered_with_what_the_call_answers() {
        for kind in [Kind::Schedule, Kind::Direct] {
            assert_eq!(hand_over(kind, json!({"a": 1}), "r", work).await.unwrap(), json!([{"a": 1}, "r"]));
            assert!(hand_over(kind, json!({"body": "fail"}), "r", work).await.is_err());
        }
        let notifications = |bodies: &[&str]| json!({"Records": bodies.iter().map(|body| json!({"body": body})).collect::<Vec<_>>()});
        assert_eq!(hand_over(Kind::Bucket, notifications(&["a", "b"]), "r", work).await.unwrap(), Value::Null);
        assert!(hand_over(Kind::Bucket, notifications(&["a", "fail"]), "r", work).await.is_err());
    }
}
