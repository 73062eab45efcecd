//! Which input a field of each kind gets.

use koroc_spec::{Choice, FieldKind, RelatedBy, Resolved, ShapeField, Value, ValueType};
use serde::Serialize;

use crate::Related;
use crate::text::plain;

/// The inputs that `field.html` draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Widget {
    /// One line.
    Line {
        /// The input's `type`.
        input: &'static str,
        /// Which keyboard a phone shows.
        keyboard: &'static str,
        /// What stands in it while it is empty.
        example: &'static str,
    },
    /// Several lines.
    Lines,
    /// A box to tick.
    Checkbox {
        /// Whether it is ticked.
        ticked: bool,
    },
    /// A list to pick from.
    Select {
        /// Whether several may be picked.
        multiple: bool,
        /// Whether nothing may be picked, or nothing is yet.
        empty: bool,
        /// What there is.
        groups: Vec<Group>,
    },
    /// A file to pick.
    File,
    /// No input of a form can hold it.
    RawOnly,
}

/// Entries under a heading, which may be empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Group {
    label: String,
    entries: Vec<Entry>,
}

/// An entry of a list to pick from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Entry {
    value: String,
    label: String,
    picked: bool,
}

/// The input for a field; a relation is picked from the rows that it may name, where they are known.
pub(crate) fn widget(resolved: &Resolved, field: &ShapeField, related: Option<&[Related]>) -> Widget {
    match (related, &field.ty.kind) {
        (Some(rows), FieldKind::ManyToMany(_)) => pick(rows, true, false),
        (Some(rows), _) => pick(rows, false, field.ty.null || !field.required),
        (None, _) => of_type(resolved, &field.ty, field.password),
    }
}

fn pick(rows: &[Related], multiple: bool, empty: bool) -> Widget {
    let entries = rows.iter().map(|row| Entry { value: plain(&row.name), label: row.text.clone(), picked: false }).collect();
    Widget::Select { multiple, empty, groups: vec![Group { label: String::new(), entries }] }
}

fn of_type(resolved: &Resolved, ty: &ValueType, password: bool) -> Widget {
    let line = |input, keyboard, example| Widget::Line { input, keyboard, example };
    match &ty.kind {
        FieldKind::Char { .. } | FieldKind::Slug { .. } | FieldKind::Regex { .. } => line(if password { "password" } else { "text" }, "text", ""),
        FieldKind::Text | FieldKind::Json => Widget::Lines,
        FieldKind::Email => line("email", "email", ""),
        FieldKind::Url => line("url", "url", "https://"),
        FieldKind::Integer { .. } => line("text", "numeric", ""),
        FieldKind::Float | FieldKind::Decimal { .. } => line("text", "decimal", ""),
        FieldKind::Boolean if ty.null => select(&[Choice::item(true, "Yes"), Choice::item(false, "No")], false, true),
        FieldKind::Boolean => Widget::Checkbox { ticked: false },
        FieldKind::Date if takes_iso_dates(ty) => line("date", "text", ""),
        FieldKind::Date => line("text", "text", ""),
        FieldKind::Time if takes_iso(ty) => line("time", "text", ""),
        FieldKind::DateTime if takes_iso(ty) => line("datetime-local", "text", ""),
        FieldKind::Time | FieldKind::DateTime => line("text", "text", ""),
        FieldKind::Duration => line("text", "text", "[days] [hours:[minutes:]]seconds"),
        FieldKind::Uuid => line("text", "text", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        FieldKind::Ip { .. } => line("text", "text", ""),
        FieldKind::Choice { choices } => select(choices, false, ty.null || ty.blank),
        FieldKind::MultipleChoice { choices, .. } => select(choices, true, false),
        FieldKind::File => Widget::File,
        FieldKind::List { .. } | FieldKind::Dict { .. } | FieldKind::ManyToMany(_) | FieldKind::Nested { .. } => Widget::RawOnly,
        FieldKind::ForeignKey(relation) | FieldKind::OneToOne(relation) => match (relation.target.map(|target| &resolved.models[target]), &relation.by) {
            (Some(model), RelatedBy::Key) => of_type(resolved, &ValueType::of(model.fields[model.primary_key()].ty.kind.clone()), false),
            (_, RelatedBy::Url { .. }) => line("text", "url", ""),
            _ => line("text", "text", ""),
        },
        FieldKind::Custom { base, .. } => of_type(resolved, &ValueType { kind: base.as_ref().clone(), ..ty.clone() }, password),
    }
}

impl Widget {
    /// The widget with what the field holds. A list whose field holds nothing yet starts with an empty entry, so that nothing is picked unseen.
    pub(crate) fn holding(self, text: &str, value: Option<&Value>) -> Widget {
        let held: Vec<String> = match value {
            Some(Value::List(items)) => items.iter().map(plain).collect(),
            _ => vec![text.to_owned()],
        };
        match self {
            Widget::Checkbox { .. } => Widget::Checkbox { ticked: matches!(text, "true" | "True" | "on" | "1") },
            Widget::Select { multiple, empty, mut groups } => {
                let mut none = true;
                for entry in groups.iter_mut().flat_map(|group| &mut group.entries) {
                    entry.picked = held.contains(&entry.value);
                    none = none && !entry.picked;
                }
                Widget::Select { multiple, empty: !multiple && (empty || none), groups }
            }
            Widget::Line { input: "datetime-local", keyboard, example } if !fits_picker(text) => Widget::Line { input: "text", keyboard, example },
            other => other,
        }
    }

    /// The text as this input reads it: a picker's instants have no zone.
    pub(crate) fn text(&self, text: String) -> String {
        match self {
            Widget::Line { input: "datetime-local", .. } => text.trim_end_matches('Z').to_owned(),
            _ => text,
        }
    }
}

/// Whether a browser's picker can show this instant: it drops microseconds and zones without a word; then the text itself is edited.
fn fits_picker(instant: &str) -> bool {
    instant.is_empty() || (instant.ends_with('Z') && instant.len() <= "2026-01-01T00:00:00.123Z".len())
}

fn takes_iso_dates(ty: &ValueType) -> bool {
    let formats = &ty.wire.input_formats;
    (formats.is_empty() || formats.iter().any(|format| matches!(format.as_str(), "iso-8601" | "%Y-%m-%d"))) && writes_iso(ty)
}

fn takes_iso(ty: &ValueType) -> bool {
    (ty.wire.input_formats.is_empty() || ty.wire.input_formats.iter().any(|format| format == "iso-8601")) && writes_iso(ty)
}

fn writes_iso(ty: &ValueType) -> bool {
    ty.wire.format.as_deref().is_none_or(|format| format == "iso-8601")
}

fn select(choices: &[Choice], multiple: bool, empty: bool) -> Widget {
    let mut groups: Vec<Group> = Vec::new();
    for choice in choices {
        match choice {
            Choice::Group { label, items } => groups.push(Group { label: label.clone(), entries: entries(items) }),
            item => match groups.last_mut().filter(|group| group.label.is_empty()) {
                Some(group) => group.entries.extend(entries(std::slice::from_ref(item))),
                None => groups.push(Group { label: String::new(), entries: entries(std::slice::from_ref(item)) }),
            },
        }
    }
    Widget::Select { multiple, empty, groups }
}

fn entries(choices: &[Choice]) -> Vec<Entry> {
    Choice::items(choices).into_iter().map(|(value, label)| Entry { value: plain(value), label: label.to_owned(), picked: false }).collect()
}

#[cfg(test)]
mod tests {
    use koroc_spec::{App, IntegerWidth, IpProtocol, OnDelete, Relation, Settings, resolve};

    use super::*;

    /// The name of a field's input.
    fn drawn(kind: FieldKind, change: impl FnOnce(&mut ShapeField)) -> String {
        let resolved = resolve(&App { name: "empty".to_owned(), ..App::default() }, &Settings::default()).expect("an empty application has no mistakes");
        let mut field = ShapeField::new("field", ValueType::of(kind));
        change(&mut field);
        match widget(&resolved, &field, None) {
            Widget::Line { input, keyboard, .. } => format!("{input}/{keyboard}"),
            Widget::Lines => "lines".to_owned(),
            Widget::Checkbox { .. } => "checkbox".to_owned(),
            Widget::Select { multiple, empty, .. } => format!("select multiple={multiple} empty={empty}"),
            Widget::File => "file".to_owned(),
            Widget::RawOnly => "raw".to_owned(),
        }
    }

    #[test]
    fn every_kind_has_its_input() {
        let relation = || Relation::to("a.B", OnDelete::Cascade);
        let integer = |positive| FieldKind::Integer { width: IntegerWidth::Small, positive };
        for (kind, input) in [
            (FieldKind::Boolean, "checkbox"),
            (FieldKind::Char { trim: true }, "text/text"),
            (FieldKind::Text, "lines"),
            (FieldKind::Email, "email/email"),
            (FieldKind::Url, "url/url"),
            (FieldKind::Slug { allow_unicode: true }, "text/text"),
            (FieldKind::Regex { pattern: "a".to_owned() }, "text/text"),
            (integer(false), "text/numeric"),
            (FieldKind::Float, "text/decimal"),
            (FieldKind::Decimal { max_digits: None, decimal_places: None }, "text/decimal"),
            (FieldKind::Date, "date/text"),
            (FieldKind::Time, "time/text"),
            (FieldKind::DateTime, "datetime-local/text"),
            (FieldKind::Duration, "text/text"),
            (FieldKind::Uuid, "text/text"),
            (FieldKind::Ip { protocol: IpProtocol::V4 }, "text/text"),
            (FieldKind::Json, "lines"),
            (FieldKind::Choice { choices: Vec::new() }, "select multiple=false empty=false"),
            (FieldKind::MultipleChoice { choices: Vec::new(), allow_empty: true }, "select multiple=true empty=false"),
            (FieldKind::List { child: None, allow_empty: true }, "raw"),
            (FieldKind::Dict { child: None, allow_empty: true }, "raw"),
            (FieldKind::File, "file"),
            (FieldKind::ForeignKey(relation()), "text/text"),
            (FieldKind::OneToOne(relation()), "text/text"),
            (FieldKind::ManyToMany(relation()), "raw"),
            (FieldKind::Custom { base: Box::new(FieldKind::Email), name: "work".to_owned() }, "email/email"),
        ] {
            assert_eq!(drawn(kind.clone(), |_| {}), input, "{kind:?}");
        }
    }

    #[test]
    fn rows_that_are_known_are_picked_from() {
        let resolved = resolve(&App { name: "empty".to_owned(), ..App::default() }, &Settings::default()).expect("an empty application has no mistakes");
        let rows = [Related { name: "python".into(), text: "Python".to_owned() }, Related { name: "sql".into(), text: "SQL".to_owned() }];
        let mut field = ShapeField::new("skills", ValueType::of(FieldKind::ManyToMany(Relation::to("a.B", OnDelete::Cascade))));
        let held = Value::List(vec!["sql".into()]);
        let Widget::Select { multiple: true, empty: false, groups } = widget(&resolved, &field, Some(&rows)).holding("", Some(&held)) else {
            panic!("several are picked from a list");
        };
        assert_eq!(groups[0].entries.iter().map(|entry| entry.picked).collect::<Vec<_>>(), [false, true]);
        field.ty = ValueType { null: true, ..ValueType::of(FieldKind::ForeignKey(Relation::to("a.B", OnDelete::Cascade))) };
        assert!(matches!(widget(&resolved, &field, Some(&rows)), Widget::Select { multiple: false, empty: true, .. }));
    }

    #[test]
    fn what_a_type_says_shows_in_its_input() {
        assert_eq!(drawn(FieldKind::Boolean, |field| field.ty.null = true), "select multiple=false empty=true");
        assert_eq!(drawn(FieldKind::Char { trim: true }, |field| field.password = true), "password/text");
        assert_eq!(drawn(FieldKind::Date, |field| field.ty.wire.input_formats = vec!["%d.%m.%Y".to_owned()]), "text/text");
        assert_eq!(drawn(FieldKind::DateTime, |field| field.ty.wire.format = Some("%s".to_owned())), "text/text");
    }
}
