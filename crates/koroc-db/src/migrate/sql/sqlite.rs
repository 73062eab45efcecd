//! SQLite: most changes of a table are a new table that takes over the old one's rows.

use super::{Step, fill, guard, table};
use crate::ddl::{self, quoted, text, type_name};
use crate::migrate::{Column, ColumnType, Fill, Misfit, Operation, Snapshot, Table};
use crate::{Dialect, migrate::decimal};

const SQLITE: Dialect = Dialect::Sqlite;

/// The steps of one operation.
pub(super) fn steps(before: &Snapshot, after: &Snapshot, operation: &Operation) -> Result<Vec<Step>, Misfit> {
    Ok(match operation {
        Operation::CreateTable { table } => {
            let mut out = vec![Step::Run(ddl::create_table(table, &table.name, SQLITE))];
            out.extend(indexes(table)?);
            out
        }
        Operation::DropTable { table } => vec![Step::Run(ddl::drop_table(table, SQLITE))],
        Operation::RenameTable { from, to } => vec![Step::Run(ddl::rename_table(from, to, SQLITE))],
        Operation::RenameColumn { table, from, to } => vec![Step::Run(ddl::rename_column(table, from, to, SQLITE))],
        Operation::AddColumn { table, column, fill: None } if column.null => vec![Step::Run(ddl::add_column(table, column, None, SQLITE))],
        Operation::AddColumn { table: name, column, fill: value } => {
            let value = value.as_ref().map_or(Ok("NULL".to_owned()), |value| fill::expression(value, column, SQLITE))?;
            let (old, new) = (table(before, name), table(after, name));
            rebuild(old, new, |kept| if kept.name == column.name { value.clone() } else { quoted(&kept.name) })?
        }
        Operation::AlterColumn { table: name, column, fill, round } => alter(table(before, name), table(after, name), column, fill.as_ref(), *round)?,
        Operation::DropColumn { table: name, .. } | Operation::DropUnique { table: name, .. } => {
            rebuild(table(before, name), table(after, name), |kept| quoted(&kept.name))?
        }
        Operation::AddUnique { table: name, unique } => vec![Step::Run(ddl::add_unique(table(after, name), unique, SQLITE)?)],
        Operation::AddIndex { table, index } => vec![Step::Run(ddl::add_index(table, index, SQLITE))],
        Operation::DropIndex { index, .. } => vec![Step::Run(ddl::drop_index(index, SQLITE))],
    })
}

fn indexes(table: &Table) -> Result<Vec<Step>, Misfit> {
    let sets = table.unique.iter().map(|set| ddl::add_unique(table, set, SQLITE));
    let indexes = table.indexes.iter().map(|index| Ok(ddl::add_index(&table.name, index, SQLITE)));
    sets.chain(indexes).map(|statement| statement.map(Step::Run)).collect()
}

fn alter(old: &Table, new: &Table, column: &Column, fill: Option<&Fill>, round: bool) -> Result<Vec<Step>, Misfit> {
    let before = old.column(&column.name).expect("the operation was applied to this column");
    let mut value = carried(before, column, round);
    if let Some(fill) = fill {
        value = format!("coalesce({value}, {})", fill::expression(fill, column, SQLITE)?);
    }
    let mut out = guard::guards(&old.name, before, column, fill.is_some());
    out.extend(rebuild(old, new, |kept| if kept.name == column.name { value.clone() } else { quoted(&kept.name) })?);
    Ok(out)
}

/// A stored value in the new type. Decimals go through a function that refuses what does not fit exactly.
fn carried(before: &Column, after: &Column, round: bool) -> String {
    let name = quoted(&before.name);
    let shape = |ty: ColumnType| match ty {
        ColumnType::Decimal { digits, places } => Some((digits, places)),
        ColumnType::Smallint | ColumnType::Integer | ColumnType::Bigint => Some((decimal::SCALED, 0)),
        ColumnType::Boolean
        | ColumnType::Varchar(_)
        | ColumnType::Text
        | ColumnType::Float
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Datetime
        | ColumnType::Duration
        | ColumnType::Uuid
        | ColumnType::Ip
        | ColumnType::Json => None,
    };
    match (shape(before.ty), shape(after.ty), after.ty) {
        (Some((from, from_places)), Some((to, places)), ColumnType::Decimal { .. }) if before.ty != after.ty => {
            format!("{}({name}, {from}, {from_places}, {to}, {places}, {})", decimal::FUNCTION, i32::from(round))
        }
        _ => name,
    }
}

/// The new table beside the old one, the rows copied under their row ids, the old one dropped, the new one renamed, its indexes made.
///
/// Foreign keys are off meanwhile (see [`super::super::connection`]), so that dropping the old table takes no other row with it.
fn rebuild(old: &Table, new: &Table, value: impl Fn(&Column) -> String) -> Result<Vec<Step>, Misfit> {
    let beside = format!("new__{}", new.name);
    let (name, beside_name) = (quoted(&new.name), quoted(&beside));
    let mut out = vec![Step::Remember { table: old.clone() }, Step::Run(ddl::create_table(new, &beside, SQLITE))];
    if new.columns.iter().any(|column| column.increment) {
        // Ids of deleted rows are not given out again.
        let seen = format!("SELECT {}, seq FROM sqlite_sequence WHERE name = {}", text(&beside), text(&new.name));
        out.push(Step::Run(format!("INSERT INTO sqlite_sequence (name, seq) {seen}")));
    }
    let (mut to, mut from): (Vec<String>, Vec<String>) = new.columns.iter().map(|column| (quoted(&column.name), value(column))).unzip();
    let rowid = ROW_IDS.into_iter().find(|id| [old, new].iter().all(|table| table.columns.iter().all(|column| !column.name.eq_ignore_ascii_case(id))));
    if let (Some(rowid), false) = (rowid, new.columns.iter().any(is_rowid)) {
        to.insert(0, rowid.to_owned());
        from.insert(0, rowid.to_owned());
    }
    let order = rowid.map_or_else(String::new, |rowid| format!(" ORDER BY {rowid}"));
    out.push(Step::Run(format!("INSERT INTO {beside_name} ({}) SELECT {} FROM {name}{order}", to.join(", "), from.join(", "))));
    out.push(Step::Run(ddl::drop_table(&new.name, SQLITE)));
    // In its legacy form a rename leaves the references of other tables, views and triggers alone: they mean the name.
    out.push(Step::Run("PRAGMA legacy_alter_table = ON".to_owned()));
    out.push(Step::Run(ddl::rename_table(&beside, &new.name, SQLITE)));
    out.push(Step::Run("PRAGMA legacy_alter_table = OFF".to_owned()));
    out.extend(indexes(new)?);
    out.push(Step::Recall);
    Ok(out)
}

/// SQLite's names for the row id; a column may take one of them.
const ROW_IDS: [&str; 3] = ["rowid", "_rowid_", "oid"];

/// Whether the column is the row id itself, which SQLite decides by the exact word `integer`.
fn is_rowid(column: &Column) -> bool {
    column.primary_key && !column.positive && (column.increment || type_name(column.ty, SQLITE) == "integer")
}
