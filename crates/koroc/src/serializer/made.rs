//! Fields that are no columns: computed ones, nested objects, addresses, and those that a serializer has of its own.

use std::marker::PhantomData;
use std::sync::Arc;

use koroc_db::{FieldValue, Model, Path, Relates};
use koroc_http::{ApiError, Context};
use koroc_spec::{FieldForm, FieldKind, SerializerField, ValueType};

use super::field::{Field, IntoField};
use super::{IntoSerializer, Serializer};
use crate::named::{Named, short_name};

/// A field that a function makes of the row (DRF's `SerializerMethodField`); it is only shown.
///
/// ```
/// # use koroc::doc::*;
/// # let _ =
/// Serializer::of((Fund::ID, computed("title", |fund: &Fund| format!("{} ({})", fund.name, fund.symbol))))
/// # ;
/// ```
pub fn computed<M, V, F>(name: &str, function: F) -> Field<M, V>
where
    M: Model,
    V: FieldValue,
    F: Fn(&M) -> V + Send + Sync + 'static,
{
    let (field, id) = computed_field::<M, V, F>(name);
    let function = Arc::new(function);
    field.with(Named::new::<F>(id, move |behaviours, name| {
        let function = Arc::clone(&function);
        behaviours.computed(name, move |row| Ok(function(&M::from_row(row)?).into_value()))
    }))
}

/// A field that a function makes of the request and the row, for what the row does not hold itself.
///
/// ```
/// # use koroc::doc::*;
/// async fn same_name(context: Context, fund: Fund) -> Result<i64, ApiError> {
///     Ok(Fund::objects().filter(Fund::NAME.eq(&*fund.name)).count(context.db()).await?.try_into().map_err(ApiError::internal)?)
/// }
/// # let _ =
/// Serializer::of((Fund::ID, computed_async("same_name", same_name)))
/// # ;
/// ```
pub fn computed_async<M, V, F, R>(name: &str, function: F) -> Field<M, V>
where
    M: Model,
    V: FieldValue,
    F: Fn(Context, M) -> R + Send + Sync + 'static,
    R: Future<Output = Result<V, ApiError>> + Send + 'static,
{
    let (field, id) = computed_field::<M, V, F>(name);
    let function = Arc::new(function);
    field.with(Named::new::<F>(id, move |behaviours, name| {
        let function = Arc::clone(&function);
        behaviours.computed_async(name, move |context, row| {
            let running = M::from_row(row).map(|row| function(context, row));
            async move { Ok(running?.await?.into_value()) }
        })
    }))
}

fn computed_field<M: Model, V, F>(name: &str) -> (Field<M, V>, String) {
    let id = format!("{}.{name}.{}", M::LABEL, short_name::<F>());
    (Field::new(SerializerField { form: FieldForm::Computed(id.clone()), ..SerializerField::named(name) }), id)
}

/// Objects of another serializer for the rows that a relation leads to; `.many()` where there are several of them.
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
/// fn trade() -> Serializer<Trade> {
///     Serializer::of(Trade::ID)
/// }
/// # let _ =
/// Serializer::of((Fund::ID, nested("trades", Trade::FUND.reverse(), trade()).many().read_only()))
/// # ;
/// ```
pub fn nested<M, T, N>(name: &str, rows: impl Into<Path<M, T>>, serializer: impl IntoSerializer<Of = N>) -> Nested<M, N>
where
    T: Relates<To = N>,
{
    let path = rows.into();
    Nested { name: name.to_owned(), source: path.name().to_owned(), serializer: serializer.into_serializer(), many: false, of: PhantomData }
}

/// What [`nested`] makes.
#[must_use]
pub struct Nested<M, N> {
    name: String,
    source: String,
    serializer: Serializer<N>,
    many: bool,
    of: PhantomData<fn() -> M>,
}

impl<M, N> Nested<M, N> {
    /// A list of objects, which may be empty.
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }
}

impl<M, N> IntoField for Nested<M, N> {
    type Model = M;
    type Value = N;

    fn into_field(self) -> Field<M, N> {
        let Serializer { data, models, functions, .. } = self.serializer;
        let source = (self.source != self.name).then_some(self.source);
        let form = FieldForm::Nested { serializer: Box::new(data), many: self.many, allow_empty: true };
        let mut field = Field::new(SerializerField { source, form, ..SerializerField::named(&self.name) });
        (field.models, field.functions) = (models, functions);
        field
    }
}

/// A field that is no column: what is sent for it is checked and handed to hooks, and nothing is stored by itself.
///
/// ```
/// # use koroc::doc::*;
/// # use koroc::{own, spec::FieldKind};
/// # let _ =
/// Serializer::of((Fund::ID, own::<Fund, String>("reason", FieldKind::Char { trim: true }).write_only()))
/// # ;
/// ```
pub fn own<M, T>(name: &str, kind: FieldKind) -> Field<M, T> {
    Field::new(SerializerField { form: FieldForm::Own(ValueType::of(kind)), ..SerializerField::named(name) })
}

/// The row's own address, as its field `url` (DRF's `HyperlinkedIdentityField`).
pub fn address<M>() -> Field<M, String> {
    Field::new(SerializerField { form: FieldForm::Url(None), ..SerializerField::named("url") })
}
