//! How a field names the rows of another model.

use koroc_db::{Column, FieldValue, Relates};
use koroc_spec::{FieldForm, RelatedBy};

use super::field::{Field, IntoField};
use super::options::change;

/// What can be said about a field that leads to rows of another model; without it they are named by their keys.
///
/// ```
/// # use koroc::doc::*;
/// #[derive(Model)]
/// #[model(app = "api")]
/// struct Trade {
///     #[field(primary_key)]
///     id: i64,
///     #[field(on_delete = cascade)]
///     fund: ForeignKey<Fund>,
/// }
///
/// # let _ =
/// Serializer::of((Trade::ID, Trade::FUND.by(Fund::SYMBOL), Trade::FUND.url().named("fund_page").read_only()))
/// # ;
/// ```
pub trait RelatedOptions: IntoField<Value: Relates> {
    /// By a field of theirs, which should be unique (DRF's `SlugRelatedField`).
    fn by<T: FieldValue>(self, column: Column<<Self::Value as Relates>::To, T>) -> Field<Self::Model, Self::Value> {
        related(self, RelatedBy::Field(column.name().to_owned()))
    }

    /// By the text that stands for them, their model's `display`; shown only (DRF's `StringRelatedField`).
    fn text(self) -> Field<Self::Model, Self::Value> {
        related(self, RelatedBy::Text)
    }

    /// By the address at which they are retrieved (DRF's `HyperlinkedRelatedField`).
    fn url(self) -> Field<Self::Model, Self::Value> {
        related(self, RelatedBy::Url { view: None, route: None })
    }

    /// By an address, that of the route of this name.
    fn url_of(self, route: &str) -> Field<Self::Model, Self::Value> {
        related(self, RelatedBy::Url { view: Some(route.to_owned()), route: None })
    }
}

impl<F: IntoField<Value: Relates>> RelatedOptions for F {}

fn related<F: IntoField>(field: F, by: RelatedBy) -> Field<F::Model, F::Value> {
    change(field, |field| field.form = FieldForm::Related(by))
}
