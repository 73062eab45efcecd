//! A model's column as a constant of the program, and what can be asked of it.

use std::borrow::Cow;
use std::marker::PhantomData;

use koroc_spec::{FieldKind, Hop, Resolved, ResolvedOrder, Value};

use super::expr::{Node, field};
use super::way::{Here, Step, Way};
use crate::{DbError, DbErrorKind, Expr, FieldValue, Model, Op, Operand};

/// A column of the model `M` whose values have the type `T`: `Fund::SYMBOL`, written by `derive(Model)`.
///
/// With [`Beyond`](crate::Beyond) in the place of `W` it is one of related rows: see [`Path`](crate::Path).
pub struct Column<M, T, W = Here> {
    pub(super) name: &'static str,
    pub(super) way: W,
    of: PhantomData<fn() -> (M, T)>,
}

impl<M, T, W: Clone> Clone for Column<M, T, W> {
    fn clone(&self) -> Self {
        Column { name: self.name, way: self.way.clone(), of: PhantomData }
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M, T, W> Column<M, T, W> {
    pub(super) fn made(name: &'static str, way: W) -> Self {
        Column { name, way, of: PhantomData }
    }
}

/// A type of columns that hold text.
pub trait TextColumn {}
impl TextColumn for String {}
impl TextColumn for Option<String> {}

impl<M, T> Column<M, T> {
    /// The column of the field with this name.
    pub const fn new(name: &'static str) -> Self {
        Column { name, way: Here, of: PhantomData }
    }

    /// The field's name.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<M: Model, T: FieldValue, W: Way> Column<M, T, W> {
    /// Equal to the value; `None` finds the rows without one.
    pub fn eq(self, value: impl Operand<T>) -> Expr<M> {
        match value.into_operand() {
            Value::Null => self.is_null(),
            value => self.compare(Op::Eq, value),
        }
    }

    /// Not equal to the value; a row without value is not equal to any.
    pub fn ne(self, value: impl Operand<T>) -> Expr<M> {
        !self.eq(value)
    }

    /// Greater than the value.
    pub fn gt(self, value: impl Operand<T>) -> Expr<M> {
        self.compare(Op::Gt, value.into_operand())
    }

    /// Greater than the value or equal to it.
    pub fn gte(self, value: impl Operand<T>) -> Expr<M> {
        self.compare(Op::Gte, value.into_operand())
    }

    /// Less than the value.
    pub fn lt(self, value: impl Operand<T>) -> Expr<M> {
        self.compare(Op::Lt, value.into_operand())
    }

    /// Less than the value or equal to it.
    pub fn lte(self, value: impl Operand<T>) -> Expr<M> {
        self.compare(Op::Lte, value.into_operand())
    }

    /// One of the values.
    pub fn is_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Expr<M> {
        let values = values.into_iter().map(Operand::into_operand).collect();
        Expr::behind(self.way, Node::In(self.name, values))
    }

    /// Between the two values, both included.
    pub fn between(self, from: impl Operand<T>, to: impl Operand<T>) -> Expr<M> {
        Expr::behind(self.way, Node::Between(self.name, from.into_operand(), to.into_operand()))
    }

    /// Without a value; of related rows, none of them has one.
    pub fn is_null(self) -> Expr<M> {
        let steps = self.way.into_steps();
        let null = Node::IsNull(self.name);
        if steps.is_empty() { Expr::related(steps, null) } else { !Expr::related(steps, Node::Not(Box::new(null))) }
    }

    fn compare(self, op: Op, value: Value) -> Expr<M> {
        Expr::behind(self.way, Node::Compare(self.name, op, value))
    }
}

impl<M: Model, T: FieldValue, W: Way> Column<M, T, W> {
    /// Smallest first. What relations lead to has to be one row.
    pub fn asc(self) -> Order<M> {
        Order { path: self.way.path(self.name), steps: self.way.into_steps(), name: self.name, descending: false, of: PhantomData }
    }

    /// Largest first; as [`asc`](Self::asc).
    pub fn desc(self) -> Order<M> {
        Order { descending: true, ..self.asc() }
    }
}

impl<M: Model, T: FieldValue> Column<M, T> {
    /// A new value for it, in an update.
    pub fn set(self, value: impl Operand<T>) -> Set<M> {
        Set { name: self.name, value: value.into_operand(), of: PhantomData }
    }
}

impl<M: Model, T: FieldValue + TextColumn, W: Way> Column<M, T, W> {
    /// Equal to the text but for case.
    pub fn iexact(self, text: &str) -> Expr<M> {
        self.compare(Op::IEq, text.into())
    }

    /// Contains the text.
    pub fn contains(self, text: &str) -> Expr<M> {
        self.compare(Op::Contains, text.into())
    }

    /// Contains the text, but for case.
    pub fn icontains(self, text: &str) -> Expr<M> {
        self.compare(Op::IContains, text.into())
    }

    /// Starts with the text.
    pub fn starts_with(self, text: &str) -> Expr<M> {
        self.compare(Op::StartsWith, text.into())
    }

    /// Starts with the text, but for case.
    pub fn istarts_with(self, text: &str) -> Expr<M> {
        self.compare(Op::IStartsWith, text.into())
    }

    /// Ends with the text.
    pub fn ends_with(self, text: &str) -> Expr<M> {
        self.compare(Op::EndsWith, text.into())
    }

    /// Ends with the text, but for case.
    pub fn iends_with(self, text: &str) -> Expr<M> {
        self.compare(Op::IEndsWith, text.into())
    }
}

/// A column to order by, and in which direction. A bare column is its ascending order.
pub struct Order<M> {
    pub(super) steps: Vec<Step>,
    pub(super) name: &'static str,
    path: Cow<'static, str>,
    descending: bool,
    of: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    /// The field's name, behind the names of the relations that lead to it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the largest comes first.
    pub const fn descending(&self) -> bool {
        self.descending
    }

    /// The order in an application, of rows of this model.
    pub(super) fn resolved(&self, resolved: &Resolved, mut model: usize) -> Result<ResolvedOrder, DbError> {
        let mut hops = Vec::new();
        for step in &self.steps {
            let (hop, target) = step.hop(resolved)?;
            let single = match hop {
                Hop::Forward { .. } => true,
                Hop::Reverse { model, field } => matches!(resolved.models[model].fields[field].ty.kind, FieldKind::OneToOne(_)),
                Hop::Many { .. } => false,
            };
            if !single {
                return Err(DbError::new(DbErrorKind::Mismatch, format!("{} leads to several rows, which cannot be ordered by", self.path)));
            }
            hops.push(hop);
            model = target;
        }
        Ok(ResolvedOrder { hops, field: field(&resolved.models[model], self.name)?, descending: self.descending })
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Order { steps: self.steps.clone(), name: self.name, path: self.path.clone(), descending: self.descending, of: PhantomData }
    }
}

impl<M, T, W> From<Column<M, T, W>> for Order<M>
where
    M: Model,
    T: FieldValue,
    W: Way,
{
    fn from(column: Column<M, T, W>) -> Self {
        column.asc()
    }
}

/// A column and its new value.
pub struct Set<M> {
    pub(crate) name: &'static str,
    pub(crate) value: Value,
    of: PhantomData<fn() -> M>,
}
