//! Names of constraints and indexes, made as Django makes them, so that those of a Django database are found again.

use md5::{Digest, Md5};

/// The longest name that PostgreSQL keeps; longer ones are shortened for both databases alike.
const LONGEST: usize = 63;

/// The name of an index on a field (`suffix` empty), of a unique set (`_uniq`) or of a foreign key (`_fk_{table}_{column}`).
pub(super) fn indexed(table: &str, columns: &[&str], suffix: &str) -> String {
    let mut parts = vec![table];
    parts.extend(columns);
    let mut tail = format!("{}{suffix}", digest(&parts, 8));
    let joined = columns.join("_");
    let name = format!("{table}_{joined}_{tail}");
    if name.chars().count() <= LONGEST {
        return name;
    }
    if tail.len() > LONGEST / 3 {
        tail = first(&tail, LONGEST / 3);
    }
    let room = (LONGEST - tail.len()) / 2 - 1;
    let name = format!("{}_{}_{tail}", first(table, room), first(&joined, room));
    if name.starts_with(|c: char| c == '_' || c.is_ascii_digit()) { format!("D{}", first(&name, name.chars().count() - 1)) } else { name }
}

/// The name of a declared index; columns with `-` before them are descending.
pub(super) fn declared_index(table: &str, columns: &[String]) -> String {
    let mut parts = vec![table];
    parts.extend(columns.iter().map(String::as_str));
    parts.push("idx");
    let column = columns.first().map_or("", |column| column.trim_start_matches('-'));
    format!("{}_{}_{}_idx", first(table, 11), first(column, 7), digest(&parts, 6))
}

/// The name that PostgreSQL itself gives to the constraint of a column: `key` (unique) or `check`.
pub(crate) fn column_constraint(table: &str, column: &str, label: &str) -> String {
    let (mut table, mut column) = (table.to_owned(), column.to_owned());
    while table.len() + column.len() + label.len() + 2 > LONGEST {
        if table.len() > column.len() {
            table.pop()
        } else {
            column.pop()
        };
    }
    format!("{table}_{column}_{label}")
}

fn digest(parts: &[&str], length: usize) -> String {
    let mut hash = Md5::new();
    parts.iter().for_each(|part| hash.update(part));
    first(&hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>(), length)
}

fn first(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names found in databases that Django 5.2 made.
    #[test]
    fn names_are_djangos() {
        assert_eq!(indexed("auth_permission", &["content_type_id", "codename"], "_uniq"), "auth_permission_content_type_id_codename_01ab375a_uniq");
        assert_eq!(indexed("auth_permission", &["content_type_id"], ""), "auth_permission_content_type_id_2f476e4b");
        assert_eq!(indexed("auth_permission", &["content_type_id"], "_fk_django_content_type_id"), "auth_permission_content_type_id_2f476e4b_fk_django_co");
        assert_eq!(indexed(&"t".repeat(60), &[&"c".repeat(60), "d"], "_uniq"), "tttttttttttttttttttttttt_cccccccccccccccccccccccc_1433895b_uniq");
        assert_eq!(declared_index("api_exchangetradedfund", &["symbol".into(), "-total_assets".into()]), "api_exchang_symbol_c60ae9_idx");
        assert_eq!(declared_index("api_exchangetradedfund", &["-total_assets".into()]), "api_exchang_total_a_c9cb33_idx");
        assert_eq!(column_constraint("api_exchangetradedfund", "average_daily_volume", "check"), "api_exchangetradedfund_average_daily_volume_check");
        assert_eq!(column_constraint(&"t".repeat(60), &"c".repeat(60), "key").len(), 63);
    }
}
