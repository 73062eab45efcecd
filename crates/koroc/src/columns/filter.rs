//! Columns as filters: with the comparisons that clients may use.

use koroc_db::{Column, FieldValue, Model};
use koroc_spec::{Filter, Lookup};

use super::NamedColumn;

/// A column with the comparisons that clients may filter it by.
#[derive(Debug, Clone, Copy)]
pub struct Lookups<C, const N: usize>(C, [Lookup; N]);

/// What a column can say about how it is filtered.
pub trait FilterBy: Sized {
    /// The column with the comparisons that clients may use; without this, `exact` only.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().filter((Fund::NAME, Fund::SYMBOL.lookups([Exact, IExact, In])));
    /// ```
    fn lookups<const N: usize>(self, lookups: [Lookup; N]) -> Lookups<Self, N>;
}

impl<M: Model, T: FieldValue> FilterBy for Column<M, T> {
    fn lookups<const N: usize>(self, lookups: [Lookup; N]) -> Lookups<Self, N> {
        Lookups(self, lookups)
    }
}

/// A column that clients may filter by.
#[diagnostic::on_unimplemented(message = "`{Self}` is no filter", label = "expected a column such as `Fund::SYMBOL` or `Fund::SYMBOL.lookups([Exact, In])`")]
pub trait FilterColumn {
    /// The model that has it.
    type Model;
    /// Its name and comparisons.
    fn filter(self) -> Filter;
}

impl<M: Model, T: FieldValue> FilterColumn for Column<M, T> {
    type Model = M;

    fn filter(self) -> Filter {
        self.lookups([Lookup::Exact]).filter()
    }
}

impl<C: NamedColumn, const N: usize> FilterColumn for Lookups<C, N> {
    type Model = C::Model;

    fn filter(self) -> Filter {
        Filter { field: self.0.field_name(), lookups: self.1.to_vec() }
    }
}
