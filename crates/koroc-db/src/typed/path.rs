//! Columns of related rows: `Candidate::OWNER.to(User::USERNAME)`, `Interview::CANDIDATE.reverse()`.

use std::marker::PhantomData;

use super::expr::Node;
use super::way::{Beyond, Here, Step};
use crate::{Column, Expr, FieldValue, ForeignKey, ManyToMany, Model, OneToOne, Query};

/// A column of rows that relations lead to from a row of `M`, or with [`Rows`] (or a relation's type) as `T` those rows themselves.
///
/// A condition on it is true for a row if *one* of the related rows meets it; `!` of it if none does. Conditions that the same related row is to meet go
/// into one [`any`](Path::any).
pub type Path<M, T> = Column<M, T, Beyond>;

/// A type of fields that stand for rows of another model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` leads to no other model",
    label = "expected a relation: `ForeignKey<Model>`, `OneToOne<Model>` or `ManyToMany<Model>`"
)]
pub trait Relates {
    /// The other model.
    type To: Model;
}

/// The rows of `N` that point at a row: the other side of a relation.
pub struct Rows<N>(PhantomData<fn() -> N>);

/// The relations of one model to another, by its type.
macro_rules! relates {
    ($($Field:ty)*) => {$(
        impl<M: Model> Relates for $Field {
            type To = M;
        }
    )*};
}

relates!(ForeignKey<M> Option<ForeignKey<M>> OneToOne<M> Option<OneToOne<M>> ManyToMany<M> Rows<M>);

impl<M, T> Path<M, T> {
    /// The names of its relations and its field, joined by dots.
    pub fn name(&self) -> &str {
        &self.way.name
    }
}

impl<M: Model, T: Relates> Path<M, T> {
    /// On to a field of the rows that it leads to, or to what they lead to.
    pub fn to<U>(self, next: impl Into<Path<T::To, U>>) -> Path<M, U> {
        let next = next.into();
        let name = format!("{}.{}", self.way.name, next.way.name);
        let mut steps = self.relations();
        steps.extend(next.way.steps);
        Column::made(next.name, Beyond { steps, name, ..next.way })
    }

    /// One of the rows that it leads to meets the condition.
    pub fn any(self, condition: Expr<T::To>) -> Expr<M> {
        Expr::related(self.relations(), condition.node)
    }

    /// It leads to a row at all.
    pub fn exists(self) -> Expr<M> {
        Expr::related(self.relations(), Node::And(Vec::new()))
    }

    /// The rows that it leads to from this one: `Interview::CANDIDATE.reverse().of(&candidate)`.
    pub fn of(self, row: &M) -> Query<T::To> {
        let back = self.relations().into_iter().rev().map(Step::inverse).collect();
        Query::new().filter(Expr::related(back, Node::Key(row.key().into_value())))
    }

    /// All its relations, in order.
    fn relations(&self) -> Vec<Step> {
        let last = Step { model: self.way.model, field: self.name, back: false };
        let mut steps = self.way.steps.clone();
        steps.extend((!self.name.is_empty()).then_some(last));
        steps
    }
}

impl<M: Model, T> From<Column<M, T, Here>> for Path<M, T> {
    fn from(column: Column<M, T, Here>) -> Self {
        Column::made(column.name, Beyond { steps: Vec::new(), model: M::LABEL, name: column.name.to_owned() })
    }
}

impl<M: Model, T: Relates> Column<M, T, Here> {
    /// A field of the rows that it leads to: `Candidate::OWNER.to(User::USERNAME)`.
    pub fn to<U>(self, next: impl Into<Path<T::To, U>>) -> Path<M, U> {
        Path::from(self).to(next)
    }

    /// One of the rows that it leads to meets the condition; see [`Path`].
    pub fn any(self, condition: Expr<T::To>) -> Expr<M> {
        Path::from(self).any(condition)
    }

    /// It leads to a row at all.
    pub fn exists(self) -> Expr<M> {
        Path::from(self).exists()
    }

    /// The rows that it leads to from this one.
    pub fn of(self, row: &M) -> Query<T::To> {
        Path::from(self).of(row)
    }

    /// The rows that lead to a row with it: `Interview::CANDIDATE.reverse()` are a candidate's interviews.
    pub fn reverse(self) -> Path<T::To, Rows<M>> {
        let step = Step { model: M::LABEL, field: self.name, back: true };
        Column::made("", Beyond { steps: vec![step], model: M::LABEL, name: step.name(M::describe) })
    }
}
