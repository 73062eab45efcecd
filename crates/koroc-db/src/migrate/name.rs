//! The names of new migrations.

use super::Operation;

/// Beyond so many characters a name says "and more".
const LONG: usize = 52;

/// The name of an app's next migration, `0002_fund_isin`: its number, and what was asked for or what it does.
pub(super) fn next(app: &str, before: Option<&str>, operations: &[Operation], asked: Option<&str>) -> String {
    let number = before.map_or(0, number) + 1;
    let words = match (asked, before) {
        (Some(asked), _) => asked.to_owned(),
        (None, None) => "initial".to_owned(),
        (None, Some(_)) => words(app, operations),
    };
    format!("{number:04}_{words}")
}

/// Whether a name asked for can be that of a file.
pub(super) fn is_good(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn number(name: &str) -> u32 {
    name.split('_').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn words(app: &str, operations: &[Operation]) -> String {
    let mut name = String::new();
    for operation in operations {
        let fragment = fragment(app, operation);
        if !name.is_empty() && name.len() + 1 + fragment.len() > LONG {
            return name + "_and_more";
        }
        name = if name.is_empty() { fragment } else { format!("{name}_{fragment}") };
    }
    name
}

fn fragment(app: &str, operation: &Operation) -> String {
    let short = |table: &str| table.strip_prefix(&format!("{app}_")).unwrap_or(table).to_lowercase();
    match operation {
        Operation::CreateTable { table } => short(&table.name),
        Operation::DropTable { table } => format!("drop_{}", short(table)),
        Operation::RenameTable { from, to } => format!("rename_{}_{}", short(from), short(to)),
        Operation::AddColumn { table, column, .. } => format!("{}_{}", short(table), column.name.to_lowercase()),
        Operation::AlterColumn { table, column, .. } => format!("alter_{}_{}", short(table), column.name.to_lowercase()),
        Operation::RenameColumn { table, from, to } => format!("rename_{}_{from}_{to}", short(table)).to_lowercase(),
        Operation::DropColumn { table, column } => format!("drop_{}_{}", short(table), column.to_lowercase()),
        Operation::AddUnique { table, unique } => format!("{}_unique_{}", short(table), unique.columns.join("_").to_lowercase()),
        Operation::DropUnique { table, .. } => format!("{}_drop_unique", short(table)),
        Operation::AddIndex { table, index } => format!("{}_index_{}", short(table), index.columns.join("_").replace('-', "").to_lowercase()),
        Operation::DropIndex { table, .. } => format!("{}_drop_index", short(table)),
    }
}
