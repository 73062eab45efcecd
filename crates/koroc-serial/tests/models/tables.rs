//! Rows in memory: what a database would answer.

use chrono::Datelike;
use koroc_serial::{Ask, FieldPlan};
use koroc_spec::{DatePart, FieldKind, Hop, Reads, Record, Resolved, Settings, Value};

/// The rows of each model, all its fields; several-valued ones are null.
pub struct Tables<'r> {
    resolved: &'r Resolved,
    rows: Vec<Vec<Vec<Value>>>,
}

/// The answer to a question.
pub enum Answer {
    /// The rows that were named: the value that was asked for, and their key.
    Found(Vec<(Value, Value)>),
    /// Whether another row is in the way.
    Taken(bool),
}

impl<'r> Tables<'r> {
    /// Reads `{"Tag": [[1, "red"], …], …}`, the columns in the order of the model's fields.
    pub fn new(resolved: &'r Resolved, recorded: &Value) -> Tables<'r> {
        let of = |model: &koroc_spec::Model| {
            let Some(Value::List(rows)) = recorded.as_map().unwrap().get(&model.name) else { panic!("there are no rows of {}", model.name) };
            let row = |row: &Value| {
                let Value::List(values) = row else { panic!("a row is no list") };
                let mut values = values.iter();
                model.fields.iter().map(|field| read(resolved, field, &mut values)).collect()
            };
            rows.iter().map(row).collect()
        };
        Tables { resolved, rows: resolved.models.iter().map(of).collect() }
    }

    /// The row with this key.
    pub fn row(&self, model: usize, key: &Value) -> Option<&[Value]> {
        let at = self.resolved.models[model].primary_key();
        self.rows[model].iter().find(|row| row[at] == *key).map(Vec::as_slice)
    }

    /// A row with what is related to it.
    pub fn record(&self, reads: &Reads, row: &[Value]) -> Record {
        let related = |(hop, reads): &(Hop, Reads)| self.behind(*hop, reads.model, row).into_iter().map(|row| self.record(reads, row)).collect();
        Record { values: reads.columns.iter().map(|at| row[*at].clone()).collect(), related: reads.related.iter().map(related).collect(), computed: Vec::new() }
    }

    /// The rows behind a step. Every model here has its key first.
    fn behind(&self, hop: Hop, model: usize, row: &[Value]) -> Vec<&[Value]> {
        match hop {
            Hop::Forward { field } => self.row(model, &row[field]).into_iter().collect(),
            Hop::Reverse { field, .. } => self.rows[model].iter().filter(|other| other[field] == row[0]).map(Vec::as_slice).collect(),
            Hop::Many { through, from, to } => {
                let named = |other: &&Vec<Value>| self.rows[through].iter().any(|pair| pair[from] == row[0] && pair[to] == other[0]);
                self.rows[model].iter().filter(named).map(Vec::as_slice).collect()
            }
        }
    }

    /// What a database would answer; `row`: the row that is changed.
    pub fn answer(&self, ask: &Ask, row: Option<&[Value]>) -> Answer {
        let other = |other: &Vec<Value>| row.is_none_or(|row| row[0] != other[0]);
        let any = |model: usize, test: &dyn Fn(&Vec<Value>) -> bool| Answer::Taken(self.rows[model].iter().any(|row| other(row) && test(row)));
        match ask {
            Ask::Related { model, column, values } => {
                let key = self.resolved.models[*model].primary_key();
                let found = self.rows[*model].iter().filter(|row| values.contains(&row[*column]));
                Answer::Found(found.map(|row| (row[*column].clone(), row[key].clone())).collect())
            }
            Ask::Unique { model, column, value, ignore_case } => any(*model, &|row| {
                let lower = |value: &Value| value.as_str().map(str::to_lowercase);
                row[*column] == *value || *ignore_case && lower(value).is_some() && lower(&row[*column]) == lower(value)
            }),
            Ask::Together { model, columns, rest, given, condition, .. } => {
                let unsent = |column: usize| match (row, &self.resolved.models[*model].fields[column].default) {
                    (Some(row), _) => row[column].clone(),
                    (None, Some(koroc_spec::DefaultValue::Const(value))) => value.clone(),
                    (None, _) => Value::Null,
                };
                let mut columns = columns.clone();
                columns.extend(rest.iter().map(|column| (*column, unsent(*column))));
                let known = |at: usize| given.iter().find(|(column, _)| *column == at).map_or_else(|| unsent(at), |(_, value)| value.clone());
                if columns.iter().any(|(_, value)| value.is_null()) || condition.iter().any(|(column, value, negated)| (known(*column) == *value) == *negated) {
                    return Answer::Taken(false);
                }
                any(*model, &|row| {
                    columns.iter().all(|(column, value)| row[*column] == *value)
                        && condition.iter().all(|(column, value, negated)| (row[*column] == *value) != *negated)
                })
            }
            Ask::UniqueFor { model, column, value, date, part, day } => any(*model, &|row| row[*column] == *value && same(*part, &row[*date], day)),
        }
    }
}

fn same(part: DatePart, a: &Value, b: &Value) -> bool {
    let (Value::Date(a), Value::Date(b)) = (a, b) else { return false };
    match part {
        DatePart::Date => a == b,
        DatePart::Month => a.month() == b.month(),
        DatePart::Year => a.year() == b.year(),
    }
}

/// The value of a field, as it is stored.
fn read<'v>(resolved: &Resolved, field: &koroc_spec::Field, values: &mut impl Iterator<Item = &'v Value>) -> Value {
    match &field.ty.kind {
        FieldKind::ManyToMany(_) => Value::Null,
        FieldKind::Date => FieldPlan::new(&field.ty, &Settings::default(), &resolved.models).unwrap().validate(values.next().unwrap()).unwrap(),
        _ => values.next().unwrap().clone(),
    }
}
