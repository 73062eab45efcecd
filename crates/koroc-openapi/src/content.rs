//! Bodies by media type: in which forms an operation answers, and what each holds.

use koroc_spec::{ContentForm, ListPolicy, Operation, Pagination, Renderer, Resolved, ResolvedContent};
use serde_json::{Map, Value, json};

use crate::schemas;

/// A schema under each media type in which data is answered. The browsable API's pages are for people, and left out as DRF leaves them out.
pub(crate) fn rendered(renderers: &[Renderer], schema: &Value) -> Value {
    let forms = renderers.iter().filter(|renderer| **renderer != Renderer::Browsable);
    let content: Map<String, Value> = forms.map(|renderer| (renderer.media_type().to_owned(), json!({"schema": form(renderer, schema)}))).collect();
    if content.is_empty() { json!({"text/html": {"schema": {"type": "string"}}}) } else { Value::Object(content) }
}

fn form(renderer: &Renderer, schema: &Value) -> Value {
    match renderer {
        Renderer::Json | Renderer::Xml | Renderer::OpenApi => schema.clone(),
        Renderer::Custom(own) if own.charset.is_none() => json!({}),
        Renderer::Browsable | Renderer::StaticHtml | Renderer::Template | Renderer::Custom(_) => json!({"type": "string"}),
    }
}

/// What the program says that a body holds; `None`: there is no body.
pub(crate) fn declared(resolved: &Resolved, operation: &Operation, content: &ResolvedContent) -> Option<Value> {
    let one = || content.shape.map_or_else(|| json!({}), |shape| schemas::response(&resolved.shapes[shape]));
    let schema = match (&content.form, content.shape) {
        (ContentForm::Nothing, _) => return None,
        (ContentForm::Media(media_type), _) => return Some(json!({media_type: {"schema": {}}})),
        (ContentForm::Page, Some(shape)) => schemas::page(&resolved.shapes[shape], pages(operation)),
        (ContentForm::Page | ContentForm::List, _) => json!({"type": "array", "items": one()}),
        (ContentForm::One, _) => one(),
        (ContentForm::Any, _) => json!({}),
    };
    Some(rendered(&operation.policy.renderers, &schema))
}

/// How an operation's lists are paged.
pub(crate) fn pages(operation: &Operation) -> &Pagination {
    operation.list.as_ref().map_or(&Pagination::Off, |list: &ListPolicy| &list.pagination)
}
