//! PostgreSQL: every operation is a statement or a few.

use super::{Step, fill, guard, table};
use crate::Dialect;
use crate::ddl::{self, check_name, quoted, type_name};
use crate::migrate::{Column, ColumnType, Misfit, Operation, Snapshot, Table};

const POSTGRES: Dialect = Dialect::Postgres;

/// The steps of one operation; foreign keys of new tables go to `last`, when every table is there.
pub(super) fn steps(before: &Snapshot, after: &Snapshot, operation: &Operation, out: &mut Vec<Step>, last: &mut Vec<Step>) -> Result<(), Misfit> {
    let mut run = |statement: String| out.push(Step::Run(statement));
    match operation {
        Operation::CreateTable { table } => {
            run(ddl::create_table(table, &table.name, POSTGRES));
            for set in table.unique.iter().filter(|set| !set.conditions.is_empty()) {
                run(ddl::add_unique(table, set, POSTGRES)?);
            }
            table.indexes.iter().for_each(|index| run(ddl::add_index(&table.name, index, POSTGRES)));
            last.extend(table.columns.iter().filter_map(|column| reference(&table.name, column)));
        }
        Operation::DropTable { table } => {
            // Tables that point at each other go one after the other. (CASCADE would take views with it that nobody asked about.)
            let others = before.apps.values().flatten().filter(|other| other.name != *table);
            for (other, reference) in others.flat_map(|other| other.references().map(move |reference| (other, reference))) {
                if reference.table == *table {
                    run(drop_constraint(&other.name, &reference.name));
                }
            }
            run(ddl::drop_table(table, POSTGRES));
        }
        Operation::RenameTable { from, to } => {
            run(ddl::rename_table(from, to, POSTGRES));
            let positive = table(after, to).columns.iter().filter(|column| column.positive);
            positive.for_each(|column| run(rename_constraint(to, &check_name(from, &column.name), &check_name(to, &column.name))));
        }
        Operation::RenameColumn { table: name, from, to } => {
            run(ddl::rename_column(name, from, to, POSTGRES));
            if column(table(after, name), to).positive {
                run(rename_constraint(name, &check_name(name, from), &check_name(name, to)));
            }
        }
        Operation::AddColumn { table, column, fill } => {
            let fill = fill.as_ref().map(|fill| fill::expression(fill, column, POSTGRES)).transpose()?;
            run(ddl::add_column(table, column, fill.as_deref(), POSTGRES));
            if fill.is_some() {
                run(alter_column(table, &column.name, "DROP DEFAULT"));
            }
            out.extend(reference(table, column));
        }
        Operation::AlterColumn { table: name, column: new, fill, round } => {
            let old = column(table(before, name), &new.name);
            let fill = fill.as_ref().map(|fill| fill::expression(fill, new, POSTGRES)).transpose()?;
            alter(name, old, new, fill, *round, out);
        }
        Operation::DropColumn { table, column } => run(format!("ALTER TABLE {} DROP COLUMN {}", quoted(table), quoted(column))),
        Operation::AddUnique { table: name, unique } => run(ddl::add_unique(table(after, name), unique, POSTGRES)?),
        Operation::DropUnique { table: name, unique } => {
            let conditional = table(before, name).unique.iter().any(|set| set.name == *unique && !set.conditions.is_empty());
            run(if conditional { ddl::drop_index(unique, POSTGRES) } else { drop_constraint(name, unique) });
        }
        Operation::AddIndex { table, index } => run(ddl::add_index(table, index, POSTGRES)),
        Operation::DropIndex { index, .. } => run(ddl::drop_index(index, POSTGRES)),
    }
    Ok(())
}

fn alter(table: &str, old: &Column, new: &Column, fill: Option<String>, round: bool, out: &mut Vec<Step>) {
    out.extend(guard::guards(table, old, new, fill.is_some()));
    if let (ColumnType::Decimal { places: from, .. }, ColumnType::Decimal { places: to, .. }, false) = (old.ty, new.ty, round)
        && to < from
    {
        let (name, column) = (quoted(table), quoted(&new.name));
        let refusal = format!("`{}` of the table `{table}` has more than {to} decimal places in some rows, which would be rounded", new.name);
        out.push(Step::Guard { query: format!("SELECT 1 FROM {name} WHERE {column} <> round({column}, {to}) LIMIT 1"), refusal });
    }
    let mut run = |statement: String| out.push(Step::Run(statement));
    let moved = match (&old.references, &new.references) {
        (Some(old), Some(new)) => !old.same(new),
        (old, new) => old.is_some() != new.is_some(),
    };
    if let (Some(reference), true) = (&old.references, moved) {
        run(drop_constraint(table, &reference.name));
    }
    if old.positive && !new.positive {
        run(drop_constraint(table, &check_name(table, &new.name)));
    }
    if old.ty != new.ty {
        run(alter_column(table, &new.name, &format!("TYPE {}", type_name(new.ty, POSTGRES))));
    }
    if let Some(fill) = fill {
        run(format!("UPDATE {} SET {column} = {fill} WHERE {column} IS NULL", quoted(table), column = quoted(&new.name)));
    }
    if old.null != new.null {
        run(alter_column(table, &new.name, if new.null { "DROP NOT NULL" } else { "SET NOT NULL" }));
    }
    if new.positive && !old.positive {
        let (name, check) = (quoted(table), quoted(&check_name(table, &new.name)));
        run(format!("ALTER TABLE {name} ADD CONSTRAINT {check} CHECK ({} >= 0)", quoted(&new.name)));
    }
    if moved {
        out.extend(reference(table, new));
    }
}

fn reference(table: &str, column: &Column) -> Option<Step> {
    column.references.as_ref().map(|reference| Step::Run(ddl::add_reference(table, &column.name, reference)))
}

fn alter_column(table: &str, column: &str, change: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} {change}", quoted(table), quoted(column))
}

fn drop_constraint(table: &str, name: &str) -> String {
    format!("ALTER TABLE {} DROP CONSTRAINT {}", quoted(table), quoted(name))
}

fn rename_constraint(table: &str, from: &str, to: &str) -> String {
    format!("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", quoted(table), quoted(from), quoted(to))
}

fn column<'a>(table: &'a Table, name: &str) -> &'a Column {
    table.column(name).expect("the operation was applied to this column")
}
