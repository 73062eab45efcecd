//! Conditions on parts of dates and times, as Django's lookups find them.

use koroc_db::{Cond, DbErrorKind, Op, Part};
use koroc_spec::Value;

use crate::agency::{CANDIDATE, candidate};
use crate::kinds::names;
use crate::world::{day, instant, on_both};

on_both! {
    in agency:
    async fn parts_are_djangos(world) {
        // A Sunday in a leap year's last ISO week, a Thursday, the year's end that belongs to the next ISO year.
        for (name, born, seen) in [
            ("sunday", "2020-12-27", "2020-12-27T00:00:00Z"),
            ("thursday", "2021-07-01", "2021-07-01T23:59:59.999999Z"),
            ("monday", "2024-12-30", "2024-12-30T12:30:45.5Z"),
        ] {
            let time = Value::Time(seen[11..seen.len() - 1].parse().unwrap());
            let row = vec![(candidate::NAME, name.into()), (candidate::BORN, day(born)), (candidate::SEEN, instant(seen)), (candidate::START, time)];
            world.db.insert(CANDIDATE, row, &[]).await.unwrap();
        }
        world.db.insert(CANDIDATE, vec![(candidate::NAME, "nothing".into())], &[]).await.unwrap();
        let numbers = [
            (Part::Year, 2021, "thursday"),
            (Part::IsoYear, 2025, "monday"),
            (Part::Quarter, 3, "thursday"),
            (Part::Quarter, 4, "sunday monday"),
            (Part::Month, 12, "sunday monday"),
            (Part::Week, 52, "sunday"),
            (Part::Week, 1, "monday"),
            (Part::Day, 1, "thursday"),
            (Part::WeekDay, 1, "sunday"),
            (Part::WeekDay, 5, "thursday"),
            (Part::IsoWeekDay, 7, "sunday"),
            (Part::IsoWeekDay, 1, "monday"),
        ];
        for (part, number, expected) in numbers {
            for field in [candidate::BORN, candidate::SEEN] {
                let cond = Cond::Part { field, part, op: Op::Eq, value: Value::Int(number) };
                assert_eq!(names(world, cond).await, expected, "{part:?} {number} of {field}");
            }
        }
        for (part, number, expected) in [(Part::Hour, 23, "thursday"), (Part::Minute, 30, "monday"), (Part::Second, 59, "thursday"), (Part::Second, 45, "monday")] {
            for field in [candidate::START, candidate::SEEN] {
                let cond = Cond::Part { field, part, op: Op::Eq, value: Value::Int(number) };
                assert_eq!(names(world, cond).await, expected, "{part:?} {number} of {field}");
            }
        }
        let part = |part, op, value| Cond::Part { field: candidate::SEEN, part, op, value };
        let cases = [
            (part(Part::Year, Op::Gte, Value::Int(2021)), "thursday monday"),
            (part(Part::Year, Op::Lt, Value::Number("99999999999".into())), "sunday thursday monday"),
            (part(Part::Year, Op::Eq, "2020".into()), "sunday"),
            (part(Part::Year, Op::Eq, "x".into()), ""),
            (part(Part::Year, Op::StartsWith, "202".into()), "sunday thursday monday"),
            (part(Part::Date, Op::Eq, day("2021-07-01")), "thursday"),
            (part(Part::Date, Op::Gt, day("2021-07-01")), "monday"),
            (part(Part::Time, Op::Gt, Value::Time("12:30:45".parse().unwrap())), "thursday monday"),
            (part(Part::Time, Op::Eq, Value::Time("00:00:00".parse().unwrap())), "sunday"),
            (Cond::Not(Box::new(part(Part::Year, Op::Eq, Value::Int(2021)))), "sunday monday nothing"),
            (Cond::Part { field: candidate::BORN, part: Part::Date, op: Op::Lte, value: day("2020-12-27") }, "sunday"),
        ];
        for (cond, expected) in cases {
            assert_eq!(names(world, cond.clone()).await, expected, "{cond:?}");
        }
        let wrong = Cond::Part { field: candidate::BORN, part: Part::Hour, op: Op::Eq, value: Value::Int(1) };
        assert_eq!(world.db.count(CANDIDATE, &wrong).await.unwrap_err().kind(), &DbErrorKind::Mismatch);
    }
}
