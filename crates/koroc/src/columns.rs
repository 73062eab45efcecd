//! Lists of typed columns: one column, or a tuple of them, of one model.

mod filter;
mod order;
mod search;
mod value;

pub use filter::{FilterColumn, FilterWith};
pub use order::{CursorBy, OrderColumn};
pub use search::{SearchBy, SearchColumn};
pub use value::FilterValue;

use koroc_db::{Column, FieldValue, Model, Way};
use koroc_spec::{Filter, OrderBy, Search};

/// A column that can be named: any of them.
#[diagnostic::on_unimplemented(message = "`{Self}` is no column", label = "expected a column such as `Fund::SYMBOL`, or a tuple of columns")]
pub trait NamedColumn {
    /// The model that has it.
    type Model;
    /// Its field's name, behind the names of the relations that lead to it.
    fn field_name(self) -> String;
}

impl<M: Model, T: FieldValue, W: Way> NamedColumn for Column<M, T, W> {
    type Model = M;

    fn field_name(self) -> String {
        self.asc().path().to_owned()
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
