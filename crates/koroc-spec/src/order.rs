//! In which order rows come.

use crate::{FieldKind, Hop, Model};

/// What clients may order by.
#[derive(Debug, Clone, PartialEq)]
pub enum Ordering {
    /// These fields: their names, or names of relations and a field joined by dots. None: the client's wish is not read.
    By(Vec<String>),
    /// Every field that the serializer shows, and the primary key (DRF's `__all__`).
    All,
}

impl Default for Ordering {
    fn default() -> Self {
        Ordering::By(Vec::new())
    }
}

/// A field to order by.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// The field: its name, or names of relations that lead to one row each and a field, joined by dots.
    pub field: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A column to order by.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedOrder {
    /// The steps to the row that has it, each to one row at most; none: the row's own.
    pub hops: Vec<Hop>,
    /// The field's place in its model.
    pub field: usize,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl ResolvedOrder {
    /// A column of the row itself.
    pub const fn own(field: usize, descending: bool) -> Self {
        ResolvedOrder { hops: Vec::new(), field, descending }
    }

    /// What a field orders by, of the row that hops lead to: a foreign key by the order of the rows that it points at, where their model has one, as in
    /// Django.
    pub fn of(models: &[Model], way: (Vec<Hop>, usize), field: usize, descending: bool) -> Vec<Self> {
        let mut orders = Vec::new();
        add(&mut orders, models, way, field, descending);
        orders
    }

    /// What the rows order by that hops lead to: their model's own order, or their key.
    pub fn of_rows(models: &[Model], way: (Vec<Hop>, usize), descending: bool) -> Vec<Self> {
        let mut orders = Vec::new();
        match models[way.1].ordering.is_empty() {
            true => add(&mut orders, models, (way.0, way.1), models[way.1].primary_key(), descending),
            false => add_declared(&mut orders, models, way, descending),
        }
        orders
    }

    /// The order that a model declares for its rows.
    pub fn declared(models: &[Model], model: usize) -> Vec<Self> {
        let mut orders = Vec::new();
        add_declared(&mut orders, models, (Vec::new(), model), false);
        orders
    }
}

/// How far orders of orders are followed; Django refuses those that lead in a circle.
const FARTHEST: usize = 8;

fn add(orders: &mut Vec<ResolvedOrder>, models: &[Model], (hops, model): (Vec<Hop>, usize), field: usize, descending: bool) {
    if let FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) = &models[model].fields[field].ty.kind
        && let Some(target) = relation.target
        && !models[target].ordering.is_empty()
        && hops.len() < FARTHEST
    {
        let way = [hops.as_slice(), &[Hop::Forward { field }]].concat();
        return add_declared(orders, models, (way, target), descending);
    }
    orders.push(match hops.split_last() {
        // The key of a row that a foreign key points at is the foreign key.
        Some((Hop::Forward { field: pointing }, before)) if models[model].fields[field].primary_key => {
            ResolvedOrder { hops: before.to_vec(), field: *pointing, descending }
        }
        _ => ResolvedOrder { hops, field, descending },
    });
}

fn add_declared(orders: &mut Vec<ResolvedOrder>, models: &[Model], (hops, model): (Vec<Hop>, usize), turned: bool) {
    for name in &models[model].ordering {
        let plain = name.trim_start_matches('-');
        if let Some(field) = models[model].field(plain) {
            add(orders, models, (hops.clone(), model), field, turned ^ (plain.len() < name.len()));
        }
    }
}
