//! Makes a resource's serializer from its model.

use super::{Resolver, models::list};
use crate::{DefaultValue, Field, Model, Resource, SerializerField, Shape, ShapeField, TogetherQuestion, UniqueQuestion, Value, names};

impl Resolver<'_> {
    /// The serializer of a resource; its place among the shapes.
    pub(super) fn shape(&mut self, place: &str, resource: &Resource, index: usize) -> usize {
        let model = self.out.models[index].clone();
        let all: Vec<String> = model.fields.iter().map(|field| field.name.clone()).collect();
        let mut fields = Vec::new();
        for name in resource.fields.as_ref().unwrap_or(&all) {
            match model.field(name) {
                Some(column) => fields.push(shape_field(&model, column)),
                None => self.problem(place, format!("shows the field `{name}`, which {} does not have; its fields are {}", model.name, list(&model))),
            }
        }
        for change in &resource.overrides {
            match fields.iter_mut().find(|field| field.name == change.name) {
                Some(field) => apply(field, change),
                None => self.problem(place, format!("changes the field `{}`, which it does not show", change.name)),
            }
        }
        let unique_together = together(&model, &mut fields);
        let name =
            if self.out.shapes.iter().any(|shape| shape.name == model.name) { format!("{}{}", model.name, self.out.shapes.len()) } else { model.name.clone() };
        self.out.shapes.push(Shape { name, model: Some(index), fields, unique_together, validators: resource.validators.clone() });
        self.out.shapes.len() - 1
    }
}

fn shape_field(model: &Model, column: usize) -> ShapeField {
    let field: &Field = &model.fields[column];
    let read_only = !field.editable || field.auto.is_some() || field.primary_key;
    let unique =
        (field.unique && !read_only).then(|| UniqueQuestion { message: format!("{} with this {} already exists.", model.verbose_name, field.verbose_name) });
    ShapeField {
        name: field.name.clone(),
        column: Some(column),
        ty: field.ty.clone(),
        read_only,
        write_only: false,
        required: !read_only && field.default.is_none() && !field.ty.null && !field.ty.blank,
        default: None,
        label: names::capitalized(&field.verbose_name),
        help: field.help.clone(),
        password: false,
        unique,
        validators: field.validators.clone(),
    }
}

fn apply(field: &mut ShapeField, change: &SerializerField) {
    field.read_only = change.read_only.unwrap_or(field.read_only);
    field.write_only = change.write_only.unwrap_or(field.write_only);
    field.required = change.required.unwrap_or(field.required) && !field.read_only;
    field.validators.extend(change.validators.iter().cloned());
    if field.read_only {
        field.unique = None;
    }
}

/// The questions of sets that the serializer shows whole. As in DRF, such a field gets a default if the model has an answer for a row that was given
/// none (its own default, null, empty text), and is required otherwise.
fn together(model: &Model, fields: &mut [ShapeField]) -> Vec<TogetherQuestion> {
    let mut questions = Vec::new();
    for set in &model.unique_together {
        let places: Option<Vec<usize>> = set.fields.iter().map(|name| fields.iter().position(|field| field.name == *name)).collect();
        let Some(places) = places else { continue };
        for &at in &places {
            match answer(model, &fields[at]) {
                Some(_) if fields[at].read_only => {}
                Some(default) => {
                    fields[at].required = false;
                    fields[at].default.get_or_insert(default);
                }
                None => fields[at].required = !fields[at].read_only,
            }
        }
        questions.push(TogetherQuestion { fields: places, message: format!("The fields {} must make a unique set.", set.fields.join(", ")) });
    }
    questions
}

/// What a new row has in a field that was not sent.
fn answer(model: &Model, field: &ShapeField) -> Option<DefaultValue> {
    let column = &model.fields[field.column?];
    match &column.default {
        Some(default) => Some(default.clone()),
        None if column.ty.null => Some(DefaultValue::Const(Value::Null)),
        None if column.ty.blank => Some(DefaultValue::Const(Value::from(""))),
        None => None,
    }
}
