//! Types that are no columns, and types that need to know more.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    symbol: String,
    #[field(text, email)]
    note: String,
    price: Decimal,
    #[field(max_digits = 2, decimal_places = 4)]
    change: Decimal,
    score: f32,
    volume: u64,
    tags: Vec<String>,
    listed: chrono::NaiveDateTime,
    owner: &'static str,
    parent: ForeignKey,
}

fn main() {
    let _ = (Fund::SYMBOL, Fund::PRICE, Fund::SCORE, Fund::TAGS);
}
