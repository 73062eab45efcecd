//! Declarations that the tests change step by step.

use koroc_spec::{App, DefaultValue, Field, FieldKind, IntegerWidth, Model, Resolved, Settings, resolve};

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

pub fn text(name: &str, max: u64) -> Field {
    let mut field = Field::new(name, FieldKind::Char { trim: true });
    field.ty.limits.max_length = Some(max);
    field
}

pub fn decimal(name: &str, digits: u32, places: u32) -> Field {
    Field::new(name, FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) })
}
