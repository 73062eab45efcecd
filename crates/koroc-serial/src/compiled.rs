//! A shape, compiled to read inputs.

use crate::many::ManyLimits;
use crate::reference::Reference;
use crate::{FieldCheck, FieldPlan, FieldValidator, ObjectValidator, Validators};
use koroc_spec::{DefaultValue, FieldKind, Problem, Resolved, Shape, ShapeField};
use std::sync::Arc;

/// What a serializer and the validations it starts share.
pub(crate) struct Compiled {
    pub shape: Shape,
    pub entries: Vec<Entry>,
    pub objects: Vec<ObjectValidator>,
    /// The names of the model's fields that the fields are, where they are some.
    pub sources: Vec<Option<String>>,
}

/// A field of the shape, as input.
pub(crate) struct Entry {
    pub part: Part,
    pub validators: Vec<FieldValidator>,
    pub checks: Vec<FieldCheck>,
}

/// What reads a field.
pub(crate) enum Part {
    Value(Box<FieldPlan>),
    One(Reference),
    Many(Reference),
    Nested {
        compiled: Arc<Compiled>,
        many: bool,
        limits: ManyLimits,
    },
    /// It is never read.
    Shown,
}

impl Compiled {
    pub fn new(shape: usize, resolved: &Resolved, validators: &Validators) -> Result<Compiled, Problem> {
        let shape = &resolved.shapes[shape];
        let entries = shape.fields.iter().map(|field| Entry::new(shape, field, resolved, validators)).collect::<Result<_, _>>()?;
        let object = |name: &String| validators.objects.get(name).cloned().ok_or_else(|| lacking(&shape.name, "object", name));
        let objects = shape.validators.iter().map(object).collect::<Result<_, _>>()?;
        let source = |field: &ShapeField| Some(resolved.models.get(shape.model?)?.fields.get(field.column()?)?.name.clone());
        let sources = shape.fields.iter().map(source).collect();
        Ok(Compiled { shape: shape.clone(), entries, objects, sources })
    }
}

impl Entry {
    fn new(shape: &Shape, field: &ShapeField, resolved: &Resolved, validators: &Validators) -> Result<Entry, Problem> {
        let place = || format!("{}.{}", shape.name, field.name);
        let at = |problem: Problem| Problem::new(place(), problem.to_string());
        if let Some(DefaultValue::Named(name)) = &field.default {
            return Err(Problem::new(place(), format!("has the default `{name}` of the program, which only a model's field can have")));
        }
        let part = match &field.ty.kind {
            FieldKind::Nested { .. } if field.read_only => Part::Shown,
            FieldKind::Nested { shape, many, allow_empty } => {
                let compiled = Arc::new(Compiled::new(*shape, resolved, validators)?);
                Part::Nested { compiled, many: *many, limits: ManyLimits::of(&field.ty.limits, *allow_empty) }
            }
            FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) | FieldKind::ManyToMany(_) if field.read_only && field.column().is_none() => Part::Shown,
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => Part::One(Reference::new(relation, resolved).map_err(at)?),
            FieldKind::ManyToMany(relation) => Part::Many(Reference::new(relation, resolved).map_err(at)?),
            _ => Part::Value(Box::new(FieldPlan::new(&field.ty, &resolved.settings, &resolved.models).map_err(at)?)),
        };
        let named = |name: &String| validators.fields.get(name).cloned().ok_or_else(|| lacking(&place(), "field", name));
        let check = |name: &String| validators.checks.get(name).cloned().ok_or_else(|| lacking(&place(), "value", name));
        Ok(Entry {
            part,
            validators: field.validators.iter().map(named).collect::<Result<_, _>>()?,
            checks: field.checks.iter().map(check).collect::<Result<_, _>>()?,
        })
    }
}

fn lacking(place: &str, sort: &str, name: &str) -> Problem {
    Problem::new(place, format!("names the validator `{name}`, but the program gives no {sort} validator of that name"))
}
