//! The changes within one table.

use super::convert::convertible;
use super::{Ask, Diff, Question};
use crate::Dialect;
use crate::ddl::type_name;
use crate::migrate::{Column, ColumnType, Fill, Index, Operation, Reference, Table, Unique, names};

impl Diff<'_> {
    /// What leads from a table to its declared form: first what stands in the way goes, then columns change and come, then
    /// sets and indexes over them.
    pub(super) fn alter(&mut self, old: &Table, new: &Table, ask: &mut Ask<'_>) -> Vec<Operation> {
        let table = &new.name;
        let (gone_sets, new_sets) = changed(&old.unique, &new.unique, |old, new| same_unique(table, old, new));
        let (gone_indexes, new_indexes) = changed(&old.indexes, &new.indexes, |old, new| same_index(table, old, new));
        let kept = |column: &str| new.column(column).is_some();
        let gone_sets = gone_sets.into_iter().filter(|set| set.needs().all(kept));
        let gone_indexes = gone_indexes.into_iter().filter(|index| index.keys().all(|(column, _)| kept(column)));

        let mut out: Vec<Operation> = gone_sets.map(|set| Operation::DropUnique { table: table.clone(), unique: set.name.clone() }).collect();
        out.extend(gone_indexes.map(|index| Operation::DropIndex { table: table.clone(), index: index.name.clone() }));
        out.extend(self.columns(old, new, ask));
        out.extend(new_sets.into_iter().map(|set| Operation::AddUnique { table: table.clone(), unique: set.clone() }));
        out.extend(new_indexes.into_iter().map(|index| Operation::AddIndex { table: table.clone(), index: index.clone() }));
        out
    }

    fn columns(&mut self, old: &Table, new: &Table, ask: &mut Ask<'_>) -> Vec<Operation> {
        let mut out = Vec::new();
        for column in old.columns.iter().filter(|column| new.column(&column.name).is_none()) {
            if column.primary_key {
                self.problem(format!("{}.{}", new.name, column.name), PRIMARY_KEY);
            }
            out.push(Operation::DropColumn { table: new.name.clone(), column: column.name.clone() });
        }
        for column in &new.columns {
            match old.column(&column.name) {
                Some(known) if same_column(known, column) => {}
                Some(known) => out.push(self.alter_column(&new.name, known, column, ask)),
                None => out.push(self.add_column(new, column)),
            }
        }
        out
    }

    fn alter_column(&mut self, table: &str, old: &Column, new: &Column, ask: &mut Ask<'_>) -> Operation {
        let place = format!("{table}.{}", new.name);
        if (old.primary_key, old.increment) != (new.primary_key, new.increment) {
            self.problem(&place, PRIMARY_KEY);
        } else if !convertible(old.ty, new.ty) {
            let message = format!(
                "changes from {} to {}, which no migration can carry over. Add a field with the new type under another name, fill it with a program of \
                 your own, then drop this one",
                type_name(old.ty, Dialect::Postgres),
                type_name(new.ty, Dialect::Postgres)
            );
            self.problem(&place, message);
        }
        let round = match (old.ty, new.ty) {
            (ColumnType::Decimal { places: from, .. }, ColumnType::Decimal { places: to, .. }) if to < from => {
                ask(&Question::Round { table: table.to_owned(), column: new.name.clone(), from, to }) == Some(true)
            }
            _ => false,
        };
        let fill = if old.null && !new.null { self.fill(table, &new.name) } else { None };
        Operation::AlterColumn { table: table.to_owned(), column: keep_constraint(old, new), fill, round }
    }

    fn add_column(&mut self, table: &Table, column: &Column) -> Operation {
        let place = format!("{}.{}", table.name, column.name);
        let fill = if column.null { None } else { self.fill(&table.name, &column.name) };
        let alone = table.unique.iter().any(|set| set.columns == [column.name.clone()]);
        if column.primary_key {
            self.problem(&place, PRIMARY_KEY);
        } else if !column.null && fill.is_none() {
            self.problem(
                place,
                "is new, may not be null and has no constant default, so rows that exist would have no value. Give it a default, or let it be null",
            );
        } else if alone && matches!(fill, Some(Fill::Const(_) | Fill::Now | Fill::Today)) {
            self.problem(place, "is new and unique, but its default would give all rows that exist the same value. Let it be null");
        }
        Operation::AddColumn { table: table.name.clone(), column: column.clone(), fill }
    }

    fn fill(&self, table: &str, column: &str) -> Option<Fill> {
        self.declared.fills.iter().find(|(of, name, _)| of == table && name == column).map(|(_, _, fill)| fill.clone())
    }
}

const PRIMARY_KEY: &str = "changes what the primary key is, which no migration can carry over to the rows that point here. Make a new model, copy the rows with \
                           a program of your own, then drop this one";

/// What the old list has and the new one lacks, and the reverse.
fn changed<'a, T>(old: &'a [T], new: &'a [T], same: impl Fn(&T, &T) -> bool) -> (Vec<&'a T>, Vec<&'a T>) {
    let gone = old.iter().filter(|item| !new.iter().any(|other| same(item, other))).collect();
    let come = new.iter().filter(|item| !old.iter().any(|other| same(other, item))).collect();
    (gone, come)
}

/// A set keeps the name it has unless the declaration gives it one.
fn same_unique(table: &str, old: &Unique, new: &Unique) -> bool {
    let columns: Vec<&str> = new.columns.iter().map(String::as_str).collect();
    let made = |name: &str| name == names::indexed(table, &columns, "_uniq") || name == names::column_constraint(table, &columns.join("_"), "key");
    (&old.columns, &old.conditions) == (&new.columns, &new.conditions) && (old.name == new.name || made(&new.name))
}

fn same_index(table: &str, old: &Index, new: &Index) -> bool {
    let columns: Vec<&str> = new.columns.iter().map(String::as_str).collect();
    let made = |name: &str| name == names::indexed(table, &columns, "") || name == names::declared_index(table, &new.columns);
    old.columns == new.columns && (old.name == new.name || made(&new.name))
}

fn same_column(old: &Column, new: &Column) -> bool {
    let target = match (&old.references, &new.references) {
        (Some(old), Some(new)) => old.same(new),
        (old, new) => old.is_none() && new.is_none(),
    };
    target && (old.ty, old.null, old.primary_key, old.increment, old.positive) == (new.ty, new.null, new.primary_key, new.increment, new.positive)
}

/// The new column, its foreign key under the name it has in the database where it leads to the same place as before.
fn keep_constraint(old: &Column, new: &Column) -> Column {
    let references = match (&old.references, &new.references) {
        (Some(old), Some(new)) if old.same(new) => Some(Reference { name: old.name.clone(), ..new.clone() }),
        (_, new) => new.clone(),
    };
    Column { references, ..new.clone() }
}
