//! What clients may ask of a list: filters and searches.

use crate::{Hop, ResolvedOrder, ValueType};

/// A query parameter that clients may filter by, or several of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The parameter; `None`: made from the field and the comparison, `symbol` and `symbol__in`.
    pub param: Option<String>,
    /// What is compared.
    pub by: FilterBy,
    /// Whether the rows that match are left out (django-filter's `exclude=True`).
    pub exclude: bool,
    /// How values are read.
    pub forms: FilterForms,
}

impl Filter {
    /// Comparisons of a field.
    pub fn of(path: &str, lookups: &[Lookup]) -> Self {
        Filter::by(FilterBy::Field { path: path.to_owned(), lookups: lookups.to_vec() })
    }

    /// A filter with the parameter's usual name.
    pub fn by(by: FilterBy) -> Self {
        Filter { param: None, by, exclude: false, forms: FilterForms::Rest }
    }
}

/// What a filter compares. Paths are a field's name, or names of relations and a field joined by dots.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterBy {
    /// A field with the value, one parameter a comparison.
    Field {
        /// The field.
        path: String,
        /// The comparisons; `exact` is `?field=`, any other `?field__lookup=`.
        lookups: Vec<Lookup>,
    },
    /// A field with two ends, either of which may be left out: `?created_after=` and `?created_before=` of dates and times, `?price_min=` and
    /// `?price_max=` of numbers (django-filter's `IsoDateTimeFromToRangeFilter` and its like).
    FromTo {
        /// The field.
        path: String,
    },
    /// Any of several values, the parameter repeated: choices, or values of this field that rows have (django-filter's `MultipleChoiceFilter` and
    /// `ModelMultipleChoiceFilter`).
    AnyOf {
        /// The field.
        path: String,
    },
    /// What a function of the program makes of the value (django-filter's `method`).
    Named {
        /// The function's name; the parameter's unless given.
        name: String,
        /// The type of the value.
        ty: Box<ValueType>,
    },
}

/// Whose forms read a filter's values; they differ in truth values and instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterForms {
    /// Those of `django_filters.rest_framework`: truth values are `true`, `false`, `1` and `0` in any case, instants ISO 8601.
    Rest,
    /// Those of `django_filters`, which are made for pages: truth values are `true`, `True`, `2` and `false`, `False`, `3`; instants may also be written as
    /// in America.
    Django,
}

/// A comparison (Django's lookups).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Equal.
    Exact,
    /// Equal, ignoring case.
    IExact,
    /// Holds the text.
    Contains,
    /// Holds the text, ignoring case.
    IContains,
    /// Starts with the text.
    StartsWith,
    /// Starts with the text, ignoring case.
    IStartsWith,
    /// Ends with the text.
    EndsWith,
    /// Ends with the text, ignoring case.
    IEndsWith,
    /// One of a list, separated by commas.
    In,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Between two values, separated by a comma, both included.
    Range,
    /// Whether there is no value.
    IsNull,
    /// The day of an instant.
    Date,
    /// The time of day of an instant.
    Time,
    /// The year.
    Year,
    /// A year after.
    YearGt,
    /// The year or one after.
    YearGte,
    /// A year before.
    YearLt,
    /// The year or one before.
    YearLte,
    /// The year that the ISO week belongs to.
    IsoYear,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The ISO week, 1 to 53.
    Week,
    /// The day of the month.
    Day,
    /// The day of the week, 1 (Sunday) to 7.
    WeekDay,
    /// The day of the week, 1 (Monday) to 7.
    IsoWeekDay,
    /// The hour.
    Hour,
    /// The minute.
    Minute,
    /// The whole second.
    Second,
}

impl Lookup {
    /// Its name behind `__`.
    pub const fn name(self) -> &'static str {
        match self {
            Lookup::Exact => "exact",
            Lookup::IExact => "iexact",
            Lookup::Contains => "contains",
            Lookup::IContains => "icontains",
            Lookup::StartsWith => "startswith",
            Lookup::IStartsWith => "istartswith",
            Lookup::EndsWith => "endswith",
            Lookup::IEndsWith => "iendswith",
            Lookup::In => "in",
            Lookup::Gt => "gt",
            Lookup::Gte => "gte",
            Lookup::Lt => "lt",
            Lookup::Lte => "lte",
            Lookup::Range => "range",
            Lookup::IsNull => "isnull",
            Lookup::Date => "date",
            Lookup::Time => "time",
            Lookup::Year => "year",
            Lookup::YearGt => "year__gt",
            Lookup::YearGte => "year__gte",
            Lookup::YearLt => "year__lt",
            Lookup::YearLte => "year__lte",
            Lookup::IsoYear => "iso_year",
            Lookup::Quarter => "quarter",
            Lookup::Month => "month",
            Lookup::Week => "week",
            Lookup::Day => "day",
            Lookup::WeekDay => "week_day",
            Lookup::IsoWeekDay => "iso_week_day",
            Lookup::Hour => "hour",
            Lookup::Minute => "minute",
            Lookup::Second => "second",
        }
    }
}

/// A field that searches look in.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The field: its name, or names of relations and a field joined by dots.
    pub field: String,
    /// How a term must match it.
    pub mode: SearchMode,
}

/// How a search term matches, ignoring case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchMode {
    /// Anywhere in the text.
    Contains,
    /// At its start (DRF's `^`).
    StartsWith,
    /// All of it (DRF's `=`).
    Exact,
    /// As a regular expression (DRF's `$`): of the terms of a search, one after another.
    Regex,
    /// By its words (DRF's `@`), which PostgreSQL alone can.
    FullText,
}

/// How a resource's rows are chosen and paged.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPolicy {
    /// Query parameters that filter, in the order of their errors.
    pub filters: Vec<ResolvedFilter>,
    /// The parameter that searches.
    pub search_param: String,
    /// Where searches look.
    pub search: Vec<ResolvedSearch>,
    /// The parameter that orders.
    pub ordering_param: String,
    /// What it may name, and what that orders by.
    pub ordering: Vec<(String, Vec<ResolvedOrder>)>,
    /// The order where none is asked for; empty: rows are in order of insertion.
    pub default_order: Vec<ResolvedOrder>,
    /// The pages; their size is set.
    pub pagination: crate::Pagination,
}

/// A field of a model, or of rows that it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldPath {
    /// The steps to the other rows; none: it is the model's own.
    pub hops: Vec<Hop>,
    /// The model of the field.
    pub model: usize,
    /// The field's place in it.
    pub field: usize,
}

/// A query parameter that filters.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedFilter {
    /// Its name, `symbol__iexact`.
    pub param: String,
    /// What is compared.
    pub by: ResolvedFilterBy,
    /// Whether the rows that match are left out.
    pub exclude: bool,
    /// How values are read.
    pub forms: FilterForms,
}

/// What a filter compares; see [`FilterBy`].
#[derive(Debug, Clone, PartialEq)]
pub enum ResolvedFilterBy {
    /// A field with the value.
    Field(FieldPath, Lookup),
    /// A field with two ends.
    FromTo(FieldPath),
    /// A field with any of several values.
    AnyOf(FieldPath),
    /// A function of the program.
    Named(String, Box<ValueType>),
}

/// A field that searches look in.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedSearch {
    /// The field.
    pub path: FieldPath,
    /// How a term must match.
    pub mode: SearchMode,
}
