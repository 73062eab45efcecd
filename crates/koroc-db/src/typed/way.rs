//! The way from a row to a column: none at all, or over relations.

use std::borrow::Cow;

use koroc_spec::{FieldKind, Hop, Model, Resolved};

use crate::{DbError, DbErrorKind};

/// A relation, by the model that declares it, taken forth or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The label of the model that declares it.
    pub(super) model: &'static str,
    /// Its field there.
    pub(super) field: &'static str,
    /// Whether it is taken from the rows that it leads to.
    pub(super) back: bool,
}

impl Step {
    /// The step that leads back.
    pub(super) fn inverse(self) -> Step {
        Step { back: !self.back, ..self }
    }

    /// The hop that it is in an application, and the model where it ends.
    pub(super) fn hop(self, resolved: &Resolved) -> Result<(Hop, usize), DbError> {
        let unknown = || DbError::new(DbErrorKind::Mismatch, format!("{}.{} is no relation of the application", self.model, self.field));
        let from = resolved.model(self.model).ok_or_else(unknown)?;
        let field = resolved.models[from].field(self.field).ok_or_else(unknown)?;
        let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = &resolved.models[from].fields[field].ty.kind
        else {
            return Err(unknown());
        };
        let target = relation.target.ok_or_else(unknown)?;
        Ok(match (resolved.many(from, field), self.back) {
            (Some(hop), false) => (hop, target),
            (Some(Hop::Many { through, from: own, to }), true) => (Hop::Many { through, from: to, to: own }, from),
            (None, false) => (Hop::Forward { field }, target),
            (None | Some(Hop::Forward { .. } | Hop::Reverse { .. }), true) => (Hop::Reverse { model: from, field }, from),
        })
    }

    /// Its name from the side where it begins: the field's, or the related name.
    pub(super) fn name(self, declaring: fn() -> Model) -> String {
        if !self.back {
            return self.field.to_owned();
        }
        let model = declaring();
        let kind = model.field(self.field).map(|at| &model.fields[at].ty.kind);
        let related = match kind {
            Some(FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) => relation.related_name.clone(),
            _ => None,
        };
        let single = matches!(kind, Some(FieldKind::OneToOne(_)));
        let usual = || if single { model.name.to_lowercase() } else { format!("{}_set", model.name.to_lowercase()) };
        related.unwrap_or_else(usual)
    }
}

/// The way to a column of the row itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here;

/// The way to a column of related rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    pub(super) steps: Vec<Step>,
    /// The label of the model that has the column.
    pub(super) model: &'static str,
    /// The names of the steps and of the field, joined by dots.
    pub(super) name: String,
}

/// The way from a row to a column: [`Here`] or [`Beyond`].
pub trait Way: Clone {
    /// The relations, in order.
    fn into_steps(self) -> Vec<Step>;

    /// The names on it, joined by dots, for a column of this name.
    fn path(&self, name: &'static str) -> Cow<'static, str>;
}

impl Way for Here {
    fn into_steps(self) -> Vec<Step> {
        Vec::new()
    }

    fn path(&self, name: &'static str) -> Cow<'static, str> {
        Cow::Borrowed(name)
    }
}

impl Way for Beyond {
    fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    fn path(&self, _: &'static str) -> Cow<'static, str> {
        Cow::Owned(self.name.clone())
    }
}
