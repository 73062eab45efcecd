//! What Python's own types do with text and numbers, since DRF's answers follow from it.

mod decimal;
mod directive;
mod isoformat;
mod number;
mod repr;
mod strftime;
mod strptime;
mod text;
mod timedelta;
mod week;

pub(crate) use decimal::{Decimal, same_number};
pub(crate) use isoformat::{Moment, iso_date, iso_datetime, iso_time};
pub(crate) use number::{decimal_text, parse_float, parse_hex, parse_int};
pub(crate) use repr::{python_str, type_name};
pub(crate) use strftime::Layout;
pub(crate) use strptime::Pattern;
pub use text::{ascii_digits, is_space, strip};
pub(crate) use timedelta::{MAX_DAYS, duration_iso, duration_text, parse_duration, timedelta_str};
