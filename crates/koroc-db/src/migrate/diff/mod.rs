//! Compares the tables that the migrations lead to with those that are declared.

mod alter;
mod convert;
mod question;
mod rename;

use indexmap::IndexMap;
use koroc_spec::Problem;

use super::{Declared, Operation, Snapshot, Table};
pub use question::{Ask, Question, unanswered};

/// The operations that lead from one to the other, by app.
pub type Changes = IndexMap<String, Vec<Operation>>;

/// Works out what leads from the tables so far to the declared ones, for the apps that `ours` holds.
///
/// What could be a rename is asked (see [`Question`]) unless it was declared with `renamed_from`; nothing is guessed.
///
/// # Errors
/// Everything that no migration can do, and every question without an answer, each with what to do about it.
pub fn diff(old: &Snapshot, declared: &Declared, ours: &dyn Fn(&str) -> bool, ask: &mut Ask<'_>) -> Result<Changes, Vec<Problem>> {
    let mut diff = Diff { state: old.clone(), declared, changes: Changes::new(), problems: Vec::new() };
    let apps: Vec<String> = diff.apps().into_iter().filter(|app| ours(app)).collect();
    apps.iter().for_each(|app| diff.rename_tables(app, ask));
    apps.iter().for_each(|app| diff.rename_columns(app, ask));
    apps.iter().for_each(|app| diff.change(app, ask));
    diff.changes.retain(|_, operations| !operations.is_empty());
    if diff.problems.is_empty() { Ok(diff.changes) } else { Err(diff.problems) }
}

/// A comparison under way: the tables so far with the renames applied, and what came out.
struct Diff<'a> {
    state: Snapshot,
    declared: &'a Declared,
    changes: Changes,
    problems: Vec<Problem>,
}

impl Diff<'_> {
    /// Every app that has or had tables.
    fn apps(&self) -> Vec<String> {
        let mut apps: Vec<String> = self.declared.snapshot.apps.keys().cloned().collect();
        apps.extend(self.state.apps.keys().filter(|app| !self.declared.snapshot.apps.contains_key(*app)).cloned());
        apps
    }

    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    /// Records a rename and goes on from the tables after it.
    fn rename(&mut self, app: &str, operation: Operation) {
        if let Err(misfit) = self.state.apply(app, &operation) {
            self.problem(app, misfit.to_string());
        }
        self.changes.entry(app.to_owned()).or_default().push(operation);
    }

    /// Creates, changes and drops an app's tables, in an order in which every table is there before another points at it.
    fn change(&mut self, app: &str, ask: &mut Ask<'_>) {
        let declared = self.declared;
        let (old, new) = (self.state.of(app).to_vec(), declared.snapshot.of(app));
        let created: Vec<&Table> = new.iter().filter(|table| old.iter().all(|known| known.name != table.name)).collect();
        for table in created.iter().filter(|table| self.state.table(&table.name).is_some()) {
            self.problems.push(Problem::new(&table.name, "moves to another app, which no migration can do: keep its app label"));
        }
        let mut operations: Vec<Operation> = by_reference(created).into_iter().map(|table| Operation::CreateTable { table: table.clone() }).collect();
        for table in new {
            if let Some(known) = old.iter().find(|known| known.name == table.name) {
                operations.extend(self.alter(known, table, ask));
            }
        }
        let dropped = old.iter().filter(|table| new.iter().all(|kept| kept.name != table.name)).collect();
        operations.extend(by_reference(dropped).into_iter().rev().map(|table| Operation::DropTable { table: table.name.clone() }));
        self.changes.entry(app.to_owned()).or_default().extend(operations);
    }
}

/// The tables, each after those of them that it points at (as far as they do not point at each other).
fn by_reference(mut tables: Vec<&Table>) -> Vec<&Table> {
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let waits = |table: &&Table| tables.iter().any(|other| other.name != table.name && table.points_at(&other.name));
        let next = tables.iter().position(|table| !waits(table)).unwrap_or(0);
        ordered.push(tables.remove(next));
    }
    ordered
}
