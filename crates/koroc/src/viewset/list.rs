//! Which rows a list shows, in which order, and how many a page.

use koroc_spec::Pagination;

use super::ModelViewSet;
use crate::columns::{Columns, Filters, Orders, Searches};

impl<M, P> ModelViewSet<M, P> {
    /// The columns that query parameters filter by: `?symbol=SPY`, `?symbol__in=SPY,VOO`.
    pub fn filter(mut self, filters: impl Filters<M>) -> Self {
        self.resource.data.filters.extend(filters.filters());
        self
    }

    /// The text columns that `?search=` looks in; each term must be found in one of them.
    pub fn search(mut self, columns: impl Searches<M>) -> Self {
        self.resource.data.search.extend(columns.searches());
        self
    }

    /// The columns that `?ordering=` may name, `-` before one for descending.
    pub fn order(mut self, columns: impl Columns<M>) -> Self {
        self.resource.data.ordering.extend(columns.fields());
        self
    }

    /// The order of lists where none is asked for: `.order_by((Fund::ASSET_CLASS, Fund::SYMBOL.desc()))`; without this the model's.
    pub fn order_by(mut self, orders: impl Orders<M>) -> Self {
        self.resource.data.default_order = orders.orders();
        self
    }

    /// How lists are paged: `PageNumber::of(10)`, `LimitOffset::of(20).max(100)`, `Cursor::of(50)` or [`Pagination::Off`]; without this as the settings say.
    pub fn paginate(mut self, pages: impl Into<Pagination>) -> Self {
        self.resource.data.pagination = Some(pages.into());
        self
    }
}
