//! A resource says who may use it, and names columns that its model has.

use koroc::prelude::*;

#[derive(Model)]
#[model(app = "api")]
struct Fund {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    symbol: String,
    #[field(min = 0)]
    volume: i64,
}

#[derive(Model)]
#[model(app = "api")]
struct Broker {
    #[field(primary_key)]
    id: i64,
    #[field(max_length = 10)]
    name: String,
}

async fn not_marked(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

fn main() {
    Router::simple().register("funds", ModelViewSet::<Fund>::new());
    let _ = ModelViewSet::<Fund>::new().filter(Fund::SYMBL);
    let _ = ModelViewSet::<Fund>::new().search((Fund::SYMBOL, Fund::VOLUME));
    let _ = ModelViewSet::<Fund>::new().order((Fund::SYMBOL, Broker::NAME));
    let _ = ModelViewSet::<Fund>::new().order("symbol");
    let _ = ModelViewSet::<Fund>::new().action(not_marked);
    let _ = ModelViewSet::<String>::new();
}
