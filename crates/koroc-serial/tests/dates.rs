//! Dates, times and decimals read back from the form in which they are written.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use koroc_serial::FieldPlan;
use koroc_spec::{FieldKind, Settings, Value, ValueType};
use proptest::prelude::*;

fn plan(kind: FieldKind, format: Option<&str>) -> FieldPlan {
    let mut ty = ValueType::of(kind);
    ty.wire.format = format.map(str::to_owned);
    ty.wire.input_formats = format.into_iter().filter(|format| format.starts_with('%')).map(str::to_owned).collect();
    FieldPlan::new(&ty, &Settings::default(), &[]).unwrap()
}

fn reads_back(plan: &FieldPlan, value: &Value) -> Result<(), TestCaseError> {
    prop_assert_eq!(&plan.validate(&plan.represent(value)).map_err(|errors| TestCaseError::fail(format!("{errors:?}")))?, value);
    Ok(())
}

proptest! {
    #[test]
    fn days(days in 0i32..3_652_058) {
        let value = Value::Date(NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap());
        reads_back(&plan(FieldKind::Date, None), &value)?;
        let year_is_short = days < 365_000;
        if !year_is_short {
            for format in ["%d/%m/%Y", "%A %d %B %Y", "%b %d, %Y", "%Y%j"] {
                reads_back(&plan(FieldKind::Date, Some(format)), &value)?;
            }
        }
    }

    #[test]
    fn times(seconds in 0u32..86_400, micros in prop_oneof![Just(0u32), 0u32..1_000_000]) {
        let value = Value::Time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, micros * 1000).unwrap());
        reads_back(&plan(FieldKind::Time, None), &value)?;
        reads_back(&plan(FieldKind::Time, Some("%I:%M:%S.%f %p")), &value)?;
    }

    #[test]
    fn instants(micros in -62_135_596_800_000_000i64..=253_402_300_799_999_999) {
        reads_back(&plan(FieldKind::DateTime, None), &Value::DateTime(DateTime::from_timestamp_micros(micros).unwrap()))?;
    }

    #[test]
    fn spans(seconds in -86_399_999_913_600i64..86_399_999_999_999, micros in 0u32..1_000_000) {
        let value = Value::Duration(TimeDelta::new(seconds, micros * 1000).unwrap());
        reads_back(&plan(FieldKind::Duration, None), &value)?;
    }

    #[test]
    fn decimals(text in "-?[1-9][0-9]{0,17}\\.[0-9]{2}") {
        let plan = plan(FieldKind::Decimal { max_digits: Some(20), decimal_places: Some(2) }, None);
        let value = Value::Decimal(text.clone());
        prop_assert_eq!(plan.represent(&value), Value::Str(text.clone()));
        prop_assert_eq!(plan.validate(&Value::Str(text)).unwrap(), value);
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,16}|[-+0-9:.,TZWPDHMSe/ _]{0,24}") {
        for kind in [FieldKind::Date, FieldKind::Time, FieldKind::DateTime, FieldKind::Duration, FieldKind::Uuid, FieldKind::Email, FieldKind::Url, FieldKind::Float] {
            let _ = plan(kind, None).validate(&Value::Str(text.clone()));
        }
        let _ = plan(FieldKind::Decimal { max_digits: None, decimal_places: None }, None).validate(&Value::Str(text));
    }
}
