//! A serializer has fields of its own model, of a kind that allows what is said about them.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    symbol: String,
}

#[derive(Model)]
#[model(app = "api")]
struct Trade {
    #[field(primary_key)]
    id: i64,
    #[field(on_delete = cascade)]
    fund: ForeignKey<Fund>,
    price: i64,
}

fn in_capitals(_: &str) -> Result<(), &'static str> {
    Ok(())
}

fn main() {
    let _ = Serializer::<Fund>::of((Fund::ID, Fund::SYMBL));
    let _ = Serializer::<Fund>::of((Fund::ID, Trade::PRICE));
    let _ = Serializer::<Fund>::of("symbol");
    let _ = Serializer::of((Trade::ID, Trade::PRICE.by(Fund::SYMBOL)));
    let _ = Serializer::of((Trade::ID, Trade::FUND.by(Trade::PRICE)));
    let _ = Serializer::of((Trade::ID, Trade::PRICE.check(in_capitals)));
    let _ = Serializer::of((Trade::ID, Trade::PRICE.default("free")));
    let _ = Serializer::of((Trade::ID, nested("fund", Trade::FUND, Serializer::<Trade>::all())));
    let _ = ModelViewSet::<Fund>::new().serializer(Serializer::<Trade>::all());
    let _ = ModelViewSet::<Fund>::new().serializer("Fund");
}
