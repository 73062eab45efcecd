//! Columns as orders.

use koroc_db::{Column, FieldValue, Model, Order, Way};
use koroc_spec::{Cursor, OrderBy};

use super::Orders;

/// A column to order by: itself for ascending, or `Fund::SYMBOL.desc()`.
#[diagnostic::on_unimplemented(message = "`{Self}` is no order", label = "expected a column such as `Fund::SYMBOL` or `Fund::SYMBOL.desc()`")]
pub trait OrderColumn {
    /// The model that has it.
    type Model;
    /// Its name and direction.
    fn order(self) -> OrderBy;
}

impl<M: Model, T: FieldValue, W: Way> OrderColumn for Column<M, T, W> {
    type Model = M;

    fn order(self) -> OrderBy {
        self.asc().order()
    }
}

impl<M> OrderColumn for Order<M> {
    type Model = M;

    fn order(self) -> OrderBy {
        OrderBy { field: self.path().to_owned(), descending: self.descending() }
    }
}

/// What a cursor can say about the order that it walks along.
pub trait CursorBy {
    /// The order of its pages; without this the resource's. Its first column should tell nearly all rows apart.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().paginate(Cursor::of(50).by((Fund::SYMBOL.desc(), Fund::NAME)))
    /// # ;
    /// ```
    fn by<M>(self, orders: impl Orders<M>) -> Self;
}

impl CursorBy for Cursor {
    fn by<M>(self, orders: impl Orders<M>) -> Self {
        Cursor { ordering: orders.orders(), ..self }
    }
}
