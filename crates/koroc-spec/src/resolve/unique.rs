//! Questions about other rows: sets of fields that are unique together, and fields that are unique for a date.

use crate::{Auto, DatePart, DefaultValue, FieldKind, Model, ShapeField, TogetherQuestion, UniqueForQuestion, UniqueTogether, Value};

/// The questions of a model that its serializer can ask. As in DRF, a field that is asked about gets a default if the model has an answer for a row that
/// was given none (its own default, null, empty text), and is required otherwise.
pub(super) fn questions(model: &Model, fields: &mut Vec<ShapeField>) -> (Vec<TogetherQuestion>, Vec<UniqueForQuestion>) {
    let together = model.unique_together.iter().filter_map(|set| together(model, fields, set)).collect();
    let asked = model.fields.iter().flat_map(|field| field.unique_for.iter().map(move |unique| (field, unique)));
    let unique_for = asked.filter_map(|(field, unique)| unique_for(model, fields, &field.name, &unique.date, unique.part)).collect();
    (together, unique_for)
}

/// A set that the serializer shows whole, with what its condition looks at.
fn together(model: &Model, fields: &mut [ShapeField], set: &UniqueTogether) -> Option<TogetherQuestion> {
    let places = set.fields.iter().map(|name| shown(model, fields, name)).collect::<Option<Vec<usize>>>()?;
    let conditions = set.condition.iter().map(|condition| Some((shown(model, fields, &condition.field)?, condition.value.clone(), condition.negated)));
    let condition: Vec<(usize, Value, bool)> = conditions.collect::<Option<_>>()?;
    for &at in places.iter().chain(condition.iter().map(|(at, ..)| at)) {
        demand(model, &mut fields[at]);
    }
    let names: Vec<&str> = places.iter().map(|&at| fields[at].name.as_str()).collect();
    let sentence = || format!("The fields {} must make a unique set.", names.join(", "));
    let message = set.message.clone().unwrap_or_else(sentence);
    let code = set.code.clone().unwrap_or_else(|| "unique".to_owned());
    Some(TogetherQuestion { fields: places, condition, message, code })
}

/// A field that is shown; the date is kept with it, unseen, where the model has an answer for it.
fn unique_for(model: &Model, fields: &mut Vec<ShapeField>, name: &str, date: &str, part: DatePart) -> Option<UniqueForQuestion> {
    let field = shown(model, fields, name)?;
    let date = match shown(model, fields, date) {
        Some(at) => {
            demand(model, &mut fields[at]);
            at
        }
        None => {
            fields.push(unseen(model, date)?);
            fields.len() - 1
        }
    };
    let message = format!("This field must be unique for the \"{}\" {}.", fields[date].name, part.name());
    Some(UniqueForQuestion { field, date, part, message })
}

/// The place of a model's field among those of the serializer.
fn shown(model: &Model, fields: &[ShapeField], name: &str) -> Option<usize> {
    let column = model.field(name)?;
    fields.iter().position(|field| field.column() == Some(column))
}

fn demand(model: &Model, field: &mut ShapeField) {
    match field.column().and_then(|at| answer(model, at)) {
        Some(_) if field.read_only => {}
        Some((default, create_only)) => {
            field.required = false;
            if field.default.is_none() {
                (field.default, field.create_only) = (Some(default), create_only);
            }
        }
        None => field.required = !field.read_only && !field.hidden,
    }
}

/// A field that only its default is written to (DRF's `HiddenField`).
fn unseen(model: &Model, name: &str) -> Option<ShapeField> {
    let at = model.field(name)?;
    let (default, create_only) = answer(model, at)?;
    let field = ShapeField::new(name, model.fields[at].ty.clone());
    Some(ShapeField { source: crate::Source::Field(at), required: false, hidden: true, default: Some(default), create_only, ..field })
}

/// What a new row has in a field that was not sent, and whether that is for new rows only.
fn answer(model: &Model, at: usize) -> Option<(DefaultValue, bool)> {
    let field = &model.fields[at];
    let now = if matches!(field.ty.kind, FieldKind::Date) { DefaultValue::Today } else { DefaultValue::Now };
    match (field.auto, &field.default) {
        (Some(Auto::OnCreate), _) => Some((now, true)),
        (Some(Auto::OnSave), _) => Some((now, false)),
        (_, Some(default)) => Some((default.clone(), false)),
        _ if field.ty.null => Some((DefaultValue::Const(Value::Null), false)),
        _ if field.ty.blank && field.ty.kind.holds_text() => Some((DefaultValue::Const(Value::from("")), false)),
        _ => None,
    }
}
