//! What a column can be compared with or set to.

use koroc_spec::Value;

use crate::{FieldValue, ForeignKey, Model, OneToOne};

/// What a column of type `T` can be compared with or set to.
pub trait Operand<T> {
    /// The value.
    fn into_operand(self) -> Value;
}

impl<T: FieldValue> Operand<T> for T {
    fn into_operand(self) -> Value {
        self.into_value()
    }
}

impl<T: FieldValue> Operand<Option<T>> for T {
    fn into_operand(self) -> Value {
        self.into_value()
    }
}

impl Operand<String> for &str {
    fn into_operand(self) -> Value {
        Value::from(self)
    }
}

impl Operand<Option<String>> for &str {
    fn into_operand(self) -> Value {
        Value::from(self)
    }
}

/// A row stands for its key.
macro_rules! row_operand {
    ($($Field:ty)*) => {$(
        impl<M: Model> Operand<$Field> for &M {
            fn into_operand(self) -> Value {
                self.key().into_value()
            }
        }
    )*};
}

row_operand!(ForeignKey<M> Option<ForeignKey<M>> OneToOne<M> Option<OneToOne<M>>);
