//! What is read for a shape's answers, and how answers are made of it.

use crate::plan::FieldPlan;
use crate::reference::Reference;
use crate::{Env, json_string};
use koroc_spec::{DefaultValue, FieldKind, Hop, Map, Problem, Reads, Record, RelatedBy, Relation, Resolved, ShapeField, Source, Value};

/// A shape's answers, compiled against what is read for them.
pub(crate) struct View {
    fields: Vec<Shown>,
}

struct Shown {
    /// The place in the shape.
    at: usize,
    name: String,
    /// The steps to the rows that hold the value: places among the related rows.
    path: Vec<usize>,
    /// Whether there are several such rows.
    many: bool,
    /// What is shown where a step leads to no row; `None`: null, or nothing at all.
    default: Option<Value>,
    /// Whether the field is left out where a step leads to no row and there is no default.
    skipped: bool,
    what: What,
}

enum What {
    /// A column of the row.
    Column {
        column: usize,
        plan: Box<FieldPlan>,
    },
    /// The row, named by a column.
    Reference {
        column: usize,
        reference: Reference,
    },
    Nested(View),
    Computed(usize),
}

/// Adds to `reads` what the answers of a shape need.
pub(crate) fn collect(resolved: &Resolved, shape: usize, reads: &mut Reads) -> Result<(), Problem> {
    let described = &resolved.shapes[shape];
    for field in described.fields.iter().filter(|field| is_shown(field)) {
        let (hops, leaf) = target(resolved, described.model, field);
        let Some(leaf) = leaf else { continue };
        let reads = hops.iter().fold(&mut *reads, |reads, hop| related(resolved, reads, *hop));
        match leaf {
            Leaf::Column(column) | Leaf::Key(column, _) => column_of(reads, column),
            Leaf::Row(relation) => column_of(reads, Reference::new(relation, resolved)?.column),
            Leaf::Nested(shape) => collect(resolved, shape, reads)?,
            Leaf::Computed(name) => {
                // The function is given the whole row.
                (0..resolved.models[reads.model].fields.len()).for_each(|column| column_of(reads, column));
                if !reads.computed.iter().any(|known| known == name) {
                    reads.computed.push(name.to_owned());
                }
            }
        }
    }
    Ok(())
}

impl View {
    /// The answers of a shape, for what was collected.
    pub fn new(resolved: &Resolved, shape: usize, reads: &Reads) -> Result<View, Problem> {
        let described = &resolved.shapes[shape];
        let mut fields = Vec::new();
        for (at, field) in described.fields.iter().enumerate().filter(|(_, field)| is_shown(field)) {
            let (hops, leaf) = target(resolved, described.model, field);
            let Some(leaf) = leaf else { continue };
            let (mut path, mut reads) = (Vec::new(), reads);
            for hop in &hops {
                let step = reads.related.iter().position(|(known, _)| known == hop).expect("it was collected");
                path.push(step);
                reads = &reads.related[step].1;
            }
            let place = |column: usize| reads.columns.iter().position(|known| *known == column).expect("it was collected");
            let (row, what) = match leaf {
                Leaf::Column(column) => {
                    (false, What::Column { column: place(column), plan: Box::new(FieldPlan::new(&field.ty, &resolved.settings, &resolved.models)?) })
                }
                Leaf::Row(relation) => {
                    let reference = Reference::new(relation, resolved)?;
                    (true, What::Reference { column: place(reference.column), reference })
                }
                Leaf::Key(column, relation) => (true, What::Reference { column: place(column), reference: Reference::new(relation, resolved)? }),
                Leaf::Nested(shape) => (true, What::Nested(View::new(resolved, shape, reads)?)),
                Leaf::Computed(name) => (true, What::Computed(reads.computed.iter().position(|known| known == name).expect("it was collected"))),
            };
            let many = matches!(field.ty.kind, FieldKind::ManyToMany(_) | FieldKind::Nested { many: true, .. });
            let default = match &field.default {
                Some(DefaultValue::Const(value)) => Some(value.clone()),
                _ => None,
            };
            let single = matches!(hops.last(), Some(Hop::Forward { .. }));
            let skipped = !(field.ty.null || row && single);
            fields.push(Shown { at, name: field.name.clone(), path, many, default, skipped, what });
        }
        Ok(View { fields })
    }

    /// The wire form of a record.
    pub fn represent(&self, record: &Record, env: &Env<'_>) -> Value {
        let member = |field: &Shown| Some((field.name.clone(), field.value(record, env)?));
        Value::Map(self.fields.iter().filter_map(member).collect::<Map>())
    }

    /// The columns that answers show in order, the places of their fields, and the keys as JSON; `None` where there is more to it than columns of the row itself.
    pub fn flat(&self) -> Option<Vec<(usize, usize, Vec<u8>)>> {
        let column = |field: &Shown| match &field.what {
            // A file's address begins with the request's.
            What::Column { column, plan } if field.path.is_empty() && !plan.is_file() => {
                let mut key = Vec::new();
                json_string(&mut key, &field.name);
                key.push(b':');
                Some((*column, field.at, key))
            }
            _ => None,
        };
        self.fields.iter().map(column).collect()
    }
}

impl Shown {
    /// What is shown; `None`: nothing, not even the name.
    fn value(&self, record: &Record, env: &Env<'_>) -> Option<Value> {
        let (last, steps) = match self.path.split_last() {
            None => return Some(self.what.of(record, env)),
            Some(split) => split,
        };
        let mut record = record;
        for step in steps {
            record = match record.related[*step].first() {
                Some(next) => next,
                None => return self.missing(env, !self.skipped || self.many),
            };
        }
        let rows = &record.related[*last];
        if self.many {
            return Some(Value::List(rows.iter().map(|row| self.what.of(row, env)).collect()));
        }
        match rows.first() {
            Some(row) => Some(self.what.of(row, env)),
            None => self.missing(env, !self.skipped),
        }
    }

    /// What is shown where there is no row to take it from.
    fn missing(&self, env: &Env<'_>, null: bool) -> Option<Value> {
        match &self.default {
            // DRF's defaults stand in for nothing in what is partial, answers included.
            Some(_) if env.partial => None,
            Some(default) => Some(default.clone()),
            None => null.then_some(Value::Null),
        }
    }
}

impl What {
    fn of(&self, record: &Record, env: &Env<'_>) -> Value {
        match self {
            What::Column { column, plan } => plan.represent_at(&record.values[*column], env.base),
            What::Reference { column, reference } => match &record.values[*column] {
                Value::Null => Value::Null,
                value => reference.represent(value, env),
            },
            What::Nested(view) => view.represent(record, env),
            What::Computed(at) => record.computed[*at].clone(),
        }
    }
}

fn is_shown(field: &ShapeField) -> bool {
    !field.write_only && !field.hidden
}

/// What a field shows at the end of its steps.
enum Leaf<'s> {
    Column(usize),
    /// The row, named by what this relation names it by.
    Row(&'s Relation),
    /// The same, from the foreign key that points at it.
    Key(usize, &'s Relation),
    Nested(usize),
    Computed(&'s str),
}

/// The steps to what a field shows, and what it is; `None`: nothing of a row.
fn target<'s>(resolved: &'s Resolved, model: Option<usize>, field: &'s ShapeField) -> (Vec<Hop>, Option<Leaf<'s>>) {
    let row = |kind: &'s FieldKind| match kind {
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) | FieldKind::ManyToMany(relation) => Some(Leaf::Row(relation)),
        FieldKind::Nested { shape, .. } => Some(Leaf::Nested(*shape)),
        _ => None,
    };
    match (&field.source, model) {
        (Source::Field(at), Some(model)) => match &field.ty.kind {
            FieldKind::ManyToMany(relation) => (resolved.many(model, *at).into_iter().collect(), Some(Leaf::Row(relation))),
            FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) if relation.by != RelatedBy::Key => match by_key(resolved, relation) {
                true => (Vec::new(), Some(Leaf::Key(*at, relation))),
                false => (vec![Hop::Forward { field: *at }], Some(Leaf::Row(relation))),
            },
            _ => (Vec::new(), Some(Leaf::Column(*at))),
        },
        (Source::Path { hops, field: Some(at) }, _) => (hops.clone(), Some(Leaf::Column(*at))),
        (Source::Path { hops, field: None }, _) => (hops.clone(), row(&field.ty.kind)),
        (Source::Whole, _) => (Vec::new(), row(&field.ty.kind)),
        (Source::Computed(name), _) => (Vec::new(), Some(Leaf::Computed(name))),
        (Source::Own(_), _) | (Source::Field(_), None) => (Vec::new(), None),
    }
}

/// Whether the other row's address has its key, so that the row need not be read.
fn by_key(resolved: &Resolved, relation: &Relation) -> bool {
    let RelatedBy::Url { route: Some(route), .. } = relation.by else { return false };
    let lookup = resolved.routes[route].operations.first().and_then(|&at| resolved.operations[at].lookup);
    relation.target.is_some_and(|target| lookup == Some(resolved.models[target].primary_key()))
}

fn related<'r>(resolved: &Resolved, reads: &'r mut Reads, hop: Hop) -> &'r mut Reads {
    let at = reads.related.iter().position(|(known, _)| *known == hop).unwrap_or_else(|| {
        let model = model_behind(resolved, reads.model, hop);
        reads.related.push((hop, Reads { model, ..Reads::default() }));
        reads.related.len() - 1
    });
    &mut reads.related[at].1
}

fn model_behind(resolved: &Resolved, model: usize, hop: Hop) -> usize {
    let target = |model: usize, field: usize| match &resolved.models[model].fields[field].ty.kind {
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => relation.target.expect("relations are linked"),
        _ => unreachable!("a step goes along a foreign key"),
    };
    match hop {
        Hop::Forward { field } => target(model, field),
        Hop::Reverse { model, .. } => model,
        Hop::Many { through, to, .. } => target(through, to),
    }
}

fn column_of(reads: &mut Reads, column: usize) {
    if !reads.columns.contains(&column) {
        reads.columns.push(column);
    }
}
