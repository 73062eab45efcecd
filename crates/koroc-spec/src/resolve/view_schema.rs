//! What views say of themselves in documents: serializers by place, the answers of each method.

use super::Resolver;
use crate::{Action, Content, Method, ResolvedContent, ViewSchema};

impl Resolver<'_> {
    /// Gives the operations from this place on what their view says of them. `own`: the serializer that they have for themselves, which they then take.
    pub(super) fn describe(&mut self, place: &str, from: usize, schema: &ViewSchema, own: Option<usize>) {
        if let Some(wrong) = schema.answers.iter().find(|answer| !(200..600).contains(&answer.status)) {
            self.problem(place, format!("answers {}, which is no status of an answer; those are 200 to 599", wrong.status));
        }
        let takes = schema.takes.as_ref().map(|content| self.content(place, content, own));
        let answers: Vec<(Option<Method>, (u16, ResolvedContent))> =
            schema.answers.iter().map(|answer| (answer.method, (answer.status, self.content(place, &answer.content, own)))).collect();
        for operation in &mut self.out.operations[from..] {
            let reads = operation.action == Action::Extra && operation.method.has_body();
            let validated = own.filter(|_| reads).map(ResolvedContent::one);
            let mine = answers.iter().filter(|(method, _)| method.is_none_or(|method| method == operation.method));
            operation.schema.excluded |= schema.excluded;
            operation.schema.takes = takes.clone().filter(|_| operation.method.has_body()).or(validated);
            operation.schema.answers.extend(mine.map(|(_, answer)| answer.clone()));
        }
    }

    fn content(&mut self, place: &str, content: &Content, own: Option<usize>) -> ResolvedContent {
        let shape = content.serializer.as_ref().map(|serializer| self.shape(place, serializer)).or(own);
        ResolvedContent { form: content.form.clone(), shape, description: content.description.clone() }
    }
}
