//! Attributes that are misspelt, misplaced, given twice or in the wrong form; each mistake gives one error, and none of them a second one.

use koroc::prelude::*;

#[derive(Model)]
#[model(ap = "api", db_table = "funds", ordering("symbol"), index(symbl), index(name, -founded))]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(max_lenght = 10, max_length = "10")]
    symbol: String,
    #[field(max_length = 10, null, unique, unique)]
    name: String,
    #[field(max_length = 10, help_text = "Where")]
    place: String,
    #[field(max_length = 4, gobbledygook)]
    founded: i32,
    #[field(auto_now, auto_now_add)]
    changed: DateTime<Utc>,
    #[field(unique max_length = 10)]
    code: i32,
}

#[derive(Model)]
#[model(app = "My App")]
struct Holding {
    #[field(primary_key)]
    id: i64,
    fund: ForeignKey<Fund>,
    #[field(on_delete = cascde)]
    other: ForeignKey<Fund>,
    #[field(on_delete = set_null)]
    third: ForeignKey<Fund>,
}

fn main() {
    let _ = (Fund::SYMBOL, Fund::NAME, Fund::FOUNDED, Fund::CODE, Holding::FUND, Holding::THIRD);
}
