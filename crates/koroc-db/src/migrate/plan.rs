//! Numbers new migrations, and works out what each must come after.

use super::{Changes, Key, Migration, Operation, Snapshot, Sources, name};

/// The migrations of some changes, numbered and with what they depend on.
pub(super) fn plan(sources: &Sources, old: &Snapshot, new: &Snapshot, changes: &Changes, asked: Option<&str>) -> Vec<Migration> {
    let last = |app: &str| sources.of(app).last().map(Migration::key);
    let key = |(app, operations): (&String, &Vec<Operation>)| {
        let before = last(app);
        Key(app.clone(), name::next(app, before.as_ref().map(|key| key.1.as_str()), operations, asked))
    };
    let keys: Vec<Key> = changes.iter().map(key).collect();
    let plan = Plan { old, new, last: &last, keys: &keys };
    changes.values().zip(&keys).map(|(operations, key)| Migration::new(key.clone(), plan.dependencies(&key.0, operations), operations.clone())).collect()
}

/// What the dependencies of one migration are worked out from.
struct Plan<'a> {
    old: &'a Snapshot,
    new: &'a Snapshot,
    /// The last migration that an app has already.
    last: &'a dyn Fn(&str) -> Option<Key>,
    /// The migrations that are being made.
    keys: &'a [Key],
}

impl Plan<'_> {
    fn dependencies(&self, app: &str, operations: &[Operation]) -> Vec<Key> {
        let mut out: Vec<Key> = (self.last)(app).into_iter().collect();
        let targets = operations.iter().flat_map(targets).filter_map(|table| self.makes(app, table));
        let leaving = operations.iter().filter_map(dropped).flat_map(|table| self.leave(app, table));
        for key in targets.chain(leaving) {
            if !out.contains(&key) {
                out.push(key);
            }
        }
        out
    }

    /// The migration of another app that makes a table, or its last one where the table is there.
    fn makes(&self, app: &str, table: &str) -> Option<Key> {
        let (owner, _) = self.new.apps.iter().find(|(_, tables)| tables.iter().any(|known| known.name == table))?;
        match self.old.table(table) {
            _ if owner == app => None,
            Some(_) => (self.last)(owner),
            None => self.made(owner),
        }
    }

    /// The new migrations of other apps that drop their foreign keys to a table.
    fn leave(&self, app: &str, table: &str) -> Vec<Key> {
        let others = self.old.apps.iter().filter(|(other, tables)| *other != app && tables.iter().any(|from| from.points_at(table)));
        others.filter_map(|(other, _)| self.made(other)).collect()
    }

    fn made(&self, app: &str) -> Option<Key> {
        self.keys.iter().find(|key| key.0 == app).cloned()
    }
}

/// The tables that an operation makes foreign keys to.
fn targets(operation: &Operation) -> Vec<&str> {
    let columns = match operation {
        Operation::CreateTable { table } => table.columns.iter().collect(),
        Operation::AddColumn { column, .. } | Operation::AlterColumn { column, .. } => vec![column],
        Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::RenameColumn { .. }
        | Operation::DropColumn { .. }
        | Operation::AddUnique { .. }
        | Operation::DropUnique { .. }
        | Operation::AddIndex { .. }
        | Operation::DropIndex { .. } => Vec::new(),
    };
    columns.into_iter().filter_map(|column| column.references.as_ref()).map(|reference| reference.table.as_str()).collect()
}

fn dropped(operation: &Operation) -> Option<&str> {
    if let Operation::DropTable { table } = operation { Some(table) } else { None }
}
