//! Conditions on rows that relations lead to.

use koroc_db::Cond;
use koroc_spec::Hop;

/// The condition that one of the rows behind these hops meets a condition; without hops the row itself.
pub(crate) fn over(hops: &[Hop], cond: Cond) -> Cond {
    hops.iter().rev().fold(cond, |cond, &hop| Cond::related(hop, cond))
}
