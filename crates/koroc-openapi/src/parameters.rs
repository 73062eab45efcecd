//! What stands in the path and behind the question mark.

use koroc_spec::{Action, FieldPath, ListPolicy, Operation, Pagination, Resolved, VersionScheme, Versioning};
use serde_json::{Value, json};

use crate::filters::filter_parameters;
use crate::types::value_schema;

/// The parameters of an operation: those of its path, then those of its list.
pub(crate) fn parameters(resolved: &Resolved, operation: &Operation) -> Vec<Value> {
    let mut out = path_parameters(resolved, operation);
    out.extend(version_parameter(operation));
    if let Some(list) = operation.list.as_ref().filter(|_| operation.action == Action::List || operation.schema.has_page()) {
        let listed = page_parameters(list).into_iter().chain(list.filters.iter().flat_map(|filter| filter_parameters(resolved, filter)));
        let listed = listed.chain(search_parameter(resolved, list)).chain(ordering_parameter(list));
        out.extend(listed.map(|mut parameter| {
            // An empty one counts as if it were not there.
            parameter["allowEmptyValue"] = json!(true);
            parameter
        }));
    }
    out
}

fn path_parameters(resolved: &Resolved, operation: &Operation) -> Vec<Value> {
    let path = &resolved.routes[operation.route].path;
    let row = operation.model.zip(operation.lookup).filter(|_| operation.action != Action::Handler);
    let parameter = |name: &str| {
        let field = row.map(|(model, lookup)| &resolved.models[model].fields[lookup]);
        let version = operation.policy.versioning.as_ref().filter(|versioning| versioning.scheme == VersionScheme::Path && versioning.param == name);
        let mut schema = match (version, field) {
            (Some(versioning), _) => versions(versioning),
            (None, Some(field)) => value_schema(resolved, &bare(&field.ty)),
            (None, None) => json!({"type": "string"}),
        };
        // What the path matches as a whole; a format or a pattern of the value's own says more. (Python's groups are no pattern of JSON Schema.)
        let pattern = path.patterns.iter().find(|(of, pattern)| of == name && !pattern.contains("(?"));
        if let Some((_, pattern)) = pattern.filter(|_| schema == json!({"type": "string"})) {
            schema["pattern"] = json!(format!("^{pattern}$"));
        }
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    path.params().map(parameter).collect()
}

fn version_parameter(operation: &Operation) -> Option<Value> {
    let versioning = operation.policy.versioning.as_ref().filter(|versioning| versioning.scheme == VersionScheme::Query)?;
    Some(query(&versioning.param, "The version of the API.", versions(versioning)))
}

/// The versions that are answered, or any text.
fn versions(versioning: &Versioning) -> Value {
    let mut names = versioning.allowed.clone();
    names.extend(versioning.default.clone().filter(|default| !versioning.allowed.is_empty() && !versioning.allowed.contains(default)));
    let mut schema = json!({"type": "string"});
    if !names.is_empty() {
        schema["enum"] = json!(names);
    }
    schema
}

fn page_parameters(list: &ListPolicy) -> Vec<Value> {
    let size = |name: &Option<String>, most| name.as_ref().map(|name| size_parameter(name, "Rows on a page.", list.pagination.size(), most));
    match &list.pagination {
        Pagination::Off => Vec::new(),
        Pagination::PageNumber(pages) => {
            let last = pages.last_page_strings.iter().map(|text| json!({"const": text}));
            let number = std::iter::once(json!({"type": "integer", "minimum": 1})).chain(last).collect::<Vec<_>>();
            let names: String = pages.last_page_strings.iter().map(|text| format!(", or `{text}`")).collect();
            let page = query(&pages.page_param, &format!("A page number{names}."), json!({"anyOf": number}));
            std::iter::once(page).chain(size(&pages.page_size_param, pages.max_page_size)).collect()
        }
        Pagination::LimitOffset(pages) => vec![
            size_parameter(&pages.limit_param, "How many rows.", pages.default_limit, pages.max_limit),
            query(
                &pages.offset_param,
                "How many rows come before. What is no such number counts as 0.",
                json!({"type": "integer", "minimum": 0, "default": 0}),
            ),
        ],
        Pagination::Cursor(pages) => {
            let cursor = query(&pages.cursor_param, "Where the page begins: taken from a link of another page.", json!({"type": "string"}));
            std::iter::once(cursor).chain(size(&pages.page_size_param, pages.max_page_size)).collect()
        }
    }
}

fn size_parameter(name: &str, description: &str, default: Option<u64>, most: Option<u64>) -> Value {
    let most = most.map(|most| format!(" More than {most} counts as {most}.")).unwrap_or_default();
    let description = format!("{description}{most} What is no such number counts as if it were not there.");
    query(name, &description, json!({"type": "integer", "minimum": 1, "default": default}))
}

fn search_parameter(resolved: &Resolved, list: &ListPolicy) -> Option<Value> {
    let name = |path: &FieldPath| {
        let model = &resolved.models[path.model];
        let field = &model.fields[path.field].verbose_name;
        if path.hops.is_empty() { field.clone() } else { format!("{} {field}", model.verbose_name) }
    };
    let names: Vec<String> = list.search.iter().map(|search| name(&search.path)).collect();
    let text = format!("Only rows in which every one of these words is found, ignoring case, in: {}.", names.join(", "));
    (!names.is_empty()).then(|| query(&list.search_param, &text, json!({"type": "string"})))
}

fn ordering_parameter(list: &ListPolicy) -> Option<Value> {
    let names: Vec<String> = list.ordering.iter().flat_map(|(name, _)| [name.clone(), format!("-{name}")]).collect();
    let schema = json!({"type": "array", "items": {"type": "string", "enum": names}});
    (!names.is_empty())
        .then(|| comma_separated(&list.ordering_param, "What to order by; `-` before a name for the largest first. Other names are passed over.", schema))
}

pub(crate) fn query(name: &str, description: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

pub(crate) fn comma_separated(name: &str, description: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "style": "form", "explode": false, "schema": schema})
}

/// The type without limits: a value that no row can have is an answer without rows, not an error.
pub(crate) fn bare(ty: &koroc_spec::ValueType) -> koroc_spec::ValueType {
    koroc_spec::ValueType::of(ty.kind.clone())
}
