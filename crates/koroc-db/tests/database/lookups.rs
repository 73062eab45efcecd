//! Every comparison, on every sort of column.

use koroc_db::{Cond, DbErrorKind, Op};
use koroc_spec::Value;

use crate::world::{day, fund, on_both};

fn compare(field: usize, op: Op, value: impl Into<Value>) -> Cond {
    Cond::Compare { field, op, value: value.into() }
}

fn not(cond: Cond) -> Cond {
    Cond::Not(Box::new(cond))
}

on_both! {
    async fn texts_compare_as_djangos(world) {
        for (symbol, name) in [("A", r"100% sure"), ("B", "100 percent"), ("C", r"a_b\c"), ("D", "axbyc"), ("E", "ÄRGER"), ("F", "ärger"), ("G", "")] {
            world.fund(symbol, vec![(fund::NAME, name.into())]).await;
        }
        let sqlite = world.url.starts_with("sqlite");
        let case = |insensitive: &'static str, sensitive: &'static str| if sqlite { insensitive } else { sensitive };
        let cases = [
            (Op::Contains, "0%", "A"),
            (Op::Contains, "a_b", "C"),
            (Op::IContains, r"B\C", "C"),
            (Op::StartsWith, "100", "A B"),
            (Op::EndsWith, "c", "C D"),
            (Op::EndsWith, "C", case("C D", "")),
            (Op::StartsWith, "A", case("C D", "")),
            (Op::IStartsWith, "AX", "D"),
            (Op::IEndsWith, "PERCENT", "B"),
            (Op::IEq, "AXBYC", "D"),
            (Op::IEq, "%", ""),
            (Op::Eq, "axbyc", "D"),
            (Op::Eq, "AXBYC", ""),
            (Op::Eq, "", "G"),
            (Op::Contains, "", "A B C D E F G"),
            // SQLite's LIKE knows no case but ASCII's.
            (Op::IContains, "är", case("F", "E F")),
            (Op::IRegex, "^[a-c]X", "D"),
            (Op::IRegex, "100", "A B"),
            (Op::IRegex, "ä", "E F"),
            (Op::IRegex, "^$", "G"),
            (Op::IRegex, "a\0", ""),
            (Op::Eq, "a\0b", ""),
            (Op::Contains, "a\0", ""),
            (Op::Lt, "\0", "G"),
        ];
        for (op, text, found) in cases {
            assert_eq!(world.symbols(compare(fund::NAME, op, text)).await, found, "{op:?} {text}");
        }
        let error = async |op, text: &str| world.db.count(crate::world::FUND, &compare(fund::NAME, op, text)).await.unwrap_err().kind().clone();
        for broken in ["(", "a{2,1}", "[z-a]"] {
            assert_eq!(error(Op::IRegex, broken).await, DbErrorKind::Pattern, "{broken}");
        }
        if sqlite {
            assert_eq!(error(Op::IRegex, r"(a)\1").await, DbErrorKind::Pattern, "no expression takes more than linear time");
            assert_eq!(error(Op::IRegex, &"a{999}".repeat(99)).await, DbErrorKind::Pattern, "nor much memory");
            assert_eq!(error(Op::FullText, "sure").await, DbErrorKind::Mismatch);
        } else {
            assert_eq!(world.symbols(compare(fund::NAME, Op::FullText, "percent 100")).await, "B");
            assert_eq!(world.symbols(compare(fund::NAME, Op::FullText, "a\0")).await, "");
        }
        let long = "x".repeat(60_000);
        assert_eq!(world.symbols(compare(fund::NAME, Op::Contains, long)).await, "");
    }
}

on_both! {
    async fn numbers_compare_whatever_their_form(world) {
        for (symbol, volume) in [("A", i64::MIN), ("B", 0), ("C", 5), ("D", i64::MAX)] {
            world.fund(symbol, vec![(fund::VOLUME, Value::Int(volume)), (fund::SMALL, Value::Int(volume.clamp(-32_768, 32_767)))]).await;
        }
        world.fund("N", Vec::new()).await;
        let number = |text: &str| Value::Number(text.into());
        let cases = [
            (Op::Eq, Value::Int(5), "C"),
            (Op::Eq, number("5.0"), "C"),
            (Op::Eq, number("5.5"), ""),
            (Op::IEq, "5".into(), "C"),
            (Op::Gt, number("4.5"), "C D"),
            (Op::Lte, number("4.5"), "A B"),
            (Op::Eq, number("9223372036854775808"), ""),
            (Op::Gt, number("9223372036854775808"), ""),
            (Op::Lt, number("9223372036854775808"), "A B C D"),
            (Op::Gte, number("-1e999999"), "A B C D"),
            (Op::Lt, Value::Float(f64::NEG_INFINITY), ""),
            (Op::Gt, Value::Float(f64::NAN), ""),
            (Op::Eq, Value::Null, ""),
            (Op::Contains, "5".into(), "A B C D".split(' ').filter(|s| ["A", "C", "D"].contains(s)).collect::<Vec<_>>().join(" ").leak()),
        ];
        for (op, value, found) in cases {
            assert_eq!(world.symbols(compare(fund::VOLUME, op, value.clone())).await, found, "{op:?} {value:?}");
        }
        assert_eq!(world.symbols(compare(fund::SMALL, Op::Lt, 32_768)).await, "A B C D");
        assert_eq!(world.symbols(compare(fund::SMALL, Op::Eq, 40_000)).await, "");
    }
}

on_both! {
    async fn what_is_unknown_is_not_true(world) {
        world.fund("A", vec![(fund::VOLUME, Value::Int(1))]).await;
        world.fund("B", vec![(fund::VOLUME, Value::Int(2))]).await;
        world.fund("N", Vec::new()).await;
        let one = || compare(fund::VOLUME, Op::Eq, 1);
        let huge = || compare(fund::VOLUME, Op::Lt, Value::Number("1e30".into()));
        let cases = [
            (not(one()), "B N"),
            (not(not(one())), "A"),
            (not(huge()), "N"),
            (Cond::IsNull { field: fund::VOLUME }, "N"),
            (not(Cond::IsNull { field: fund::VOLUME }), "A B"),
            (Cond::And(vec![]), "A B N"),
            (Cond::Or(vec![]), ""),
            (not(Cond::And(vec![one(), Cond::IsNull { field: fund::RATING }])), "B N"),
            (Cond::Or(vec![one(), Cond::eq(fund::SYMBOL, "N")]), "A N"),
            (Cond::And(vec![Cond::Or(vec![one(), Cond::eq(fund::SYMBOL, "B")]), not(one())]), "B"),
            (Cond::Never, ""),
            (not(Cond::All), ""),
        ];
        for (cond, found) in cases {
            assert_eq!(world.symbols(cond.clone()).await, found, "{cond:?}");
        }
    }
}

on_both! {
    async fn lists_and_ranges(world) {
        for (symbol, price) in [("A", "1.0000"), ("B", "1.5000"), ("C", "2.0000"), ("D", "-3.0000")] {
            world.fund(symbol, vec![(fund::PRICE, Value::Decimal(price.into()))]).await;
        }
        let prices = |texts: &[&str]| Cond::In { field: fund::PRICE, values: texts.iter().map(|text| Value::Decimal((*text).into())).collect() };
        let between = |from: &str, to: &str| Cond::Between { field: fund::PRICE, from: Value::Decimal(from.into()), to: Value::Decimal(to.into()) };
        let cases = [
            (prices(&["1", "2.00000", "9", "1.50001", "1e99", "NaN"]), "A C"),
            (prices(&["1", "1", "1.5", "2", "-3"]), "A B C D"),
            (prices(&[]), ""),
            (prices(&["NaN"]), ""),
            (not(prices(&["1"])), "B C D"),
            (between("1", "1.5"), "A B"),
            (between("-1e99", "1.00001"), "A D"),
            (between("2", "1"), ""),
        ];
        for (cond, found) in cases {
            assert_eq!(world.symbols(cond.clone()).await, found, "{cond:?}");
        }
        let many = Cond::In { field: fund::SYMBOL, values: (0..1000).map(|at| Value::from(format!("S{at}"))).chain(["B".into()]).collect() };
        assert_eq!(world.symbols(many).await, "B");
        let too_many = Cond::In { field: fund::VOLUME, values: vec![Value::Int(1); 20_000] };
        assert_eq!(world.db.count(crate::world::FUND, &too_many).await.unwrap_err().kind(), &koroc_db::DbErrorKind::OutOfRange);
    }
}

on_both! {
    async fn other_columns_compare_too(world) {
        let first = world.fund("A", vec![(fund::ACTIVE, true.into()), (fund::LISTED, day("2026-01-31")), (fund::RATING, Value::Float(1.5))]).await;
        world.fund("B", vec![(fund::ACTIVE, false.into()), (fund::LISTED, day("2026-02-01")), (fund::ASSETS, Value::Decimal("-12345678901234567890.50".into()))]).await;
        let Value::Uuid(id) = first else { panic!("a fund's key is a UUID") };
        let cases = [
            (compare(fund::ACTIVE, Op::Eq, true), "A"),
            (compare(fund::LISTED, Op::Gt, day("2026-01-31")), "B"),
            (compare(fund::LISTED, Op::Lt, day("+12026-01-31")), "A B"),
            (compare(fund::RATING, Op::Gte, Value::Number("1.5".into())), "A"),
            (compare(fund::ID, Op::Eq, id.to_string().as_str()), "A"),
            (compare(fund::ID, Op::Eq, "no uuid"), ""),
            (compare(fund::ID, Op::StartsWith, &id.to_string()[..13]), "A"),
            (compare(fund::ASSETS, Op::Contains, "567890.5"), "B"),
            (compare(fund::ASSETS, Op::StartsWith, "-123"), "B"),
            (compare(fund::PRICE, Op::EndsWith, ".0000"), "A B"),
        ];
        for (cond, found) in cases {
            assert_eq!(world.symbols(cond.clone()).await, found, "{cond:?}");
        }
    }
}
