//! Schedules on a plain server: what a deployment's clock calls there, this one calls here.

use std::{str::FromStr as _, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use cron::Schedule;
use koroc_http::Service;
use koroc_spec::{Resolved, Trigger};
use serde_json::json;

use super::failure::Failure;

/// When a function is called.
enum Clock {
    /// Each time so much has passed since the server started.
    Rate(TimeDelta),
    Cron(Box<Schedule>),
}

/// Calls every function with a schedule at its times, until the server ends. A call that fails is logged; one that takes longer than until the next
/// time is not called twice at once. Of several servers each has its own clock.
///
/// # Errors
/// If an expression means no time.
pub(super) fn start(service: &Service) -> Result<(), Failure> {
    for (name, clock) in clocks(service.resolved())? {
        let service = service.clone();
        tokio::spawn(async move {
            let mut last = Utc::now();
            while let Some(next) = clock.after(last) {
                tokio::time::sleep((next - Utc::now()).to_std().unwrap_or(Duration::ZERO)).await;
                let event = json!({"detail-type": "Scheduled Event", "source": "aws.events", "time": next.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)});
                if let Err(error) = service.call(&name, event).await {
                    tracing::error!(function = name, "a scheduled call failed: {error}");
                }
                last = next.max(Utc::now() - TimeDelta::seconds(1));
            }
        });
    }
    Ok(())
}

fn clocks(resolved: &Resolved) -> Result<Vec<(String, Clock)>, Failure> {
    let triggers = resolved.groups.iter().flat_map(|group| group.triggers.iter().map(move |trigger| (group, trigger)));
    let schedules = triggers.filter_map(|(group, trigger)| match trigger {
        Trigger::Schedule(expression) => Some((&group.name, expression)),
        Trigger::Queue { .. } | Trigger::Bucket { .. } => None,
    });
    schedules.map(|(name, expression)| Ok((name.clone(), Clock::read(expression)?))).collect()
}

impl Clock {
    /// Reads `rate(5 minutes)` or `cron(…)`, whose form `resolve` has checked.
    fn read(expression: &str) -> Result<Clock, Failure> {
        let inside = expression.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or_default();
        if expression.starts_with("cron") {
            // The field of seconds is this parser's own.
            let schedule = Schedule::from_str(&format!("0 {inside}"));
            return schedule.map(|schedule| Clock::Cron(Box::new(schedule))).map_err(|error| Failure::new(format!("The schedule `{expression}`: {error}")));
        }
        let (value, unit) = inside.split_once(' ').unwrap_or((inside, ""));
        let value = value.parse().map_err(|_| Failure::new(format!("The schedule `{expression}` has no number")))?;
        Ok(Clock::Rate(match unit.trim_end_matches('s') {
            "minute" => TimeDelta::minutes(value),
            "hour" => TimeDelta::hours(value),
            _ => TimeDelta::days(value),
        }))
    }

    fn after(&self, time: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Clock::Rate(delta) => Some(time + *delta),
            Clock::Cron(schedule) => schedule.after(&time).next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of AWS's own examples, after Friday the 13th of March 2026, 10:07:30.
    #[test]
    fn clocks_tell_the_times_that_aws_means() {
        let now: DateTime<Utc> = "2026-03-13T10:07:30Z".parse().unwrap();
        for (expression, times) in [
            ("rate(5 minutes)", ["2026-03-13T10:12:30Z", "2026-03-13T10:17:30Z"]),
            ("rate(1 hour)", ["2026-03-13T11:07:30Z", "2026-03-13T12:07:30Z"]),
            ("rate(7 days)", ["2026-03-20T10:07:30Z", "2026-03-27T10:07:30Z"]),
            ("cron(0 10 * * ? *)", ["2026-03-14T10:00:00Z", "2026-03-15T10:00:00Z"]),
            ("cron(15 12 * * ? *)", ["2026-03-13T12:15:00Z", "2026-03-14T12:15:00Z"]),
            ("cron(0 18 ? * MON-FRI *)", ["2026-03-13T18:00:00Z", "2026-03-16T18:00:00Z"]),
            ("cron(0 8 1 * ? *)", ["2026-04-01T08:00:00Z", "2026-05-01T08:00:00Z"]),
            ("cron(0/15 * * * ? *)", ["2026-03-13T10:15:00Z", "2026-03-13T10:30:00Z"]),
            ("cron(0/30 20-23 ? * 2-6 *)", ["2026-03-13T20:00:00Z", "2026-03-13T20:30:00Z"]),
            ("cron(0 9 ? * 1 *)", ["2026-03-15T09:00:00Z", "2026-03-22T09:00:00Z"]),
        ] {
            let clock = Clock::read(expression).map_err(|error| error.to_string()).unwrap();
            let first = clock.after(now).unwrap();
            let second = clock.after(first).unwrap();
            assert_eq!([first, second].map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)), times, "{expression}");
        }
        assert!(Clock::read("cron(0 25 * * ? *)").is_err());
    }
}
