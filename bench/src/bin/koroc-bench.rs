//! ETFFinder's resource without authentication (or with it, where `BENCH_AUTH` is set), and nothing else that differs from the tutorial.

use std::process::ExitCode;

use etffinder::ExchangeTradedFund as Fund;
use koroc::prelude::*;

fn funds() -> impl IntoResource {
    let permission: koroc::Permission = if std::env::var_os("BENCH_AUTH").is_some() { IsAuthenticated.into() } else { AllowAny.into() };
    ModelViewSet::<Fund>::new()
        .permission(permission)
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

fn main() -> ExitCode {
    let tutorial = etffinder::app().into_parts();
    koroc::run(
        App::new("bench")
            .migrations(&tutorial.migrations)
            .mount("/api/v1", Router::with_root(AllowAny).trailing_slash(false).register("funds", funds()))
            .obtain_token("/api/v1/auth/token", AllowAny),
    )
}
