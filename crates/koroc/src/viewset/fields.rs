//! Which of the model's columns are on the wire, and how.

use koroc_spec::SerializerField;

use super::ModelViewSet;
use crate::columns::Columns;

impl<M, P> ModelViewSet<M, P> {
    /// The columns on the wire, in order; without this all of the model's.
    pub fn fields(mut self, columns: impl Columns<M>) -> Self {
        self.resource.data.serializer.fields = Some(columns.fields().iter().map(|name| SerializerField::named(name)).collect());
        self
    }

    /// Columns that answers show and requests cannot set. (The primary key always is one.)
    pub fn read_only(mut self, columns: impl Columns<M>) -> Self {
        for name in columns.fields() {
            self.changed(&name).read_only = Some(true);
        }
        self
    }

    /// Columns that requests can set and answers do not show.
    pub fn write_only(mut self, columns: impl Columns<M>) -> Self {
        for name in columns.fields() {
            self.changed(&name).write_only = Some(true);
        }
        self
    }

    /// What differs from the model for a field; new where nothing did so far.
    pub(super) fn changed(&mut self, name: &str) -> &mut SerializerField {
        self.resource.data.serializer.change(name)
    }
}
