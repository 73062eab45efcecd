//! What stands in the path and behind the question mark.

use koroc_spec::{Action, ListPolicy, Lookup, Model, Operation, Resolved, ResolvedFilter};
use serde_json::{Value, json};

use crate::types::value_schema;

/// The parameters of an operation: those of its path, then those of its list.
pub(crate) fn parameters(resolved: &Resolved, operation: &Operation) -> Vec<Value> {
    let mut out = path_parameters(resolved, operation);
    if let (Action::List, Some(list), Some(model)) = (&operation.action, &operation.list, operation.model) {
        let model = &resolved.models[model];
        out.extend(page_parameters(list));
        out.extend(list.filters.iter().map(|filter| filter_parameter(resolved, model, filter)));
        out.extend(search_parameter(list, model));
        out.extend(ordering_parameter(list));
    }
    out
}

fn path_parameters(resolved: &Resolved, operation: &Operation) -> Vec<Value> {
    let path = &resolved.routes[operation.route].path;
    let row = operation.model.zip(operation.lookup).filter(|_| operation.action != Action::Handler);
    let parameter = |name: &str| {
        let field = row.map(|(model, lookup)| &resolved.models[model].fields[lookup]);
        let schema = field.map_or_else(|| json!({"type": "string"}), |field| value_schema(resolved, &bare(&field.ty)));
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    path.params().map(parameter).collect()
}

fn page_parameters(list: &ListPolicy) -> Vec<Value> {
    let pages = &list.pagination;
    let page = query(&pages.page_param, "A page number, or `last`.", json!({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "last"}]}));
    let size = pages.page_size_param.as_ref().map(|name| {
        let mut schema = json!({"type": "integer", "minimum": 1, "default": pages.page_size});
        if let Some(most) = pages.max_page_size {
            schema["description"] = json!(format!("More than {most} counts as {most}."));
        }
        query(name, "Rows on a page.", schema)
    });
    std::iter::once(page).chain(size).collect()
}

fn filter_parameter(resolved: &Resolved, model: &Model, filter: &ResolvedFilter) -> Value {
    let field = &model.fields[filter.field];
    let value = value_schema(resolved, &bare(&field.ty));
    let (what, schema) = match filter.lookup {
        Lookup::Exact => ("is this", value),
        Lookup::IExact => ("is this, ignoring case", value),
        Lookup::IContains => ("holds this text, ignoring case", json!({"type": "string"})),
        Lookup::Gt => ("is greater than this", value),
        Lookup::Gte => ("is this or greater", value),
        Lookup::Lt => ("is less than this", value),
        Lookup::Lte => ("is this or less", value),
        Lookup::In => return comma_separated(&filter.param, &sentence(&field.verbose_name, "is one of these"), json!({"type": "array", "items": value})),
        Lookup::Range => {
            let schema = json!({"type": "array", "items": value, "minItems": 2, "maxItems": 2});
            return comma_separated(&filter.param, &sentence(&field.verbose_name, "is between these two, both included"), schema);
        }
    };
    query(&filter.param, &sentence(&field.verbose_name, what), schema)
}

fn sentence(name: &str, what: &str) -> String {
    format!("Only rows whose {name} {what}.")
}

fn search_parameter(list: &ListPolicy, model: &Model) -> Option<Value> {
    let names: Vec<&str> = list.search.iter().map(|search| model.fields[search.field].verbose_name.as_str()).collect();
    let text = format!("Only rows in which every one of these words is found, ignoring case, in: {}.", names.join(", "));
    (!names.is_empty()).then(|| query("search", &text, json!({"type": "string"})))
}

fn ordering_parameter(list: &ListPolicy) -> Option<Value> {
    let names: Vec<String> = list.ordering.iter().flat_map(|(name, _)| [name.clone(), format!("-{name}")]).collect();
    let schema = json!({"type": "array", "items": {"type": "string", "enum": names}});
    (!names.is_empty()).then(|| comma_separated("ordering", "What to order by; `-` before a name for the largest first.", schema))
}

fn query(name: &str, description: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

fn comma_separated(name: &str, description: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "style": "form", "explode": false, "schema": schema})
}

/// The type without limits: a value that no row can have is an answer without rows, not an error.
fn bare(ty: &koroc_spec::ValueType) -> koroc_spec::ValueType {
    koroc_spec::ValueType::of(ty.kind.clone())
}
