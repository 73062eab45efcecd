//! Which serializers the operations have.

use super::ModelViewSet;
use crate::serializer::IntoSerializer;

impl<M, P> ModelViewSet<M, P> {
    /// The serializer of its rows; without this all fields of the model are on the wire.
    pub fn serializer(mut self, serializer: impl IntoSerializer<Of = M>) -> Self {
        self.resource.data.serializer = self.resource.take(serializer.into_serializer());
        self
    }

    /// The serializer of one operation: `list`, `create`, `retrieve`, `update`, `partial_update`, or an extra action by its name (DRF's
    /// `get_serializer_class`).
    pub fn serializer_for(mut self, action: &str, serializer: impl IntoSerializer) -> Self {
        let serializer = self.resource.take(serializer.into_serializer());
        self.resource.data.serializers.push((action.to_owned(), serializer));
        self
    }
}
