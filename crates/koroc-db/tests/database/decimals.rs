//! Decimals are exact: they come back identical, and order and compare as numbers.

use koroc_db::{Cond, Op, Select};
use koroc_spec::{ResolvedOrder, Value};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use crate::world::{FUND, fund, funds, on_both};

/// A number of so many digits, most of them short of it.
fn numbers(digits: u32) -> impl Strategy<Value = i128> {
    let most = 10_i128.pow(digits) - 1;
    (-most..=most, 0..digits, any::<bool>()).prop_map(|(number, shift, near)| if near { number / 10_i128.pow(shift) } else { number })
}

/// The number at a scale, in plain notation.
fn text(number: i128, places: u32) -> String {
    let (sign, digits) = (if number < 0 { "-" } else { "" }, format!("{:0width$}", number.unsigned_abs(), width = places as usize + 1));
    let (whole, behind) = digits.split_at(digits.len() - places as usize);
    format!("{sign}{whole}.{behind}")
}

on_both! {
    async fn decimals_are_numbers(world) {
        // A column of 38 digits with 2 places (text in SQLite), and one of 18 with 4 (an integer there).
        for (field, digits, places) in [(fund::ASSETS, 38_u32, 2_u32), (fund::PRICE, 18, 4)] {
            world.db.delete(FUND, &Cond::All).await.unwrap();
            let mut runner = TestRunner::deterministic();
            let mut next = |digits| numbers(digits).new_tree(&mut runner).expect("no filter").current();
            let mut held: Vec<i128> = (0..60).map(|_| next(digits)).collect();
            held.extend([0, 1, -1, 10_i128.pow(digits) - 1, 1 - 10_i128.pow(digits)]);
            for (at, number) in held.iter().enumerate() {
                world.fund(&format!("F{at}"), vec![(field, Value::Decimal(text(*number, places)))]).await;
            }
            let numbers = |select: Select| async move {
                let rows = world.db.rows(&Select { columns: vec![field], ..select }).await.unwrap();
                rows.into_iter().map(|row| match &row[0] { Value::Decimal(text) => text.clone(), other => panic!("{other:?}") }).collect::<Vec<_>>()
            };
            held.sort_unstable();
            let texts: Vec<String> = held.iter().map(|number| text(*number, places)).collect();
            let ordered = Select { order: vec![ResolvedOrder::own(field, false)], ..funds(Cond::All) };
            assert_eq!(numbers(ordered).await, texts);

            for _ in 0..30 {
                // A value with one place more than the column, on either side of its numbers.
                let value = next(digits.min(37)) * if digits == 38 { 1 } else { 10 } + i128::from(next(1) as i8);
                let (finer, shown) = (places + 1, Value::Decimal(text(value, places + 1)));
                assert_eq!(finer, places + 1);
                for (op, holds) in [
                    (Op::Eq, (|a, b| a == b) as fn(i128, i128) -> bool),
                    (Op::Gt, |a, b| a > b),
                    (Op::Gte, |a, b| a >= b),
                    (Op::Lt, |a, b| a < b),
                    (Op::Lte, |a, b| a <= b),
                ] {
                    // Compared tenfold, unless that is beyond 128 bits: then the value is nearer to zero.
                    let beyond = |a: i128| a.checked_mul(10).unwrap_or(if a > 0 { i128::MAX } else { i128::MIN });
                    let expected = held.iter().filter(|number| holds(beyond(**number), value)).count();
                    let cond = Cond::Compare { field, op, value: shown.clone() };
                    assert_eq!(world.db.count(FUND, &cond).await.unwrap(), expected as u64, "{op:?} {shown:?}");
                }
            }
            let (from, to) = (held[10], held[20]);
            let between = Cond::Between { field, from: Value::Decimal(text(from, places)), to: Value::Decimal(text(to, places)) };
            let ordered = Select { order: vec![ResolvedOrder::own(field, true)], ..funds(between) };
            let mut expected: Vec<String> = held.iter().filter(|number| (from..=to).contains(*number)).map(|number| text(*number, places)).collect();
            expected.reverse();
            assert_eq!(numbers(ordered).await, expected);
        }
    }
}
