//! Defaults, bounds and choices that do not fit their field.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10, default = 7)]
    symbol: String,
    #[field(max_length = 10, default = String::new())]
    name: String,
    #[field(default = "2026-01-01")]
    listed: NaiveDate,
    #[field(max_digits = 6, decimal_places = 2, default = 1.505)]
    price: Decimal,
    #[field(min = "low", max = 1.5)]
    volume: i64,
    #[field(max_length = 10, choices("open" = "Open", "open" = "Opened", 3 = "Three"), default = "shut")]
    stage: String,
    #[field(choices("open", "shut"))]
    state: String,
}

fn main() {}
