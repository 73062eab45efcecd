//! The declaration as the migrations see it: its tables, the names things had before, and what existing rows get.

use koroc_spec::{Auto, DefaultValue, Field, FieldKind, Model, OnDelete as Delete, Resolved, Value, json};

use crate::{Dialect, Storage};

use super::{Column, ColumnType, Condition, Constant, Fill, Index, OnDelete, Reference, Snapshot, Table, Unique, names};

/// The tables that a declaration asks for, with what it says about the way there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Declared {
    /// The tables.
    pub snapshot: Snapshot,
    /// Declared renames of tables: from, to.
    pub renamed_tables: Vec<(String, String)>,
    /// Declared renames of columns: the table, names that it may have had, the name it has.
    pub renamed_columns: Vec<(String, Vec<String>, String)>,
    /// What rows get for a column that they had not: the table, the column, the value.
    pub fills: Vec<(String, String, Fill)>,
}

/// Reads the tables of all models.
pub fn declare(resolved: &Resolved) -> Declared {
    let mut declared = Declared::default();
    for model in &resolved.models {
        declared.snapshot.apps.entry(model.app.clone()).or_default().push(table(resolved, model));
        declared.renamed_tables.extend(model.renamed_from.iter().map(|from| (from.clone(), model.table.clone())));
        for field in &model.fields {
            let before = field.renamed_from.iter().map(|from| vec![from.clone(), format!("{from}_id")]);
            declared.renamed_columns.extend(before.map(|names| (model.table.clone(), names, field.column.clone())));
            declared.fills.extend(fill(field).map(|fill| (model.table.clone(), field.column.clone(), fill)));
        }
    }
    declared
}

fn table(resolved: &Resolved, model: &Model) -> Table {
    let columns = model.fields.iter().filter_map(|field| column(resolved, model, field)).collect();
    let alone = |field: &&Field| is_unique(field) && !field.primary_key;
    let mut unique: Vec<Unique> = model.fields.iter().filter(alone).map(|field| unique_column(model, field)).collect();
    unique.extend(model.unique_together.iter().map(|set| {
        let columns = set.fields.iter().map(|name| column_name(model, name)).collect::<Vec<_>>();
        let parts: Vec<&str> = columns.iter().map(String::as_str).collect();
        let conditions = set.condition.iter().map(|condition| self::condition(model, condition)).collect();
        Unique { name: set.name.clone().unwrap_or_else(|| names::indexed(&model.table, &parts, "_uniq")), columns, conditions }
    }));
    let wants_index = |field: &&Field| field.index && !is_unique(field) && !field.primary_key;
    let mut indexes: Vec<Index> = model.fields.iter().filter(wants_index).map(|field| indexed_column(model, field)).collect();
    indexes.extend(model.indexes.iter().map(|index| {
        let columns = index.fields.iter().map(|name| column_name(model, name)).collect::<Vec<_>>();
        Index { name: index.name.clone().unwrap_or_else(|| names::declared_index(&model.table, &columns)), columns }
    }));
    Table { name: model.table.clone(), columns, unique, indexes }
}

/// Whether the column itself refuses numbers below zero; of choices the lower bound says so.
fn is_positive(field: &Field) -> bool {
    let from_zero = field.ty.limits.min == Some(Value::Int(0));
    matches!(field.ty.kind, FieldKind::Integer { positive: true, .. }) || (from_zero && matches!(field.ty.kind, FieldKind::Choice { .. }))
}

fn is_unique(field: &Field) -> bool {
    field.unique || matches!(field.ty.kind, FieldKind::OneToOne(_))
}

fn unique_column(model: &Model, field: &Field) -> Unique {
    Unique { name: names::column_constraint(&model.table, &field.column, "key"), columns: vec![field.column.clone()], conditions: Vec::new() }
}

fn condition(model: &Model, condition: &koroc_spec::Condition) -> Condition {
    let value = match Fill::of(&condition.value) {
        Some(Fill::Const(constant)) => Some(constant),
        _ => None,
    };
    Condition { column: column_name(model, &condition.field), value, negated: condition.negated }
}

fn indexed_column(model: &Model, field: &Field) -> Index {
    Index { name: names::indexed(&model.table, &[&field.column], ""), columns: vec![field.column.clone()] }
}

/// The column of a field by its name, `-` before it kept.
fn column_name(model: &Model, name: &str) -> String {
    let (minus, bare) = name.strip_prefix('-').map_or(("", name), |bare| ("-", bare));
    let field = model.field(bare).expect("resolve refuses sets and indexes over unknown fields");
    format!("{minus}{}", model.fields[field].column)
}

fn column(resolved: &Resolved, model: &Model, field: &Field) -> Option<Column> {
    Some(Column {
        name: field.column.clone(),
        ty: column_type(Storage::of(&resolved.models, field, Dialect::Postgres)?)?,
        null: field.ty.null,
        primary_key: field.primary_key,
        increment: field.auto == Some(Auto::Increment),
        positive: is_positive(field),
        references: reference(resolved, model, field),
    })
}

fn reference(resolved: &Resolved, model: &Model, field: &Field) -> Option<Reference> {
    let (FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation)) = &field.ty.kind else { return None };
    let target = &resolved.models[relation.target.expect("resolve links every relation")];
    let key = &target.fields[target.primary_key()].column;
    let on_delete = match relation.on_delete {
        Delete::Cascade => OnDelete::Cascade,
        Delete::Protect => OnDelete::Restrict,
        Delete::SetNull => OnDelete::SetNull,
    };
    let name = names::indexed(&model.table, &[&field.column], &format!("_fk_{}_{key}", target.table));
    Some(Reference { table: target.table.clone(), column: key.clone(), on_delete, name })
}

/// The type that migrations record, `None` where there is no column: what PostgreSQL stores, whose types say all there is to say.
fn column_type(storage: Storage) -> Option<ColumnType> {
    Some(match storage {
        Storage::Text { max } => max.and_then(|max| u32::try_from(max).ok()).map_or(ColumnType::Text, ColumnType::Varchar),
        Storage::SmallInt => ColumnType::Smallint,
        Storage::Int => ColumnType::Integer,
        Storage::BigInt => ColumnType::Bigint,
        Storage::Double => ColumnType::Float,
        Storage::ScaledInt { digits, places } | Storage::OrderedText { digits, places } | Storage::Numeric { digits, places } => {
            ColumnType::Decimal { digits, places }
        }
        Storage::Bool => ColumnType::Boolean,
        Storage::Date => ColumnType::Date,
        Storage::Time => ColumnType::Time,
        Storage::DateTime => ColumnType::Datetime,
        Storage::Duration => ColumnType::Duration,
        Storage::Uuid => ColumnType::Uuid,
        Storage::Ip => ColumnType::Ip,
        Storage::Json => ColumnType::Json,
        Storage::Absent => return None,
    })
}

/// What existing rows get: a default that the database can work out without the program.
fn fill(field: &Field) -> Option<Fill> {
    match (&field.default, field.auto) {
        (Some(DefaultValue::Const(value)), _) if matches!(field.ty.kind, FieldKind::Json) => Some(Fill::Const(Constant::Text(json::write(value)))),
        (Some(DefaultValue::Const(value)), _) => Fill::of(value),
        (Some(DefaultValue::Now), _) | (None, Some(Auto::OnCreate | Auto::OnSave)) => match field.ty.kind {
            FieldKind::Date => Some(Fill::Today),
            _ => Some(Fill::Now),
        },
        (Some(DefaultValue::Today), _) => Some(Fill::Today),
        (Some(DefaultValue::Uuid4), _) => Some(Fill::Uuid4),
        (Some(DefaultValue::Named(_) | DefaultValue::CurrentUser), _) | (None, Some(Auto::Increment) | None) => None,
    }
}
