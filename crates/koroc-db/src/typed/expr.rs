//! A typed condition on the rows of one model.

use std::{
    marker::PhantomData,
    ops::{BitAnd, BitOr, Not},
};

use koroc_spec::Value;

use crate::{Cond, DbError, DbErrorKind, Op};

/// A condition on the rows of `M`; `&`, `|` and `!` make new ones of it.
///
/// It is true or false for each row, never unknown: see [`Cond`].
pub struct Expr<M> {
    node: Node,
    of: PhantomData<fn() -> M>,
}

/// A [`Cond`] whose fields are still names.
#[derive(Clone)]
enum Node {
    Compare(&'static str, Op, Value),
    In(&'static str, Vec<Value>),
    Between(&'static str, Value, Value),
    IsNull(&'static str),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl<M> Expr<M> {
    fn of(node: Node) -> Self {
        Expr { node, of: PhantomData }
    }

    pub(super) fn compare(name: &'static str, op: Op, value: Value) -> Self {
        Expr::of(Node::Compare(name, op, value))
    }

    pub(super) fn is_in(name: &'static str, values: Vec<Value>) -> Self {
        Expr::of(Node::In(name, values))
    }

    pub(super) fn between(name: &'static str, from: Value, to: Value) -> Self {
        Expr::of(Node::Between(name, from, to))
    }

    pub(super) fn is_null(name: &'static str) -> Self {
        Expr::of(Node::IsNull(name))
    }

    /// The condition with fields by their places.
    pub(super) fn cond(&self, model: &koroc_spec::Model) -> Result<Cond, DbError> {
        self.node.cond(model)
    }
}

impl Node {
    fn cond(&self, model: &koroc_spec::Model) -> Result<Cond, DbError> {
        let all = |nodes: &[Node]| -> Result<Vec<Cond>, DbError> { nodes.iter().map(|node| node.cond(model)).collect() };
        Ok(match self {
            Node::Compare(name, op, value) => Cond::Compare { field: field(model, name)?, op: *op, value: value.clone() },
            Node::In(name, values) => Cond::In { field: field(model, name)?, values: values.clone() },
            Node::Between(name, from, to) => Cond::Between { field: field(model, name)?, from: from.clone(), to: to.clone() },
            Node::IsNull(name) => Cond::IsNull { field: field(model, name)? },
            Node::And(nodes) => Cond::And(all(nodes)?),
            Node::Or(nodes) => Cond::Or(all(nodes)?),
            Node::Not(node) => Cond::Not(Box::new(node.cond(model)?)),
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
