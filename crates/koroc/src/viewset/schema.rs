//! What a resource says of its standard operations in the OpenAPI document.

use koroc_spec::{Answer, ViewSchema};

use super::ModelViewSet;
use crate::schema_words::IntoContent;

impl<M, P> ModelViewSet<M, P> {
    /// Leaves the resource out of the OpenAPI document (DRF's `exclude_from_schema`); it is served all the same.
    pub fn exclude_from_schema(mut self) -> Self {
        self.resource.data.excluded = true;
        self
    }

    /// Leaves one operation out of the OpenAPI document: `list`, `create`, `retrieve`, `update`, `partial_update` or `destroy`.
    pub fn exclude_from_schema_for(mut self, action: &str) -> Self {
        self.schema_of(action).excluded = true;
        self
    }

    /// A status that one operation answers beside its usual ones, as from a hook of the program, or in place of one of them, with other content.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).answers_for("destroy", 409, Content::any().about("Somebody holds the fund."))
    /// # ;
    /// ```
    pub fn answers_for(mut self, action: &str, status: u16, content: impl IntoContent) -> Self {
        let content = content.into_content();
        self.resource.models.extend(content.models);
        self.resource.functions.extend(content.functions);
        self.schema_of(action).answers.push(Answer { method: None, status, content: content.data });
        self
    }

    fn schema_of(&mut self, action: &str) -> &mut ViewSchema {
        let schemas = &mut self.resource.data.schemas;
        let at = schemas.iter().position(|(known, _)| known == action).unwrap_or_else(|| {
            schemas.push((action.to_owned(), ViewSchema::default()));
            schemas.len() - 1
        });
        &mut schemas[at].1
    }
}
