//! How the text of a path names a row.

use koroc_serial::FieldPlan;
use koroc_spec::{FieldKind, Operation, Path, Problem, Resolved, Segment, Value, ValueType};
use uuid::Uuid;

use crate::plan::base;

/// The field and the segment of an operation's path that name a row.
pub(crate) struct LookupPlan {
    pub(crate) field: usize,
    /// The segment's place in the path, counted from 0.
    pub(crate) segment: usize,
    key: Key,
}

/// How the text of a path becomes a value of the lookup field.
enum Key {
    Text,
    Integer,
    Uuid,
    Other(Box<FieldPlan>),
}

impl LookupPlan {
    /// Compiles an operation's lookup; `None`: its path names no row.
    ///
    /// # Errors
    /// A field whose patterns or formats cannot be honoured.
    pub(crate) fn new(operation: &Operation, resolved: &Resolved) -> Result<Option<LookupPlan>, Problem> {
        let (Some(model), Some(field)) = (operation.model, operation.lookup) else { return Ok(None) };
        let Some(segment) = parameter(&resolved.routes[operation.route].path, operation.lookup_param.as_deref()) else { return Ok(None) };
        let key = Key::new(&resolved.models[model].fields[field].ty, resolved)?;
        Ok(Some(LookupPlan { field, segment, key }))
    }

    /// The value that a text names; `None`: no row can have it.
    pub(crate) fn value(&self, text: &str) -> Option<Value> {
        match &self.key {
            Key::Text => (!text.contains('\0')).then(|| Value::from(text)),
            Key::Integer => crate::python::int(text).map(Value::Int),
            Key::Uuid => python_uuid(text).map(Value::Uuid),
            Key::Other(plan) => plan.validate(&Value::from(text)).ok(),
        }
    }
}

impl Key {
    fn new(field_type: &ValueType, resolved: &Resolved) -> Result<Key, Problem> {
        Ok(match base(&field_type.kind) {
            FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } => Key::Text,
            FieldKind::Integer { .. } => Key::Integer,
            FieldKind::Uuid => Key::Uuid,
            FieldKind::Boolean
            | FieldKind::Float
            | FieldKind::Decimal { .. }
            | FieldKind::Date
            | FieldKind::Time
            | FieldKind::DateTime
            | FieldKind::Duration
            | FieldKind::Ip { .. }
            | FieldKind::Json
            | FieldKind::Choice { .. }
            | FieldKind::MultipleChoice { .. }
            | FieldKind::List { .. }
            | FieldKind::Dict { .. }
            | FieldKind::File
            | FieldKind::ForeignKey(_)
            | FieldKind::OneToOne(_)
            | FieldKind::ManyToMany(_)
            | FieldKind::Nested { .. }
            | FieldKind::Custom { .. } => Key::Other(Box::new(FieldPlan::new(field_type, &resolved.settings, &resolved.models)?)),
        })
    }
}

/// The place of the parameter that names the row: the last.
fn parameter(path: &Path, name: Option<&str>) -> Option<usize> {
    path.segments.iter().rposition(|segment| matches!(segment, Segment::Param(param) if name.is_none_or(|name| name == param)))
}

/// A UUID as Python reads it: the usual form at once, and any other with its hyphens and decoration taken away.
fn python_uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().or_else(|| {
        let plain = text.replace("urn:", "").replace("uuid:", "");
        Uuid::try_parse(&plain.trim_matches(['{', '}']).replace('-', "")).ok()
    })
}
