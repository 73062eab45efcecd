//! Links relations and checks models.

use std::collections::HashSet;

use super::Resolver;
use crate::{Auto, DefaultValue, Field, FieldKind, IntegerWidth, Model, OnDelete, Value};

impl Resolver<'_> {
    /// Links every relation to its model, sets what follows from kinds, and checks each model.
    pub(super) fn link_models(&mut self) {
        let labels: Vec<String> = self.out.models.iter().map(Model::label).collect();
        let mut models = std::mem::take(&mut self.out.models);
        let (mut seen, mut tables) = (HashSet::new(), HashSet::new());
        for model in &mut models {
            if !seen.insert(model.label()) {
                self.problem(model.label(), "is declared twice; an app's models need different names");
            } else if !tables.insert(model.table.clone()) {
                self.problem(model.label(), format!("has the table `{}`, which another model has; give it one with `table = \"…\"`", model.table));
            }
            self.check_model(model);
            let label = model.label();
            for field in &mut model.fields {
                self.link_field(&label, field, &labels);
                set_range(field);
            }
        }
        self.out.models = models;
    }

    fn check_model(&mut self, model: &Model) {
        let keys = model.fields.iter().filter(|field| field.primary_key).count();
        if keys != 1 {
            self.problem(model.label(), format!("has {keys} primary keys; mark exactly one field with `primary_key`"));
        }
        let mut names = HashSet::new();
        let mut columns = HashSet::new();
        for field in &model.fields {
            if !names.insert(&field.name) {
                self.problem(place(&model.label(), field), "is declared twice");
            } else if !columns.insert(&field.column) {
                let message = format!("has the column `{}`, which another field has; give it one with `column = \"…\"`", field.column);
                self.problem(place(&model.label(), field), message);
            }
            self.check_field(&model.label(), field);
        }
        self.check_names(model);
    }

    fn check_field(&mut self, label: &str, field: &Field) {
        if field.primary_key && field.ty.null {
            self.problem(place(label, field), "is the primary key and may be null; a primary key always has a value");
        }
        self.check_kind(label, field, &field.ty.kind);
        if field.default == Some(DefaultValue::CurrentUser) {
            self.problem(place(label, field), "has the user who asks as its default, which only a serializer's field can");
        }
        if field.auto == Some(Auto::Increment) && !matches!(field.ty.kind, FieldKind::Integer { .. }) {
            self.problem(place(label, field), "counts up by itself, which only an integer can");
        }
    }

    /// What a column of a kind needs, and which kinds no column can hold yet (the README lists them).
    fn check_kind(&mut self, label: &str, field: &Field, kind: &FieldKind) {
        let problem = match kind {
            FieldKind::Nested { .. } => "is an object of a serializer, which a model cannot store; point at another model with a foreign key".to_owned(),
            FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) } if places > digits => {
                format!("has {places} decimal places but only {digits} digits; `max_digits` counts both sides of the point")
            }
            FieldKind::Decimal { max_digits: Some(digits), .. } if *digits > 38 => format!("has {digits} digits; a column holds at most 38"),
            FieldKind::Decimal { max_digits: Some(_), decimal_places: Some(_) } => return,
            FieldKind::Decimal { .. } => "needs `max_digits` and `decimal_places`".to_owned(),
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) if relation.on_delete == OnDelete::SetNull && !field.ty.null => {
                "is set to null when the other row is deleted, but may not be null; add `null`".to_owned()
            }
            FieldKind::Regex { pattern } if pattern.is_empty() => "has an empty regular expression".to_owned(),
            FieldKind::Boolean
            | FieldKind::Char { .. }
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Url
            | FieldKind::Slug { .. }
            | FieldKind::Regex { .. }
            | FieldKind::Integer { width: IntegerWidth::Small | IntegerWidth::Normal | IntegerWidth::Big, .. }
            | FieldKind::Float
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::DateTime
            | FieldKind::Duration
            | FieldKind::Uuid
            | FieldKind::Ip { .. }
            | FieldKind::Json
            | FieldKind::Choice { .. }
            | FieldKind::File
            | FieldKind::ForeignKey(_)
            | FieldKind::OneToOne(_)
            | FieldKind::ManyToMany(_) => return,
            FieldKind::Custom { base, .. } => return self.check_kind(label, field, base),
            FieldKind::Integer { width: IntegerWidth::Unbounded, .. } | FieldKind::MultipleChoice { .. } | FieldKind::List { .. } | FieldKind::Dict { .. } => {
                "is of a kind that models cannot store yet; see \"What is not there yet\" in the README".to_owned()
            }
        };
        self.problem(place(label, field), problem);
    }

    fn link_field(&mut self, label: &str, field: &mut Field, labels: &[String]) {
        let place = place(label, field);
        let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = &mut field.ty.kind else { return };
        relation.target = labels.iter().position(|known| *known == relation.to);
        if relation.target.is_none() {
            self.problems.push(crate::Problem::new(
                place,
                format!("points at `{}`, which is not among the application's models; add it with `.model::<…>()`", relation.to),
            ));
        }
    }
}

/// An integer column's bits bound its values.
fn set_range(field: &mut Field) {
    if let FieldKind::Integer { width, positive } = field.ty.kind
        && let Some((min, max)) = width.range(positive)
    {
        field.ty.limits.min.get_or_insert(Value::Int(min));
        field.ty.limits.max.get_or_insert(Value::Int(max));
    }
}

pub(super) fn place(label: &str, field: &Field) -> String {
    format!("{label}.{}", field.name)
}

/// The names of a model's fields, for a message.
pub(super) fn list(model: &Model) -> String {
    model.fields.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ")
}
