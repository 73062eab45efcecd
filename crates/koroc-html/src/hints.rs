//! What a person is told about a field's limits.

use koroc_spec::{FieldKind, IpProtocol, Resolved, ShapeField, Value, ValueType};

use crate::text::plain;

/// What a person should know before sending: limits and forms.
pub(crate) fn hints(resolved: &Resolved, field: &ShapeField) -> Vec<String> {
    let longest = field.ty.limits.max_length.map(|length| format!("At most {length} characters."));
    longest.into_iter().chain(kind_hint(resolved, &field.ty.kind)).chain(range_hint(&field.ty)).collect()
}

fn kind_hint(resolved: &Resolved, kind: &FieldKind) -> Option<String> {
    match kind {
        FieldKind::Decimal { max_digits: Some(digits), decimal_places: Some(places) } => {
            Some(format!("At most {digits} digits, {places} of them behind the point."))
        }
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => {
            relation.target.map(|target| format!("The key of one of the {}.", resolved.models[target].verbose_name_plural))
        }
        FieldKind::Ip { protocol: IpProtocol::V4 } => Some("An IPv4 address.".to_owned()),
        FieldKind::Ip { protocol: IpProtocol::V6 } => Some("An IPv6 address.".to_owned()),
        FieldKind::Ip { protocol: IpProtocol::Both } => Some("An IPv4 or IPv6 address.".to_owned()),
        FieldKind::Custom { base, .. } => kind_hint(resolved, base),
        FieldKind::Decimal { .. } | FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Boolean | FieldKind::Char { .. } | FieldKind::Text => None,
        FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } | FieldKind::Regex { .. } | FieldKind::Date | FieldKind::Time => None,
        FieldKind::DateTime | FieldKind::Duration | FieldKind::Uuid | FieldKind::Json | FieldKind::Choice { .. } | FieldKind::MultipleChoice { .. } => None,
        FieldKind::List { .. } | FieldKind::Dict { .. } | FieldKind::File | FieldKind::ManyToMany(_) | FieldKind::Nested { .. } => None,
    }
}

/// The bounds that were declared; that a column ends at 64 bits concerns nobody.
fn range_hint(ty: &ValueType) -> Option<String> {
    let column = if let FieldKind::Integer { width, .. } = ty.kind { width.range(false) } else { None };
    let declared = |bound: &Option<Value>, end: Option<i64>| bound.clone().filter(|bound| bound.as_int().is_none() || bound.as_int() != end);
    match (declared(&ty.limits.min, column.map(|range| range.0)), declared(&ty.limits.max, column.map(|range| range.1))) {
        (Some(min), Some(max)) => Some(format!("From {} to {}.", plain(&min), plain(&max))),
        (Some(min), None) => Some(format!("At least {}.", plain(&min))),
        (None, Some(max)) => Some(format!("At most {}.", plain(&max))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use koroc_spec::{IntegerWidth, Limits};

    use super::*;

    #[test]
    fn only_declared_bounds_are_told() {
        for (positive, min, max, hint) in [
            (false, -32_768, 32_767, None),
            (true, 0, 32_767, Some("At least 0.")),
            (false, -32_768, 9, Some("At most 9.")),
            (false, -5, 5, Some("From -5 to 5.")),
        ] {
            let limits = Limits { min: Some(Value::Int(min)), max: Some(Value::Int(max)), ..Limits::default() };
            let ty = ValueType { limits, ..ValueType::of(FieldKind::Integer { width: IntegerWidth::Small, positive }) };
            assert_eq!(range_hint(&ty).as_deref(), hint);
        }
    }
}
