//! Renames: declared, or asked.

use super::convert::convertible;
use super::{Ask, Diff, Question};
use crate::migrate::{Column, Operation, Table};

impl Diff<'_> {
    /// Renames an app's tables.
    pub(super) fn rename_tables(&mut self, app: &str, ask: &mut Ask<'_>) {
        let (declared, old) = (self.declared, self.state.of(app).to_vec());
        let new = declared.snapshot.of(app);
        let mut gone: Vec<&Table> = old.iter().filter(|table| declared.snapshot.table(&table.name).is_none()).collect();
        for table in new.iter().filter(|table| old.iter().all(|known| known.name != table.name)) {
            let names = declared.renamed_tables.iter().filter(|(_, to)| *to == table.name).map(|(from, _)| from);
            let said = names.into_iter().find_map(|from| gone.iter().position(|old| old.name == *from));
            let found = said.or_else(|| self.asked_table(&gone, table, ask));
            if let Some(at) = found {
                let from = gone.remove(at).name.clone();
                self.rename(app, Operation::RenameTable { from, to: table.name.clone() });
            }
        }
    }

    /// The table that was renamed to `table`, by the answers to questions.
    fn asked_table(&mut self, gone: &[&Table], table: &Table, ask: &mut Ask<'_>) -> Option<usize> {
        for (at, old) in gone.iter().enumerate().filter(|(_, old)| resemble(old, table)) {
            match ask(&Question::RenamedTable { from: old.name.clone(), to: table.name.clone() }) {
                Some(true) => return Some(at),
                Some(false) => {}
                None => {
                    let message = format!(
                        "is new while the table `{}` goes, with columns in common. If it is the same table, declare `renamed_from = \"{}\"` on the \
                         model; if its rows may go, drop the old model in one migration and add the new one in the next",
                        old.name, old.name
                    );
                    self.problem(&table.name, message);
                }
            }
        }
        None
    }

    /// Renames columns of an app's tables.
    pub(super) fn rename_columns(&mut self, app: &str, ask: &mut Ask<'_>) {
        for table in self.declared.snapshot.of(app) {
            let Some(old) = self.state.table(&table.name).cloned() else { continue };
            let mut gone: Vec<&Column> = old.columns.iter().filter(|column| table.column(&column.name).is_none()).collect();
            for column in table.columns.iter().filter(|column| old.column(&column.name).is_none()) {
                let found = self.said_column(table, column, &gone).or_else(|| self.asked_column(table, column, &gone, ask));
                if let Some(at) = found {
                    let from = gone.remove(at).name.clone();
                    self.rename(app, Operation::RenameColumn { table: table.name.clone(), from, to: column.name.clone() });
                }
            }
        }
    }

    fn said_column(&self, table: &Table, column: &Column, gone: &[&Column]) -> Option<usize> {
        let said = self.declared.renamed_columns.iter().find(|(of, _, to)| *of == table.name && *to == column.name);
        said.and_then(|(_, before, _)| gone.iter().position(|old| before.contains(&old.name)))
    }

    fn asked_column(&mut self, table: &Table, column: &Column, gone: &[&Column], ask: &mut Ask<'_>) -> Option<usize> {
        for (at, old) in gone.iter().enumerate().filter(|(_, old)| convertible(old.ty, column.ty)) {
            match ask(&Question::RenamedColumn { table: table.name.clone(), from: old.name.clone(), to: column.name.clone() }) {
                Some(true) => return Some(at),
                Some(false) => {}
                None => {
                    let message = format!(
                        "is new while `{}` goes. If it is the same field, declare `#[field(renamed_from = \"{}\")]`; if its values may go, drop the \
                         old field in one migration and add the new one in the next",
                        old.name, old.name
                    );
                    self.problem(format!("{}.{}", table.name, column.name), message);
                }
            }
        }
        None
    }
}

/// Whether one table could be the other: a column in common beside the primary key.
fn resemble(old: &Table, new: &Table) -> bool {
    let common = |column: &Column| new.column(&column.name).is_some_and(|other| !other.primary_key && convertible(column.ty, other.ty));
    old.columns.iter().filter(|column| !column.primary_key).any(common)
}
