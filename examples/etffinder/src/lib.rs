//! ETFFinder, the tutorial: exchange traded funds behind an API, and a function that says it is alive.

use koroc::prelude::*;

#[path = "../migrations/mod.rs"]
mod migrations;

/// A security that tracks an index and trades like a stock.
#[derive(Debug, Clone, Model)]
#[model(app = "api")]
pub struct ExchangeTradedFund {
    /// What names it in paths.
    #[field(primary_key, default = Uuid::new_v4)]
    pub id: Uuid,
    /// The code that it trades under.
    #[field(unique, max_length = 10)]
    pub symbol: String,
    /// Its name in full.
    #[field(max_length = 120)]
    pub name: String,
    /// What it invests in.
    #[field(max_length = 50)]
    pub asset_class: String,
    /// What all its shares are worth, in US dollars.
    #[field(max_digits = 20, decimal_places = 2)]
    pub total_assets: Decimal,
    /// How its price changed since the first of January, in percent.
    #[field(max_digits = 6, decimal_places = 2)]
    pub ytd_price_change: Decimal,
    /// How many shares change hands a day.
    #[field(min = 0)]
    pub average_daily_volume: i64,
}

fn funds() -> impl IntoResource {
    use ExchangeTradedFund as Fund;
    ModelViewSet::<Fund>::new()
        .permission(IsAuthenticated)
        .filter((
            Fund::SYMBOL.lookups([Exact, IExact, In]),
            Fund::ASSET_CLASS.lookups([Exact, IContains]),
            Fund::TOTAL_ASSETS.lookups([Gte, Lte, Range]),
            Fund::YTD_PRICE_CHANGE.lookups([Gt, Lt]),
            Fund::AVERAGE_DAILY_VOLUME.lookups([Exact, Gte]),
        ))
        .search((Fund::SYMBOL, Fund::NAME, Fund::ASSET_CLASS))
        .order((Fund::SYMBOL, Fund::NAME, Fund::TOTAL_ASSETS, Fund::YTD_PRICE_CHANGE, Fund::AVERAGE_DAILY_VOLUME))
        .paginate(PageNumber::of(10))
}

/// Answers while the service is up.
#[function(path = "/alive", methods(GET), permission = AllowAny, memory_size = 128)]
async fn alive() -> &'static str {
    "i'm alive"
}

/// All that ETFFinder serves.
pub fn app() -> App {
    App::new("etffinder")
        .title("ETFFinder")
        .migrations(migrations::MIGRATIONS)
        .mount("/api/v1", Router::with_root(AllowAny).trailing_slash(false).register("funds", funds()))
        .obtain_token("/api/v1/auth/token", AllowAny)
        .schema("/api/v1/schema", AllowAny)
        .login("/api-auth")
        .function(alive)
}
