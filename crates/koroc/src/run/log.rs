//! Logging: to stderr, levels by `KOROC_LOG`.

use std::io::{IsTerminal as _, stderr};

use koroc_spec::Problem;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// What is logged where nothing is said: the program's start and its troubles, not its requests.
const DEFAULT: &str = "warn,koroc=info,koroc::access=warn";

/// Starts logging.
///
/// # Errors
/// If `KOROC_LOG` cannot be read.
pub(super) fn start() -> Result<(), Problem> {
    let text = std::env::var("KOROC_LOG").unwrap_or_else(|_| DEFAULT.to_owned());
    let targets: Targets =
        text.parse().map_err(|_| Problem::new("KOROC_LOG", format!("cannot be `{text}`: it is a level, or levels by part, as `{DEFAULT}`")))?;
    let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()).with_target(false);
    // A second start in one process (a test of the program's own) keeps the first one's levels.
    let _ = tracing_subscriber::registry().with(targets).with(lines).try_init();
    Ok(())
}
