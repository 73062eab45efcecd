//! The rows that the fields of a page's form may name.

use koroc_db::{Cond, DbError, Select};
use koroc_html::Related;
use koroc_spec::{Action, FieldKind, Method, RelatedBy, Relation, ResolvedOrder, Value};

use crate::call::Call;

/// The most rows that a page lists to pick from, as DRF's `html_cutoff`; where there are more, their names are typed.
const MOST: usize = 1000;

/// For each relation that the form of this route holds, what it may name. What cannot be read is not offered.
pub(crate) async fn related(call: &Call<'_>, permitted: &[Method]) -> Vec<(String, Vec<Related>)> {
    let resolved = call.service.resolved();
    let operations = call.route().operations.iter().map(|&place| &resolved.operations[place]);
    let written = operations.filter(|operation| matches!(operation.action, Action::Create | Action::Update) && permitted.contains(&operation.method));
    let shapes = written.filter_map(|operation| operation.shape).map(|shape| &resolved.shapes[shape]).take(1);
    let mut found = Vec::new();
    for field in shapes.flat_map(|shape| &shape.fields).filter(|field| !field.read_only && !field.hidden) {
        let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = &field.ty.kind else { continue };
        if let Ok(Some(rows)) = rows(call, relation).await {
            found.push((field.name.clone(), rows));
        }
    }
    found
}

/// The rows of a relation, in their model's order; `None`: too many, or they are named by their addresses.
async fn rows(call: &Call<'_>, relation: &Relation) -> Result<Option<Vec<Related>>, DbError> {
    let resolved = call.service.resolved();
    let Some(model) = relation.target else { return Ok(None) };
    let described = &resolved.models[model];
    let key = described.primary_key();
    let name = match &relation.by {
        RelatedBy::Key => Some(key),
        RelatedBy::Field(field) => described.field(field),
        RelatedBy::Text | RelatedBy::Url { .. } => None,
    };
    let Some(name) = name else { return Ok(None) };
    let text = described.display.as_deref().and_then(|display| described.field(display));
    let order = ResolvedOrder::declared(&resolved.models, model);
    let limit = Some(MOST as u64 + 1);
    let columns = vec![name, text.unwrap_or(key)];
    let rows = call.service.db().rows(&Select { model, columns, cond: Cond::All, order, limit, offset: None }).await?;
    let read = |mut row: Vec<Value>| {
        let shown = row.pop()?;
        Some(Related::new(row.pop()?, &shown, text.is_none().then_some(&described.name)))
    };
    Ok((rows.len() <= MOST).then(|| rows.into_iter().filter_map(read).collect()))
}
