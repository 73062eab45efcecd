//! The fast path and the general path write the same bytes.

#![allow(clippy::unwrap_used, reason = "in a test, what fails fails the test")]

use chrono::{DateTime, NaiveDate};
use koroc_serial::{Env, Serializer, Validators, write_json};
use koroc_spec::{App, Choice, FieldKind, IntegerWidth, Record, Resolved, Settings, Shape, ShapeField, Source, ValueRef, ValueType, resolve};
use proptest::prelude::*;
use uuid::Uuid;

fn with_format(kind: FieldKind, format: &str) -> ValueType {
    let mut ty = ValueType::of(kind);
    ty.wire.format = Some(format.into());
    ty
}

fn decimal(places: u32) -> ValueType {
    ValueType::of(FieldKind::Decimal { max_digits: Some(30), decimal_places: Some(places) })
}

/// The types of the columns, in the order of [`row`].
fn types() -> Vec<ValueType> {
    let integer = || ValueType::of(FieldKind::Integer { width: IntegerWidth::Big, positive: false });
    let mut number = decimal(2);
    number.wire.as_string = Some(false);
    let mut normal = decimal(2);
    normal.wire.normalize = true;
    let mut big = integer();
    big.wire.as_string = Some(true);
    let mut naive = ValueType::of(FieldKind::DateTime);
    naive.wire.naive = true;
    vec![
        ValueType::of(FieldKind::Char { trim: true }),
        ValueType::of(FieldKind::Boolean),
        integer(),
        big,
        ValueType::of(FieldKind::Float),
        decimal(2),
        decimal(0),
        number,
        normal,
        ValueType::of(FieldKind::Date),
        with_format(FieldKind::Date, "%A \"%d\" %b %Y"),
        ValueType::of(FieldKind::DateTime),
        with_format(FieldKind::DateTime, "%d/%m/%y %I:%M:%S.%f%p %z"),
        naive,
        ValueType::of(FieldKind::Uuid),
        with_format(FieldKind::Uuid, "hex"),
        with_format(FieldKind::Uuid, "int"),
        ValueType::of(FieldKind::Choice { choices: vec![Choice::item(1, "one"), Choice::item("x", "X")] }),
    ]
}

fn serializer() -> Serializer {
    let field = |(at, ty): (usize, ValueType)| ShapeField { source: Source::Field(at), ..ShapeField::new(&format!("f\"{at}"), ty) };
    let fields = types().into_iter().enumerate().map(field).collect();
    let shape = Shape { name: "Row".into(), model: Some(0), fields, unique_together: Vec::new(), unique_for: Vec::new(), validators: Vec::new() };
    let resolved = Resolved { shapes: vec![shape], ..resolve(&App::default(), &Settings::default()).unwrap() };
    Serializer::new(0, &resolved, &Validators::default()).unwrap()
}

proptest! {
    #[test]
    fn both_paths_agree(text in "\\PC{0,12}|[\\x00-\\x20\"\\\\\u{2028}]{0,4}", truth: bool, int: i64, float in any::<f64>(), mantissa in -10i128.pow(26)..10i128.pow(26),
            scale in 0u32..5, days in 0i32..3_652_000, micros in -62_135_596_800_000_000i64..253_402_300_799_999_999, uuid: u128, nulls: u32) {
        let day = ValueRef::Date(NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap());
        let instant = ValueRef::DateTime(DateTime::from_timestamp_micros(micros).unwrap());
        let uuid = ValueRef::Uuid(Uuid::from_u128(uuid));
        let number = ValueRef::Decimal { mantissa, scale };
        let row = [
            ValueRef::Str(&text), ValueRef::Bool(truth), ValueRef::Int(int), ValueRef::Int(int), ValueRef::Float(float), number, number, number, number,
            day, day, instant, instant, instant, uuid, uuid, uuid, ValueRef::Str(&text),
        ];
        let row: Vec<ValueRef<'_>> = row.into_iter().enumerate().map(|(at, value)| if nulls >> at & 1 == 1 { ValueRef::Null } else { value }).collect();
        let serializer = serializer();
        prop_assert_eq!(serializer.columns().len(), row.len());
        let mut fast = Vec::new();
        serializer.write_row(&mut fast, |k| row[k]);
        let mut general = Vec::new();
        write_json(&mut general, &serializer.represent(&Record { values: row.iter().map(|value| value.to_value()).collect(), ..Record::default() }, &Env::NONE), None);
        prop_assert_eq!(String::from_utf8(fast).unwrap(), String::from_utf8(general).unwrap());
    }
}

#[test]
fn rows_look_as_in_drf() {
    let row = [
        ValueRef::Str("é\u{2028}"),
        ValueRef::Bool(true),
        ValueRef::Int(i64::MIN),
        ValueRef::Int(7),
        ValueRef::Float(1.0),
        ValueRef::Decimal { mantissa: -701, scale: 2 },
        ValueRef::Decimal { mantissa: 42, scale: 0 },
        ValueRef::Decimal { mantissa: 150, scale: 2 },
        ValueRef::Decimal { mantissa: 150, scale: 2 },
        ValueRef::Date(NaiveDate::from_ymd_opt(2001, 2, 3).unwrap()),
        ValueRef::Date(NaiveDate::from_ymd_opt(2001, 2, 3).unwrap()),
        ValueRef::DateTime(DateTime::from_timestamp_micros(981_173_106_000_123).unwrap()),
        ValueRef::DateTime(DateTime::from_timestamp_micros(981_173_106_000_123).unwrap()),
        ValueRef::DateTime(DateTime::from_timestamp(981_173_106, 0).unwrap()),
        ValueRef::Uuid(Uuid::from_u128(1)),
        ValueRef::Uuid(Uuid::from_u128(1)),
        ValueRef::Uuid(Uuid::from_u128(u128::MAX)),
        ValueRef::Int(1),
    ];
    let mut out = Vec::new();
    serializer().write_row(&mut out, |k| row[k]);
    let expected = [
        r#"{"f\"0":"é\u2028","f\"1":true,"f\"2":-9223372036854775808,"f\"3":"7","f\"4":1.0,"f\"5":"-7.01","f\"6":"42","f\"7":1.5,"f\"8":"1.5","f\"9":"2001-02-03","#,
        r#""f\"10":"Saturday \"03\" Feb 2001","f\"11":"2001-02-03T04:05:06.000123Z","f\"12":"03/02/01 04:05:06.000123AM +0000","f\"13":"2001-02-03T04:05:06","#,
        r#""f\"14":"00000000-0000-0000-0000-000000000001","f\"15":"00000000000000000000000000000001","f\"16":340282366920938463463374607431768211455,"f\"17":1}"#,
    ];
    assert_eq!(String::from_utf8(out).unwrap(), expected.concat());
}
