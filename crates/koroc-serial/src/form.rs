//! What a form sends for a field: DRF's rules for text that stands for nothing, null, false, lists and objects.

use crate::{Form, Input};
use koroc_spec::{FieldKind, Map, ShapeField, Value, ValueType};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What was sent for a field.
#[derive(Debug, PartialEq)]
pub(crate) enum Sent<'a> {
    /// Nothing.
    Nothing,
    /// A value.
    Value(Cow<'a, Value>),
    /// Text that holds JSON.
    JsonText(&'a str),
    /// An object's part of the form.
    Form(Form),
    /// The items of a list of objects.
    Items(Vec<Item>),
}

/// What a form sends for a field.
pub(crate) fn sent<'a>(form: &'a Form, field: &ShapeField, partial: bool) -> Sent<'a> {
    match base(&field.ty.kind) {
        FieldKind::MultipleChoice { .. } | FieldKind::ManyToMany(_) => several(form, &field.name, partial),
        FieldKind::List { child, .. } => list(form, &field.name, child.as_deref()),
        FieldKind::Dict { .. } => dict(form, &field.name),
        FieldKind::Json => match form.last(&field.name) {
            Some(Value::Str(text)) => Sent::JsonText(text),
            // As Python writes a file: by its name.
            Some(Value::File(file)) => Sent::JsonText(&file.name),
            other => other.map_or(Sent::Nothing, |value| Sent::Value(Cow::Borrowed(value))),
        },
        FieldKind::Boolean if !form.entries.contains_key(&field.name) => absent_boolean(field, partial),
        FieldKind::Boolean | FieldKind::Char { .. } | FieldKind::Text | FieldKind::Email | FieldKind::Url | FieldKind::Slug { .. } => single(form, field),
        FieldKind::Regex { .. } | FieldKind::Integer { .. } | FieldKind::Float | FieldKind::Decimal { .. } | FieldKind::Date => single(form, field),
        FieldKind::Time | FieldKind::DateTime | FieldKind::Duration | FieldKind::Uuid | FieldKind::Ip { .. } | FieldKind::Choice { .. } => single(form, field),
        FieldKind::File | FieldKind::ForeignKey(_) | FieldKind::OneToOne(_) | FieldKind::Nested { .. } | FieldKind::Custom { .. } => single(form, field),
    }
}

/// The kind that a custom one is built on.
fn base(kind: &FieldKind) -> &FieldKind {
    if let FieldKind::Custom { base: inner, .. } = kind { base(inner) } else { kind }
}

/// The last value counts. Empty text is null where null is accepted, else nothing where nothing is required; unless empty text is accepted itself.
fn single<'a>(form: &'a Form, field: &ShapeField) -> Sent<'a> {
    let Some(value) = form.last(&field.name) else { return Sent::Nothing };
    match value {
        Value::Str(text) if text.is_empty() && !field.ty.blank && field.ty.null => Sent::Value(Cow::Owned(Value::Null)),
        Value::Str(text) if text.is_empty() && !field.ty.blank && !field.required => Sent::Nothing,
        value => Sent::Value(Cow::Borrowed(value)),
    }
}

/// A checkbox that is not ticked is not sent.
fn absent_boolean(field: &ShapeField, partial: bool) -> Sent<'static> {
    if partial || field.default.is_some() {
        return Sent::Nothing;
    }
    Sent::Value(Cow::Owned(if field.ty.null { Value::Null } else { Value::Bool(false) }))
}

fn several<'a>(form: &'a Form, name: &str, partial: bool) -> Sent<'a> {
    match form.entries.get(name) {
        None if partial => Sent::Nothing,
        values => Sent::Value(Cow::Owned(Value::List(values.cloned().unwrap_or_default()))),
    }
}

/// `tags=a&tags=b`, or `tags[0]=a&tags[1]=b`.
fn list<'a>(form: &'a Form, name: &str, child: Option<&ValueType>) -> Sent<'a> {
    if let Some(values) = form.entries.get(name).filter(|values| !values.is_empty()) {
        return Sent::Value(Cow::Owned(Value::List(values.clone())));
    }
    form.items(name).map_or(Sent::Nothing, |items| Sent::Value(Cow::Owned(values(items, child))))
}

/// The items of a list of values.
fn values(items: Vec<Item>, child: Option<&ValueType>) -> Value {
    let value = |item| match (item, child.map(|child| base(&child.kind))) {
        (Item::Whole(value), _) => value,
        (Item::Parts(parts), Some(FieldKind::List { child, .. })) => values(parts.items("").unwrap_or_default(), child.as_deref()),
        (Item::Parts(parts), _) => Value::Map(parts.entries.into_iter().filter_map(|(key, mut values)| Some((key, values.pop()?))).collect()),
    };
    Value::List(items.into_iter().map(value).collect())
}

/// An item of an indexed list: a value, or the members of one.
#[derive(Debug, PartialEq)]
pub(crate) enum Item {
    Whole(Value),
    Parts(Form),
}

impl Item {
    pub(crate) fn input(&self) -> Input<'_> {
        match self {
            Item::Whole(value) => Input::Json(value),
            Item::Parts(form) => Input::Form(form),
        }
    }
}

impl Form {
    /// The items of `name[0]`, `name[1]`, … by their numbers; what follows the bracket belongs to the item. `None`: there is none.
    pub(crate) fn items(&self, name: &str) -> Option<Vec<Item>> {
        let mut items: BTreeMap<u64, Item> = BTreeMap::new();
        for (key, values) in &self.entries {
            let (Some((index, rest)), Some(value)) = (key.strip_prefix(name).and_then(index), values.last()) else { continue };
            match items.get_mut(&index) {
                Some(Item::Parts(parts)) if !rest.is_empty() => {
                    parts.entries.insert(rest.to_owned(), vec![value.clone()]);
                }
                _ if rest.is_empty() => drop(items.insert(index, Item::Whole(value.clone()))),
                _ => drop(items.insert(index, Item::Parts(Form { entries: [(rest.to_owned(), vec![value.clone()])].into() }))),
            }
        }
        (!items.is_empty()).then(|| items.into_values().collect())
    }

    /// The members of `name.city`, `name.street`, …; `None`: there is none.
    pub(crate) fn object(&self, name: &str) -> Option<Form> {
        let member = |(key, values): (&String, &Vec<Value>)| {
            let key = key.strip_prefix(name)?.strip_prefix('.').filter(|key| !key.is_empty())?;
            Some((key.to_owned(), values.clone()))
        };
        let form = Form { entries: self.entries.iter().filter_map(member).collect() };
        (!form.entries.is_empty()).then_some(form)
    }
}

/// The number in brackets at the start, and what follows it.
fn index(text: &str) -> Option<(u64, &str)> {
    let (digits, rest) = text.strip_prefix('[')?.split_once(']')?;
    // As in Python's `^…(.*)$`: a line end at the end is not there, any other is no match.
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && !rest.contains('\n');
    number.then(|| (digits.parse().unwrap_or(u64::MAX), rest))
}

/// `scores.a=1&scores.b=2`; the bare name alone is an empty object.
fn dict<'a>(form: &'a Form, name: &str) -> Sent<'a> {
    let last = |(key, mut values): (String, Vec<Value>)| Some((key, values.pop()?));
    let members: Option<Map> = form.object(name).map(|form| form.entries.into_iter().filter_map(last).collect());
    match members {
        None if !form.entries.contains_key(name) => Sent::Nothing,
        members => Sent::Value(Cow::Owned(Value::Map(members.unwrap_or_default()))),
    }
}
