//! What a check may answer in place of DRF's `ValidationError`.

use koroc_db::{Column, FieldValue, Model};
use koroc_serial::{Errors, Message};

/// Errors of one field: a text, a [`Message`] with a code, or several of either.
#[diagnostic::on_unimplemented(message = "`{Self}` is no error of a field", label = "expected a text, a `Message` with a code, or a list of them")]
pub trait IntoMessages {
    /// Each of them.
    fn into_messages(self) -> Vec<Message>;
}

impl IntoMessages for Message {
    fn into_messages(self) -> Vec<Message> {
        vec![self]
    }
}

impl IntoMessages for &'static str {
    fn into_messages(self) -> Vec<Message> {
        vec![self.into()]
    }
}

impl IntoMessages for String {
    fn into_messages(self) -> Vec<Message> {
        vec![self.into()]
    }
}

impl<M: IntoMessages> IntoMessages for Vec<M> {
    fn into_messages(self) -> Vec<Message> {
        self.into_iter().flat_map(M::into_messages).collect()
    }
}

impl<M: IntoMessages, const N: usize> IntoMessages for [M; N] {
    fn into_messages(self) -> Vec<Message> {
        self.into_iter().flat_map(M::into_messages).collect()
    }
}

/// Errors of an object: of the whole, or with a column in front, of that field; [`Errors`] for several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error of an object",
    label = "expected a text, a column with a text such as `(Fund::NAME, \"…\")`, or `Errors`"
)]
pub trait IntoErrors {
    /// The errors.
    fn into_errors(self) -> Errors;
}

impl IntoErrors for Errors {
    fn into_errors(self) -> Errors {
        self
    }
}

impl<M: IntoMessages> IntoErrors for M {
    fn into_errors(self) -> Errors {
        Errors::List(self.into_messages())
    }
}

impl<M: Model, T: FieldValue, E: IntoMessages> IntoErrors for (Column<M, T>, E) {
    fn into_errors(self) -> Errors {
        (self.0.name(), self.1).into_errors()
    }
}

impl<E: IntoMessages> IntoErrors for (&'static str, E) {
    fn into_errors(self) -> Errors {
        Errors::Map([(self.0.to_owned(), Errors::List(self.1.into_messages()))].into_iter().collect())
    }
}
