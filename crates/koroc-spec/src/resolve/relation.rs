//! Relations between models: the tables that hold pairs, and the steps that names stand for.

use super::Resolver;
use crate::{Auto, Field, FieldKind, Hop, IntegerWidth, Model, OnDelete, Relation, UniqueTogether};

/// A step to rows of another model.
pub(super) struct Step {
    pub hop: Hop,
    /// The other model.
    pub target: usize,
    /// Whether there may be several rows.
    pub many: bool,
}

impl Resolver<'_> {
    /// Adds a model for the pairs of each many-to-many relation that names none, with Django's names.
    pub(super) fn add_through_models(&mut self) {
        let of = |model: &Model| {
            let relations = model.fields.iter().filter_map(|field| match &field.ty.kind {
                FieldKind::ManyToMany(relation) if relation.through.is_none() => Some(pairs(model, field, relation)),
                _ => None,
            });
            relations.collect::<Vec<_>>()
        };
        // Django's own tables are described already.
        let known: Vec<String> = self.out.models.iter().map(Model::label).collect();
        let pairs: Vec<Model> = self.out.models.iter().flat_map(of).filter(|pairs| !known.contains(&pairs.label())).collect();
        self.out.models.extend(pairs);
    }

    /// The step that a name stands for on a model: a relation of its own, or the other side of one that leads to it.
    pub(super) fn step(&self, model: usize, name: &str) -> Option<Step> {
        let models = &self.out.models;
        if let Some(at) = models[model].field(name) {
            return match &models[model].fields[at].ty.kind {
                FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => {
                    Some(Step { hop: Hop::Forward { field: at }, target: relation.target?, many: false })
                }
                FieldKind::ManyToMany(relation) => Some(Step { hop: self.out.many(model, at)?, target: relation.target?, many: true }),
                _ => None,
            };
        }
        let sides = models.iter().enumerate().flat_map(|(other, from)| (0..from.fields.len()).map(move |field| (other, field)));
        sides.filter_map(|(other, field)| self.other_side(model, other, field)).find(|(known, _)| known == name).map(|(_, step)| step)
    }

    /// The step from a model back along a relation that leads to it, and its name.
    fn other_side(&self, model: usize, other: usize, field: usize) -> Option<(String, Step)> {
        let (from, kind) = (&self.out.models[other], &self.out.models[other].fields[field].ty.kind);
        let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation)) = kind else { return None };
        if relation.target != Some(model) {
            return None;
        }
        let single = matches!(kind, FieldKind::OneToOne(_));
        let usual = || if single { from.name.to_lowercase() } else { format!("{}_set", from.name.to_lowercase()) };
        let hop = match (kind, self.out.many(other, field)) {
            (FieldKind::ManyToMany(_), Some(Hop::Many { through, from, to })) => Hop::Many { through, from: to, to: from },
            (FieldKind::ManyToMany(_), _) => return None,
            _ => Hop::Reverse { model: other, field },
        };
        Some((relation.related_name.clone().unwrap_or_else(usual), Step { hop, target: other, many: !single }))
    }
}

/// The model of the pairs of a relation, as Django makes it.
fn pairs(model: &Model, field: &Field, relation: &Relation) -> Model {
    let target = relation.to.rsplit('.').next().unwrap_or(&relation.to);
    let (from, to) = (model.name.to_lowercase(), target.to_lowercase());
    let (from, to) = if relation.to == model.label() { (format!("from_{from}"), format!("to_{to}")) } else { (from, to) };
    let mut pairs = Model { table: format!("{}_{}", model.table, field.name), ..Model::new(&model.app, &format!("{}_{}", model.name, field.name)) };
    let key = Field::new("id", FieldKind::Integer { width: IntegerWidth::Big, positive: false });
    let side = |name: &str, label: &str| {
        Field::new(name, FieldKind::ForeignKey(Relation { related_name: Some(String::new()), ..Relation::to(label, OnDelete::Cascade) }))
    };
    pairs.fields = vec![Field { primary_key: true, auto: Some(Auto::Increment), ..key }, side(&from, &model.label()), side(&to, &relation.to)];
    pairs.unique_together = vec![UniqueTogether::of([from.as_str(), &to])];
    pairs
}
