//! Declarations that the tests change step by step.

use koroc_spec::{App, Auto, DefaultValue, Field, FieldKind, IntegerWidth, Model, OnDelete, Relation, Resolved, Settings, Value, resolve};

/// A resolved application with these models.
pub fn resolved(models: Vec<Model>) -> Resolved {
    resolve(&App { name: "test".into(), models, ..App::default() }, &Settings::default()).expect("the declaration is sound")
}

/// ETFFinder's fund.
pub fn fund() -> Model {
    let fields = vec![
        Field { primary_key: true, default: Some(DefaultValue::Uuid4), ..Field::new("id", FieldKind::Uuid) },
        Field { unique: true, ..text("symbol", 10) },
        text("name", 120),
        text("asset_class", 50),
        decimal("total_assets", 20, 2),
        decimal("ytd_price_change", 6, 2),
        Field::new("average_daily_volume", FieldKind::Integer { width: IntegerWidth::Big, positive: true }),
    ];
    Model { fields, ..Model::new("api", "ExchangeTradedFund") }
}

/// A model with a counted key.
pub fn counted(app: &str, name: &str, fields: Vec<Field>) -> Model {
    let kind = FieldKind::Integer { width: IntegerWidth::Normal, positive: false };
    let mut all = vec![Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("id", kind) }];
    all.extend(fields);
    Model { fields: all, ..Model::new(app, name) }
}

pub fn text(name: &str, max: u64) -> Field {
    let mut field = Field::new(name, FieldKind::Char { trim: true });
    field.ty.limits.max_length = Some(max);
    field
}

pub fn decimal(name: &str, digits: u32, places: u32) -> Field {
    Field::new(name, FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) })
}

pub fn nullable(mut field: Field) -> Field {
    field.ty.null = true;
    field
}

pub fn with_default(field: Field, value: Value) -> Field {
    Field { default: Some(DefaultValue::Const(value)), ..field }
}

pub fn link(name: &str, to: &str, on_delete: OnDelete) -> Field {
    Field::new(name, FieldKind::ForeignKey(Relation::to(to, on_delete)))
}
