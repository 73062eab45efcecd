//! Lists of fields: one, or a tuple of them, of one model.

use super::field::{Field, IntoField};

/// Fields of a serializer of `M`: one, or a tuple of up to 32.
#[diagnostic::on_unimplemented(
    message = "these are not fields of a serializer of `{M}`",
    label = "expected a column of `{M}`, `computed(…)`, `nested(…)`, or a tuple of them"
)]
pub trait SerializerFields<M> {
    /// Each of them.
    #[doc(hidden)]
    fn fields(self) -> Vec<Field<M, ()>>;
}

impl<M, F: IntoField<Model = M>> SerializerFields<M> for F {
    fn fields(self) -> Vec<Field<M, ()>> {
        vec![self.into_field().of_any_type()]
    }
}

/// Implements the list for a tuple and for every shorter one.
macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "a type parameter's name is also its value's")]
        impl<M, $first: IntoField<Model = M>, $($rest: IntoField<Model = M>),*> SerializerFields<M> for ($first, $($rest,)*) {
            fn fields(self) -> Vec<Field<M, ()>> {
                let ($first, $($rest,)*) = self;
                vec![$first.into_field().of_any_type(), $($rest.into_field().of_any_type()),*]
            }
        }
        tuples!($($rest)*);
    };
}

tuples!(A B C D E F G H I J K L N O P Q R S T U V W X Y Z AA AB AC AD AE AF AG);
