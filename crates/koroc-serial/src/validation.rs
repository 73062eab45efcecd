//! An input on its way to validated values: its questions, their answers, and what comes of them.

use crate::finish::each;
use crate::node::{Node, Whole};
use crate::{Ask, Errors, Named, Question, Validated};
use koroc_spec::Value;

/// What a serializer made of an input.
///
/// Ask the [`questions`](Self::questions), answer those whose answer is unwelcome, and those about related rows in any case; then
/// [`finish`](Self::finish). They are to be asked in order, each as it is then: a row that is found makes later ones more exact. An answer that another one
/// makes pointless is ignored, as DRF would not have asked.
#[must_use]
pub struct Validation {
    root: Root,
    questions: Vec<Question>,
}

enum Root {
    One(Node),
    Many(Result<Vec<Node>, Errors>),
}

impl Validation {
    pub(crate) fn of(node: Node, questions: Vec<Question>) -> Validation {
        Validation { root: Root::One(node), questions }
    }

    pub(crate) fn of_many(nodes: Result<Vec<Node>, Errors>, questions: Vec<Question>) -> Validation {
        Validation { root: Root::Many(nodes), questions }
    }

    /// What must be asked before [`finish`](Self::finish): in the order of the fields, each to be answered by its place.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Another row has the value, or the values, of this question.
    pub fn taken(&mut self, question: usize) {
        let Question { ask, place, .. } = self.questions[question].clone();
        let Some(node) = self.node(question) else { return };
        match ask {
            Ask::Unique { .. } => node.taken_value(place),
            Ask::Together { .. } | Ask::UniqueFor { .. } => {
                if let Whole::Together { taken, .. } | Whole::UniqueFor { taken, .. } = &mut node.whole[place] {
                    *taken = true;
                }
            }
            // Related rows are found, not taken.
            Ask::Related { .. } => {}
        }
    }

    /// The rows that a question about related rows names, others perhaps among them. Later questions then ask about the key.
    pub fn found(&mut self, question: usize, rows: &Named) {
        let place = self.questions[question].place;
        let Some(node) = self.node(question) else { return };
        node.found(place, rows);
        let slot = &node.slots[place];
        let (Some(key), Some(column)) = (slot.plain(), node.compiled.shape.fields[slot.field].column()) else { return };
        let (asked, later) = self.questions.split_at_mut(question + 1);
        let path = &asked[question].path;
        // Those of one object stand together, with those of the objects inside it.
        let inside = later.iter_mut().take_while(|other| other.path.starts_with(path));
        inside.filter(|other| other.path.len() == path.len()).for_each(|other| other.ask.know(column, &key));
    }

    fn node(&mut self, question: usize) -> Option<&mut Node> {
        let path = &self.questions[question].path;
        Some(match &mut self.root {
            Root::One(node) => node.at(path),
            Root::Many(Ok(nodes)) => nodes[path[0].1].at(&path[1..]),
            Root::Many(Err(_)) => return None,
        })
    }

    /// The validated values. `row`: the row that they are for, all fields of its model; `None`: a new one.
    ///
    /// # Errors
    /// All errors, in the order of the fields. Sets of values count, and validators of the whole object run, only when every field has passed.
    pub fn finish(self, row: Option<&[Value]>) -> Result<Validated, Errors> {
        match self.root {
            Root::One(node) => node.finish(row),
            Root::Many(_) => Err(Errors::whole("Expected an object, not a list of them.", "invalid")),
        }
    }

    /// The validated values of each input of a list.
    ///
    /// # Errors
    /// Of the list, or of its inputs by their index.
    pub fn finish_many(self) -> Result<Vec<Validated>, Errors> {
        match self.root {
            Root::Many(nodes) => each(nodes?),
            Root::One(node) => Ok(vec![node.finish(None)?]),
        }
    }
}
