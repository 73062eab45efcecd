//! A typed condition on the rows of one model.

use std::{
    marker::PhantomData,
    ops::{BitAnd, BitOr, Not},
};

use koroc_spec::{Resolved, Value};

use super::way::{Step, Way};
use crate::{Cond, DbError, DbErrorKind, Model, Op, Part};

/// A condition on the rows of `M`; `&`, `|` and `!` make new ones of it.
///
/// It is true or false for each row, never unknown: see [`Cond`].
pub struct Expr<M> {
    pub(super) node: Node,
    of: PhantomData<fn() -> M>,
}

/// A [`Cond`] whose fields are still names.
#[derive(Clone)]
pub(super) enum Node {
    Compare(&'static str, Op, Value),
    In(&'static str, Vec<Value>),
    Between(&'static str, Value, Value),
    IsNull(&'static str),
    Part(&'static str, Part, Op, Value),
    /// The row has this primary key.
    Key(Value),
    /// A row that the relation leads to meets the condition.
    Related(Step, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl<M> Expr<M> {
    fn of(node: Node) -> Self {
        Expr { node, of: PhantomData }
    }

    /// A condition on the row itself, or on rows behind relations.
    pub(super) fn behind(way: impl Way, node: Node) -> Self {
        Expr::related(way.into_steps(), node)
    }

    /// A condition on rows behind these relations.
    pub(super) fn related(steps: Vec<Step>, node: Node) -> Self {
        Expr::of(steps.into_iter().rev().fold(node, |node, step| Node::Related(step, Box::new(node))))
    }
}

impl<M: Model> Expr<M> {
    /// True for every row: what a scope says to whom may see all of them.
    pub fn all() -> Self {
        Expr::of(Node::And(Vec::new()))
    }

    /// The condition with models and fields by their places.
    ///
    /// # Errors
    /// [`DbErrorKind::Mismatch`] if a model or field is not among the application's.
    pub fn cond(&self, resolved: &Resolved) -> Result<Cond, DbError> {
        let model =
            resolved.model(M::LABEL).ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("{} is not among the application's models", M::LABEL)))?;
        self.node.cond(resolved, model)
    }
}

impl Node {
    fn cond(&self, resolved: &Resolved, at: usize) -> Result<Cond, DbError> {
        let model = &resolved.models[at];
        let all = |nodes: &[Node]| -> Result<Vec<Cond>, DbError> { nodes.iter().map(|node| node.cond(resolved, at)).collect() };
        Ok(match self {
            Node::Compare(name, op, value) => Cond::Compare { field: field(model, name)?, op: *op, value: value.clone() },
            Node::In(name, values) => Cond::In { field: field(model, name)?, values: values.clone() },
            Node::Between(name, from, to) => Cond::Between { field: field(model, name)?, from: from.clone(), to: to.clone() },
            Node::IsNull(name) => Cond::IsNull { field: field(model, name)? },
            Node::Part(name, part, op, value) => Cond::Part { field: field(model, name)?, part: *part, op: *op, value: value.clone() },
            Node::Key(value) => Cond::eq(model.primary_key(), value.clone()),
            Node::Related(step, node) => {
                let (hop, target) = step.hop(resolved)?;
                Cond::related(hop, node.cond(resolved, target)?)
            }
            Node::And(nodes) => Cond::And(all(nodes)?),
            Node::Or(nodes) => Cond::Or(all(nodes)?),
            Node::Not(node) => Cond::Not(Box::new(node.cond(resolved, at)?)),
        })
    }
}

/// The place of a field, by the name that a [`Column`](crate::Column) was made with.
pub(super) fn field(model: &koroc_spec::Model, name: &str) -> Result<usize, DbError> {
    model.field(name).ok_or_else(|| DbError::new(DbErrorKind::Mismatch, format!("{} has no field `{name}`", model.label())))
}

impl<M> Clone for Expr<M> {
    fn clone(&self) -> Self {
        Expr::of(self.node.clone())
    }
}

impl<M> BitAnd for Expr<M> {
    type Output = Expr<M>;
    fn bitand(self, other: Expr<M>) -> Expr<M> {
        Expr::of(Node::And(vec![self.node, other.node]))
    }
}

impl<M> BitOr for Expr<M> {
    type Output = Expr<M>;
    fn bitor(self, other: Expr<M>) -> Expr<M> {
        Expr::of(Node::Or(vec![self.node, other.node]))
    }
}

impl<M> Not for Expr<M> {
    type Output = Expr<M>;
    fn not(self) -> Expr<M> {
        Expr::of(Node::Not(Box::new(self.node)))
    }
}
