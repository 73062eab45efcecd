//! Which questions an input raises.

use crate::compiled::{Compiled, Part};
use crate::node::{Node, Whole};
use crate::read::default;
use crate::slot::{Outcome, Slot};
use crate::{Ask, Env, Question};
use koroc_spec::{ShapeField, Value};
use std::sync::Arc;

/// What the database is asked about a single field.
pub(crate) fn ask_field(compiled: &Compiled, slot: &Slot, questions: &mut Vec<Question>, path: &[(usize, usize)], place: usize) {
    let (field, entry) = (&compiled.shape.fields[slot.field], &compiled.entries[slot.field]);
    let mut push = |ask| questions.push(Question { ask, path: path.to_vec(), place });
    match (&entry.part, &slot.outcome) {
        (Part::One(reference) | Part::Many(reference), Outcome::References(pairs)) if !pairs.is_empty() => {
            push(Ask::Related { model: reference.model, column: reference.column, values: pairs.iter().map(|(lookup, _)| lookup.clone()).collect() });
        }
        _ => {}
    }
    if let (true, Some(unique), Some(column), Some(model)) = (slot.asks, &field.unique, field.column(), compiled.shape.model) {
        let value = match &slot.outcome {
            Outcome::Value(value) => value.clone(),
            Outcome::References(pairs) => pairs.first().map_or(Value::Null, |(lookup, _)| lookup.clone()),
            Outcome::Object(_) | Outcome::Objects(_) => return,
        };
        push(Ask::Unique { model, column, value, ignore_case: unique.ignore_case });
    }
}

/// What is asked about several fields at once, if all of them have passed so far and at least one of each set was sent.
pub(crate) fn ask_whole(node: &mut Node, partial: bool, env: &Env<'_>, questions: &mut Vec<Question>, path: &[(usize, usize)]) {
    let compiled = Arc::clone(&node.compiled);
    let shape = &compiled.shape;
    let Some(model) = shape.model.filter(|_| !node.has_errors()) else { return };
    // A field that is only shown counts with its default.
    let shown = |field: &ShapeField| if field.read_only && !partial && !(field.create_only && env.row.is_some()) { default(field, env) } else { None };
    let value = |node: &Node, field: usize| node.slots.iter().find(|slot| slot.field == field).map_or_else(|| shown(&shape.fields[field]), Slot::plain);
    for (together, question) in shape.unique_together.iter().enumerate() {
        let (mut columns, mut rest) = (Vec::new(), Vec::new());
        for field in &question.fields {
            let Some(column) = shape.fields[*field].column() else { continue };
            match value(node, *field) {
                Some(value) => columns.push((column, value)),
                None => rest.push(column),
            }
        }
        if columns.iter().any(|(_, value)| value.is_null()) {
            continue;
        }
        if columns.is_empty() && question.condition.is_empty() {
            continue;
        }
        let given = shape.fields.iter().enumerate().filter_map(|(at, field)| Some((field.column()?, value(node, at)?))).collect();
        let condition =
            question.condition.iter().filter_map(|(field, value, negated)| Some((shape.fields[*field].column()?, value.clone(), *negated))).collect();
        let ask = Ask::Together { model, together, columns, rest, given, condition };
        questions.push(Question { ask, path: path.to_vec(), place: node.whole.len() });
        node.whole.push(Whole::Together { together, taken: false });
    }
    for (at, question) in shape.unique_for.iter().enumerate() {
        match (value(node, question.field), value(node, question.date)) {
            (Some(field), Some(date)) => {
                let column = |field: usize| shape.fields[field].column().expect("such fields are columns");
                let ask = Ask::UniqueFor { model, column: column(question.field), value: field, date: column(question.date), part: question.part, day: date };
                questions.push(Question { ask, path: path.to_vec(), place: node.whole.len() });
                node.whole.push(Whole::UniqueFor { question: at, taken: false });
            }
            (field, date) => {
                let lacking = [(field, question.field), (date, question.date)].into_iter().filter(|(value, _)| value.is_none());
                node.whole.push(Whole::Lacking(lacking.map(|(_, field)| shape.fields[field].name.clone()).collect()));
            }
        }
    }
}
