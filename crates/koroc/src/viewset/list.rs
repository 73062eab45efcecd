//! Which rows a list shows, in which order, and how many a page.

use koroc_db::{Cond, Expr, Model};
use koroc_spec::{Filter, FilterBy, FilterForms, Ordering, Pagination};

use super::ModelViewSet;
use crate::columns::{Columns, FilterValue, Filters, Orders, Searches};

impl<M, P> ModelViewSet<M, P> {
    /// The columns that query parameters filter by: `?symbol=SPY`, `?symbol__in=SPY,VOO`.
    pub fn filter(mut self, filters: impl Filters<M>) -> Self {
        self.resource.data.filters.extend(filters.filters());
        self
    }

    /// As [`filter`](Self::filter), with values read as plain `django_filters.FilterSet` reads them, which is made for pages: see [`FilterForms::Django`].
    pub fn filterset(mut self, filters: impl Filters<M>) -> Self {
        let filters = filters.filters().into_iter().map(|filter| Filter { forms: FilterForms::Django, ..filter });
        self.resource.data.filters.extend(filters);
        self
    }

    /// A query parameter and what it makes of its value (django-filter's `method`).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().filter_by("mentions", |word: String| Fund::NAME.icontains(&word) | Fund::SYMBOL.iexact(&word))
    /// # ;
    /// ```
    pub fn filter_by<T: FilterValue>(mut self, param: &str, filter: impl Fn(T) -> Expr<M> + Send + Sync + 'static) -> Self
    where
        M: Model,
    {
        let by = FilterBy::Named { name: param.to_owned(), ty: Box::new(T::value_type()) };
        self.resource.data.filters.push(Filter { param: Some(param.to_owned()), ..Filter::by(by) });
        let name = param.to_owned();
        self.resource.bindings.push(Box::new(move |behaviours, resource| {
            behaviours.filter(&format!("{resource}.{name}"), move |db, value| match T::from_value(value) {
                Ok(value) => Ok(filter(value).cond(db.resolved())?),
                // A number beyond the type's range, which no row has either.
                Err(_) => Ok(Cond::Never),
            })
        }));
        self
    }

    /// The text columns that `?search=` looks in; each term must be found in one of them.
    pub fn search(mut self, columns: impl Searches<M>) -> Self {
        self.resource.data.search.extend(columns.searches());
        self
    }

    /// The columns that `?ordering=` may name, `-` before one for descending; those of the one row that relations lead
    /// to by their whole way, `?ordering=candidate__full_name` of `Interview::CANDIDATE.to(Candidate::FULL_NAME)`.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().order((Fund::SYMBOL, Fund::NAME))
    /// # ;
    /// ```
    pub fn order(mut self, columns: impl Columns<M>) -> Self {
        self.resource.data.ordering = Ordering::By(columns.fields());
        self
    }

    /// Lets `?ordering=` name every column that the serializer shows, and the primary key (DRF's `ordering_fields = "__all__"`).
    pub fn order_all(mut self) -> Self {
        self.resource.data.ordering = Ordering::All;
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
