//! The tables as they are after an operation.

use super::{Operation, Snapshot, Table};

/// An operation that does not fit the tables it is applied to: a file was edited, or one is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misfit(String);

impl Misfit {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Misfit(message.into())
    }
}

impl Snapshot {
    /// Applies an operation of an app's migration.
    ///
    /// # Errors
    /// If the operation names a table, column, index or set that is not there, or adds one that is.
    pub fn apply(&mut self, app: &str, operation: &Operation) -> Result<(), Misfit> {
        match operation {
            Operation::CreateTable { table } => {
                absent(self.table(&table.name).is_none(), "table", &table.name)?;
                self.apps.entry(app.to_owned()).or_default().push(table.clone());
            }
            Operation::DropTable { table } => {
                self.find(table)?;
                self.apps.values_mut().for_each(|tables| tables.retain(|kept| kept.name != *table));
            }
            Operation::RenameTable { from, to } => {
                absent(self.table(to).is_none(), "table", to)?;
                self.find(from)?.name.clone_from(to);
                self.references(|reference| reference.table == *from, |reference| reference.table.clone_from(to));
            }
            Operation::AddColumn { table, column, .. } => {
                let columns = &mut self.find(table)?.columns;
                absent(columns.iter().all(|old| old.name != column.name), "column", &column.name)?;
                columns.push(column.clone());
            }
            Operation::AlterColumn { table, column, .. } => {
                let old = self.find(table)?.columns.iter_mut().find(|old| old.name == column.name);
                *old.ok_or_else(|| missing("column", &column.name))? = column.clone();
            }
            Operation::RenameColumn { table, from, to } => {
                self.find(table)?.rename_column(from, to)?;
                let leads_here = |reference: &super::Reference| reference.table == *table && reference.column == *from;
                self.references(leads_here, |reference| reference.column.clone_from(to));
            }
            Operation::DropColumn { table, column } => self.find(table)?.drop_column(column)?,
            Operation::AddUnique { table, unique } => self.find(table)?.unique.push(unique.clone()),
            Operation::DropUnique { table, unique } => remove(&mut self.find(table)?.unique, "unique set", unique, |set| &set.name)?,
            Operation::AddIndex { table, index } => self.find(table)?.indexes.push(index.clone()),
            Operation::DropIndex { table, index } => remove(&mut self.find(table)?.indexes, "index", index, |index| &index.name)?,
        }
        Ok(())
    }

    fn find(&mut self, name: &str) -> Result<&mut Table, Misfit> {
        self.apps.values_mut().flatten().find(|table| table.name == name).ok_or_else(|| missing("table", name))
    }

    fn references(&mut self, which: impl Fn(&super::Reference) -> bool, change: impl Fn(&mut super::Reference)) {
        let columns = self.apps.values_mut().flatten().flat_map(|table| &mut table.columns);
        columns.filter_map(|column| column.references.as_mut()).filter(|reference| which(reference)).for_each(change);
    }
}

impl Table {
    /// Renames a column here, in the unique sets and in the indexes.
    pub(super) fn rename_column(&mut self, from: &str, to: &str) -> Result<(), Misfit> {
        absent(self.column(to).is_none(), "column", to)?;
        let column = self.columns.iter_mut().find(|column| column.name == from).ok_or_else(|| missing("column", from))?;
        to.clone_into(&mut column.name);
        let conditions = self.unique.iter_mut().flat_map(|set| &mut set.conditions).filter(|condition| condition.column == from);
        conditions.for_each(|condition| to.clone_into(&mut condition.column));
        for name in self.unique.iter_mut().flat_map(|set| &mut set.columns).chain(self.indexes.iter_mut().flat_map(|index| &mut index.columns)) {
            if name.trim_start_matches('-') == from {
                *name = name.replace(from, to);
            }
        }
        Ok(())
    }

    fn drop_column(&mut self, name: &str) -> Result<(), Misfit> {
        remove(&mut self.columns, "column", name, |column| &column.name)?;
        self.unique.retain(|set| set.needs().all(|column| column != name));
        self.indexes.retain(|index| index.keys().all(|(column, _)| column != name));
        Ok(())
    }
}

fn remove<T>(list: &mut Vec<T>, what: &str, name: &str, named: impl Fn(&T) -> &str) -> Result<(), Misfit> {
    let at = list.iter().position(|item| named(item) == name).ok_or_else(|| missing(what, name))?;
    list.remove(at);
    Ok(())
}

fn missing(what: &str, name: &str) -> Misfit {
    Misfit(format!("there is no {what} `{name}`"))
}

fn absent(free: bool, what: &str, name: &str) -> Result<(), Misfit> {
    if free { Ok(()) } else { Err(Misfit(format!("there already is a {what} `{name}`"))) }
}
