//! The links between the pages of a list.

use koroc_spec::{Pagination, Resolved, Route};
use serde::Serialize;

use crate::{Pages, query};

/// What `paging.html` reads.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Paging {
    current: u64,
    last: u64,
    previous: Option<String>,
    next: Option<String>,
    links: Vec<PageLink>,
}

/// A page to go to.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct PageLink {
    number: u64,
    url: String,
    /// Whether pages are left out before this one.
    after_gap: bool,
}

/// The links, where there is more than one page.
pub(crate) fn paging(resolved: &Resolved, route: &Route, full_path: &str, pages: &Pages) -> Option<Paging> {
    let list = route.operations.iter().find_map(|&operation| resolved.operations[operation].list.as_ref())?;
    match (&list.pagination, pages) {
        (Pagination::PageNumber(numbers), &Pages::Numbered { current, last }) => {
            let param = numbers.page_param.as_str();
            let url = |page: u64| if page == 1 { query::without(full_path, param) } else { query::with(full_path, param, &page.to_string()) };
            numbered(current, last, &url)
        }
        (Pagination::LimitOffset(stretch), &Pages::Stretch { count, limit, offset }) => {
            let limit = limit.max(1);
            let before = offset.div_ceil(limit);
            let last = (count.saturating_sub(offset).div_ceil(limit) + before).max(1);
            let current = (before + 1).min(last);
            let from = |page: u64| (u128::from(offset) + u128::from(page) * u128::from(limit)).saturating_sub(u128::from(current) * u128::from(limit));
            let url = |page: u64| match page {
                1 => query::without(full_path, &stretch.offset_param),
                page => query::with(full_path, &stretch.offset_param, &from(page).to_string()),
            };
            numbered(current, last, &url)
        }
        (Pagination::Cursor(_), Pages::Neighbours { previous, next }) => {
            (previous.is_some() || next.is_some()).then(|| Paging { current: 0, last: 0, previous: previous.clone(), next: next.clone(), links: Vec::new() })
        }
        (Pagination::Off | Pagination::PageNumber(_) | Pagination::LimitOffset(_) | Pagination::Cursor(_), _) => None,
    }
}

fn numbered(current: u64, last: u64, url: &dyn Fn(u64) -> String) -> Option<Paging> {
    let numbers = shown(current, last);
    let links = numbers.iter().enumerate().map(|(at, &number)| PageLink { number, url: url(number), after_gap: at > 0 && numbers[at - 1] + 1 < number });
    (last > 1).then(|| Paging {
        current,
        last,
        previous: (current > 1).then(|| url(current - 1)),
        next: (current < last).then(|| url(current + 1)),
        links: links.collect(),
    })
}

/// The first, the last, and those around this one; a gap of a single page is filled, since a dot would take its room.
fn shown(current: u64, last: u64) -> Vec<u64> {
    let near = |page: u64| page == 1 || page == last || page.abs_diff(current) <= 1;
    let around = [1, 2, current.saturating_sub(2), current.saturating_sub(1), current, current + 1, current + 2, last.saturating_sub(1), last];
    let mut pages: Vec<u64> = around.into_iter().filter(|&page| page >= 1 && page <= last).collect();
    pages.sort_unstable();
    pages.dedup();
    pages.iter().copied().filter(|&page| near(page) || (near(page - 1) && near(page + 1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_the_last_and_the_near_pages_are_shown() {
        for (current, last, pages) in [
            (1, 1, vec![1]),
            (1, 3, vec![1, 2, 3]),
            (1, 9, vec![1, 2, 9]),
            (4, 9, vec![1, 2, 3, 4, 5, 9]),
            (5, 9, vec![1, 4, 5, 6, 9]),
            (9, 9, vec![1, 8, 9]),
            (7, 9, vec![1, 6, 7, 8, 9]),
        ] {
            assert_eq!(shown(current, last), pages, "page {current} of {last}");
        }
    }
}
