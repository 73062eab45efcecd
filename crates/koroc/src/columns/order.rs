//! Columns as orders.

use koroc_db::{Column, FieldValue, Model, Order};
use koroc_spec::OrderBy;

/// A column to order by: itself for ascending, or `Fund::SYMBOL.desc()`.
#[diagnostic::on_unimplemented(message = "`{Self}` is no order", label = "expected a column such as `Fund::SYMBOL` or `Fund::SYMBOL.desc()`")]
pub trait OrderColumn {
    /// The model that has it.
    type Model;
    /// Its name and direction.
    fn order(self) -> OrderBy;
}

impl<M: Model, T: FieldValue> OrderColumn for Column<M, T> {
    type Model = M;

    fn order(self) -> OrderBy {
        self.asc().order()
    }
}

impl<M> OrderColumn for Order<M> {
    type Model = M;

    fn order(self) -> OrderBy {
        OrderBy { field: self.name().to_owned(), descending: self.descending() }
    }
}
