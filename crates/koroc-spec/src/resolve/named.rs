//! Checks what a model says about its fields by their names: sets, indexes, orders, its display, dates that values are unique for.

use super::Resolver;
use super::models::{list, place};
use crate::{Field, FieldKind, Model};

impl Resolver<'_> {
    /// Every name is one of the model's fields, and of a kind that can be what it is named for.
    pub(super) fn check_names(&mut self, model: &Model) {
        let together = model.unique_together.iter().flat_map(|set| set.fields.iter().chain(set.condition.iter().map(|condition| &condition.field)));
        let listed = together.chain(model.indexes.iter().flat_map(|index| &index.fields)).chain(&model.ordering).chain(&model.display);
        for name in listed {
            let name = name.trim_start_matches('-');
            if model.field(name).is_none() {
                self.problem(model.label(), format!("names the field `{name}`, which it does not have; its fields are {}", list(model)));
            }
        }
        for field in &model.fields {
            self.check_unique_for(model, field);
            self.check_file(&place(&model.label(), field), field);
        }
    }

    fn check_unique_for(&mut self, model: &Model, field: &Field) {
        for unique in &field.unique_for {
            let (place, part) = (place(&model.label(), field), unique.part.name());
            match model.field(&unique.date).map(|at| &model.fields[at].ty.kind) {
                Some(FieldKind::Date | FieldKind::DateTime) => {}
                Some(_) => self.problem(place, format!("is unique for the {part} of `{}`, which holds no date", unique.date)),
                None => self.problem(place, format!("is unique for the {part} of `{}`, which is no field; its fields are {}", unique.date, list(model))),
            }
        }
    }

    fn check_file(&mut self, place: &str, field: &Field) {
        let file = matches!(field.ty.kind, FieldKind::File);
        let limits = &field.ty.limits;
        if !file && (!field.upload_to.is_empty() || !limits.extensions.is_empty() || limits.max_size.is_some()) {
            self.problem(place, "says what files may be uploaded, but is no file");
        }
        if file && (field.upload_to.starts_with('/') || field.upload_to.split('/').any(|part| part == "..")) {
            self.problem(place, format!("uploads to `{}`; a folder is named from the storage's own, `documents/`", field.upload_to));
        }
        for extension in limits.extensions.iter().filter(|extension| extension.starts_with('.') || extension.to_lowercase() != **extension) {
            self.problem(place, format!("allows files that end in `{extension}`; write it in lower case and without its dot"));
        }
    }
}
