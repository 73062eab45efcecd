//! Lists of typed columns: one column, or a tuple of them, of one model.

use koroc_db::{Column, FieldValue, Model, Order};
use koroc_spec::{Filter, Lookup, OrderBy, Search, SearchMode};

/// A column with the comparisons that clients may filter it by.
#[derive(Debug, Clone, Copy)]
pub struct Lookups<C, const N: usize>(C, [Lookup; N]);

/// A text column with the way in which search terms must match it.
#[derive(Debug, Clone, Copy)]
pub struct Searched<C>(C, SearchMode);

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

/// What a text column can say about how it is searched; without this, a term may stand anywhere in it.
pub trait SearchBy: Sized {
    /// A term must stand at its start (DRF's `^`).
    fn at_start(self) -> Searched<Self>;

    /// A term must be all of it (DRF's `=`).
    fn whole(self) -> Searched<Self>;
}

impl<M: Model, T: FieldValue> SearchBy for Column<M, T> {
    fn at_start(self) -> Searched<Self> {
        Searched(self, SearchMode::StartsWith)
    }

    fn whole(self) -> Searched<Self> {
        Searched(self, SearchMode::Exact)
    }
}

/// A column that can be named: any of them.
#[diagnostic::on_unimplemented(message = "`{Self}` is no column", label = "expected a column such as `Fund::SYMBOL`, or a tuple of columns")]
pub trait NamedColumn {
    /// The model that has it.
    type Model;
    /// Its field's name.
    fn field_name(self) -> String;
}

impl<M: Model, T: FieldValue> NamedColumn for Column<M, T> {
    type Model = M;

    fn field_name(self) -> String {
        self.name().to_owned()
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

/// A text column that `?search=` looks in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be searched",
    label = "only columns of text can: `Column<_, String>`",
    note = "say how with `Fund::SYMBOL.at_start()` or `Fund::SYMBOL.whole()`"
)]
pub trait SearchColumn {
    /// The model that has it.
    type Model;
    /// Its name and how terms match.
    fn search(self) -> Search;
}

impl<M: Model> SearchColumn for Column<M, String> {
    type Model = M;

    fn search(self) -> Search {
        Search { field: self.name().to_owned(), mode: SearchMode::Contains }
    }
}

impl<M: Model> SearchColumn for Column<M, Option<String>> {
    type Model = M;

    fn search(self) -> Search {
        Search { field: self.name().to_owned(), mode: SearchMode::Contains }
    }
}

impl<C: SearchColumn> SearchColumn for Searched<C> {
    type Model = C::Model;

    fn search(self) -> Search {
        Search { mode: self.1, ..self.0.search() }
    }
}

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

/// Columns of the model `M`: one, or a tuple of up to 24.
#[diagnostic::on_unimplemented(message = "these are not columns of `{M}`", label = "expected a column of `{M}`, or a tuple of its columns")]
pub trait Columns<M> {
    /// The names of their fields.
    fn fields(self) -> Vec<String>;
}

/// Filters on the model `M`: one, or a tuple of up to 24.
#[diagnostic::on_unimplemented(message = "these are not filters on `{M}`", label = "expected a column of `{M}`, or a tuple of its columns")]
pub trait Filters<M> {
    /// Each with its comparisons.
    fn filters(self) -> Vec<Filter>;
}

/// Searched columns of the model `M`: one, or a tuple of up to 24.
#[diagnostic::on_unimplemented(message = "these are not text columns of `{M}`", label = "expected a text column of `{M}`, or a tuple of them")]
pub trait Searches<M> {
    /// Each with its way of matching.
    fn searches(self) -> Vec<Search>;
}

/// An order of the model `M`: one column, or a tuple of up to 24.
#[diagnostic::on_unimplemented(message = "this is no order of `{M}`", label = "expected a column of `{M}`, `.desc()` behind it or not, or a tuple of them")]
pub trait Orders<M> {
    /// Each with its direction, the first decides first.
    fn orders(self) -> Vec<OrderBy>;
}

impl<M, C: NamedColumn<Model = M>> Columns<M> for C {
    fn fields(self) -> Vec<String> {
        vec![self.field_name()]
    }
}

impl<M, C: FilterColumn<Model = M>> Filters<M> for C {
    fn filters(self) -> Vec<Filter> {
        vec![self.filter()]
    }
}

impl<M, C: SearchColumn<Model = M>> Searches<M> for C {
    fn searches(self) -> Vec<Search> {
        vec![self.search()]
    }
}

impl<M, C: OrderColumn<Model = M>> Orders<M> for C {
    fn orders(self) -> Vec<OrderBy> {
        vec![self.order()]
    }
}

/// Implements the lists for a tuple and for every shorter one.
macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        tuples!(@list Columns fields NamedColumn field_name String: $first $($rest)*);
        tuples!(@list Filters filters FilterColumn filter Filter: $first $($rest)*);
        tuples!(@list Searches searches SearchColumn search Search: $first $($rest)*);
        tuples!(@list Orders orders OrderColumn order OrderBy: $first $($rest)*);
        tuples!($($rest)*);
    };
    (@list $List:ident $list:ident $Item:ident $item:ident $Out:ident: $($C:ident)*) => {
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "a type parameter's name is also its value's")]
        impl<M, $($C: $Item<Model = M>),*> $List<M> for ($($C,)*) {
            fn $list(self) -> Vec<$Out> {
                let ($($C,)*) = self;
                vec![$($C.$item()),*]
            }
        }
    };
}

tuples!(A B C D E F G H I J K L N O P Q R S T U V W X Y);
