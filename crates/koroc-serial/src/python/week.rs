//! Weeks of the year, as C and ISO 8601 count them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

/// The day of the year of a weekday (Monday: 0) in a week (from its first Monday, or Sunday; week 0 stands before it). It may lie in the years beside.
pub(super) fn day_of_week(year: i32, week: u32, weekday: u32, mondays: bool) -> Option<i64> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?.weekday();
    let (first, weekday) = match mondays {
        true => (first.num_days_from_monday(), weekday),
        false => (first.num_days_from_sunday(), (weekday + 1) % 7),
    };
    let (first, weekday, week) = (i64::from(first), i64::from(weekday), i64::from(week));
    Some(if week == 0 { 1 + weekday - first } else { 1 + (7 - first) % 7 + 7 * (week - 1) + weekday })
}

/// The day of a week of ISO 8601; the weekday counts from Monday, 0. A 53rd week may lie in the year behind.
pub(super) fn day_of_iso_week(year: i32, week: u32, weekday: u32) -> Option<NaiveDate> {
    let fourth = NaiveDate::from_ymd_opt(year, 1, 4)?;
    let monday = i64::from(week) * 7 - 7 - i64::from(fourth.weekday().num_days_from_monday());
    fourth.checked_add_signed(TimeDelta::days(monday + i64::from(weekday)))
}

/// The weekday, Monday being 1.
pub(super) fn iso_weekday(moment: &NaiveDateTime) -> u32 {
    moment.weekday().number_from_monday()
}

/// The week, counted from the year's first Sunday.
pub(super) fn sunday_week(moment: &NaiveDateTime) -> u32 {
    (moment.ordinal0() + 7 - moment.weekday().num_days_from_sunday()) / 7
}

/// The week, counted from the year's first Monday.
pub(super) fn monday_week(moment: &NaiveDateTime) -> u32 {
    (moment.ordinal0() + 7 - moment.weekday().num_days_from_monday()) / 7
}
