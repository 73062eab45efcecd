//! Columns as filters: which parameters clients may use, and what they compare.

use std::marker::PhantomData;

use koroc_db::{Column, Model, Path};
use koroc_spec::{Filter, FilterBy, Lookup};

/// A column with what clients may compare it with; made by [`FilterWith`]'s methods.
pub struct Filtered<M> {
    filter: Filter,
    of: PhantomData<fn() -> M>,
}

impl<M> Filtered<M> {
    fn by(by: FilterBy) -> Self {
        Filtered { filter: Filter::by(by), of: PhantomData }
    }

    /// The parameter's name; without this it is made from the column's and the comparison's.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().filter(Fund::NAME.lookups([IContains]).param("called"))
    /// # ;
    /// ```
    pub fn param(mut self, name: &str) -> Self {
        self.filter.param = Some(name.to_owned());
        self
    }

    /// Leaves out the rows that match, instead of all others.
    pub fn exclude(mut self) -> Self {
        self.filter.exclude = true;
        self
    }
}

/// What a column, of the model or of rows that it leads to, can say about how it is filtered; without any of these it is compared with `exact`.
pub trait FilterWith: Sized {
    /// The model whose rows are filtered.
    type Model;

    /// The column's name, behind the names of the relations that lead to it.
    fn path(self) -> String;

    /// The comparisons that clients may use, `?symbol=` and `?symbol__in=`.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().filter((Fund::NAME, Fund::SYMBOL.lookups([Exact, IExact, In])));
    /// ```
    fn lookups<const N: usize>(self, lookups: [Lookup; N]) -> Filtered<Self::Model> {
        Filtered::by(FilterBy::Field { path: self.path(), lookups: lookups.to_vec() })
    }

    /// From one value to another, either of which may be left out: `?created_after=` and `?created_before=` of dates and times, `?price_min=` and
    /// `?price_max=` of numbers.
    #[expect(clippy::wrong_self_convention, reason = "it names the two ends, not where a value comes from")]
    fn from_to(self) -> Filtered<Self::Model> {
        Filtered::by(FilterBy::FromTo { path: self.path() })
    }

    /// Any of several values, the parameter repeated: `?skill=rust&skill=sql`. Each has to be a choice of the column, or one of its values.
    fn any_of(self) -> Filtered<Self::Model> {
        Filtered::by(FilterBy::AnyOf { path: self.path() })
    }
}

impl<M: Model, T> FilterWith for Column<M, T> {
    type Model = M;

    fn path(self) -> String {
        self.name().to_owned()
    }
}

impl<M: Model, T> FilterWith for Path<M, T> {
    type Model = M;

    fn path(self) -> String {
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

impl<M: Model, T> FilterColumn for Column<M, T> {
    type Model = M;

    fn filter(self) -> Filter {
        self.lookups([Lookup::Exact]).filter
    }
}

impl<M: Model, T> FilterColumn for Path<M, T> {
    type Model = M;

    fn filter(self) -> Filter {
        self.lookups([Lookup::Exact]).filter
    }
}

impl<M> FilterColumn for Filtered<M> {
    type Model = M;

    fn filter(self) -> Filter {
        self.filter
    }
}
