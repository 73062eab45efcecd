//! Query parameters that filter.

use koroc_spec::{Field, FieldKind, FieldPath, Lookup, Resolved, ResolvedFilter, ResolvedFilterBy};
use serde_json::{Value, json};

use crate::parameters::{bare, comma_separated, query};
use crate::types::value_schema;

/// The parameters of a filter: one, or two for its two ends.
pub(crate) fn filter_parameters(resolved: &Resolved, filter: &ResolvedFilter) -> Vec<Value> {
    match &filter.by {
        ResolvedFilterBy::Field(path, lookup) => vec![compared(resolved, filter, path, *lookup)],
        ResolvedFilterBy::FromTo(path) => {
            let value = value_schema(resolved, &bare(&field(resolved, path).ty));
            let ends = match field(resolved, path).ty.kind {
                FieldKind::Date | FieldKind::Time | FieldKind::DateTime => [("after", "is this or later"), ("before", "is this or earlier")],
                _ => [("min", "is this or greater"), ("max", "is this or less")],
            };
            ends.map(|(end, what)| query(&format!("{}_{end}", filter.param), &sentence(resolved, filter, path, what), value.clone())).to_vec()
        }
        ResolvedFilterBy::AnyOf(path) => {
            let value = value_schema(resolved, &bare(&field(resolved, path).ty));
            let about = sentence(resolved, filter, path, "is one of these");
            vec![query(&filter.param, &about, json!({"type": "array", "items": value}))]
        }
        ResolvedFilterBy::Named(_, ty) => vec![query(&filter.param, "Only some rows.", value_schema(resolved, &bare(ty)))],
    }
}

fn compared(resolved: &Resolved, filter: &ResolvedFilter, path: &FieldPath, lookup: Lookup) -> Value {
    let value = value_schema(resolved, &bare(&field(resolved, path).ty));
    let number = || json!({"type": "integer"});
    let text = || json!({"type": "string"});
    let (what, schema) = match lookup {
        Lookup::Exact => ("is this", value),
        Lookup::IExact => ("is this, ignoring case", value),
        Lookup::Contains => ("holds this text", text()),
        Lookup::IContains => ("holds this text, ignoring case", text()),
        Lookup::StartsWith => ("starts with this text", text()),
        Lookup::IStartsWith => ("starts with this text, ignoring case", text()),
        Lookup::EndsWith => ("ends with this text", text()),
        Lookup::IEndsWith => ("ends with this text, ignoring case", text()),
        Lookup::Gt => ("is greater than this", value),
        Lookup::Gte => ("is this or greater", value),
        Lookup::Lt => ("is less than this", value),
        Lookup::Lte => ("is this or less", value),
        Lookup::IsNull => ("is absent (`true`) or present (`false`)", json!({"type": "boolean"})),
        Lookup::Date => ("is of this day", json!({"type": "string", "format": "date"})),
        Lookup::Time => ("is at this time of day", json!({"type": "string", "format": "time"})),
        Lookup::Year => ("is in this year", number()),
        Lookup::YearGt => ("is after this year", number()),
        Lookup::YearGte => ("is in this year or later", number()),
        Lookup::YearLt => ("is before this year", number()),
        Lookup::YearLte => ("is in this year or earlier", number()),
        Lookup::IsoYear => ("is in a week of this year (ISO 8601)", number()),
        Lookup::Quarter => ("is in this quarter", number()),
        Lookup::Month => ("is in this month", number()),
        Lookup::Week => ("is in this week (ISO 8601)", number()),
        Lookup::Day => ("is on this day of the month", number()),
        Lookup::WeekDay => ("is on this day of the week, 1 for Sunday", number()),
        Lookup::IsoWeekDay => ("is on this day of the week, 1 for Monday", number()),
        Lookup::Hour => ("is in this hour", number()),
        Lookup::Minute => ("is in this minute", number()),
        Lookup::Second => ("is in this second", number()),
        Lookup::In => {
            let about = sentence(resolved, filter, path, "is one of these");
            return comma_separated(&filter.param, &about, json!({"type": "array", "items": value}));
        }
        Lookup::Range => {
            let schema = json!({"type": "array", "items": value, "minItems": 2, "maxItems": 2});
            return comma_separated(&filter.param, &sentence(resolved, filter, path, "is between these two, both included"), schema);
        }
    };
    query(&filter.param, &sentence(resolved, filter, path, what), schema)
}

fn field<'r>(resolved: &'r Resolved, path: &FieldPath) -> &'r Field {
    &resolved.models[path.model].fields[path.field]
}

fn sentence(resolved: &Resolved, filter: &ResolvedFilter, path: &FieldPath, what: &str) -> String {
    let name = &field(resolved, path).verbose_name;
    let rows = if filter.exclude { "No rows" } else { "Only rows" };
    let other = &resolved.models[path.model].verbose_name;
    if path.hops.is_empty() { format!("{rows} whose {name} {what}.") } else { format!("{rows} with a {other} whose {name} {what}.") }
}
