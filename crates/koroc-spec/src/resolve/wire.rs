//! Gives a serializer's fields the forms on the wire that the settings name, where nothing else does.

use crate::settings::ISO_8601;
use crate::{FieldKind, IntegerWidth, Settings, ValueType};

/// Fills in what a type leaves open. What is the default anyway stays unsaid.
pub(super) fn by_settings(ty: &mut ValueType, settings: &Settings) {
    let ValueType { kind, wire, .. } = ty;
    let formats = |own: &mut Vec<String>, usual: &[String]| {
        if own.is_empty() && *usual != [ISO_8601] {
            *own = usual.to_vec();
        }
    };
    let format = |own: &mut Option<String>, usual: &str, default: &str| {
        if own.is_none() && usual != default {
            *own = Some(usual.to_owned());
        }
    };
    match kind {
        FieldKind::Date => {
            formats(&mut wire.input_formats, &settings.date_input_formats);
            format(&mut wire.format, &settings.date_format, ISO_8601);
        }
        FieldKind::Time => {
            formats(&mut wire.input_formats, &settings.time_input_formats);
            format(&mut wire.format, &settings.time_format, ISO_8601);
        }
        FieldKind::DateTime => {
            formats(&mut wire.input_formats, &settings.datetime_input_formats);
            format(&mut wire.format, &settings.datetime_format, ISO_8601);
        }
        FieldKind::Duration => format(&mut wire.format, &settings.duration_format, "django"),
        FieldKind::Decimal { .. } if !settings.coerce_decimal_to_string => wire.as_string = wire.as_string.or(Some(false)),
        FieldKind::Integer { width: IntegerWidth::Big, .. } if settings.coerce_bigint_to_string => wire.as_string = wire.as_string.or(Some(true)),
        FieldKind::File if !settings.uploaded_files_use_url => format(&mut wire.format, "name", "url"),
        FieldKind::List { child: Some(child), .. } | FieldKind::Dict { child: Some(child), .. } => by_settings(child, settings),
        FieldKind::Custom { base, .. } => {
            let mut plain = ValueType { kind: (**base).clone(), ..ValueType::of(FieldKind::Json) };
            plain.wire = wire.clone();
            by_settings(&mut plain, settings);
            (**base, *wire) = (plain.kind, plain.wire);
        }
        FieldKind::Boolean
        | FieldKind::Char { .. }
        | FieldKind::Text
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::Slug { .. }
        | FieldKind::Regex { .. }
        | FieldKind::Ip { .. }
        | FieldKind::Integer { .. }
        | FieldKind::Float
        | FieldKind::Decimal { .. }
        | FieldKind::Uuid
        | FieldKind::Json
        | FieldKind::Choice { .. }
        | FieldKind::MultipleChoice { .. }
        | FieldKind::List { child: None, .. }
        | FieldKind::Dict { child: None, .. }
        | FieldKind::File
        | FieldKind::ForeignKey(_)
        | FieldKind::OneToOne(_)
        | FieldKind::ManyToMany(_)
        | FieldKind::Nested { .. } => {}
    }
}
