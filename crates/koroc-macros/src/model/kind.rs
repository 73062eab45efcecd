//! Which kind of column a Rust type and its attributes make.

use syn::{Expr, Ident, Type, TypePath};

use super::choices::{Choice, repeated};
use super::ir::{Kind, OnDelete, Relation};
use super::rust::Rust;
use crate::arguments::Arguments;
use crate::errors::{Errors, nearest};

/// The kind that a Rust type and its attributes make.
pub fn read(ident: &Ident, rust: &Rust, arguments: &mut Arguments, errors: &mut Errors) -> Option<Kind> {
    let choices = choices(rust, arguments, errors);
    Some(match rust {
        Rust::Text | Rust::Integer(_) if choices.is_some() => Kind::Choice(choices?),
        Rust::Text => text(ident, arguments, errors),
        Rust::Integer(width) => Kind::Integer { width: *width, positive: false },
        Rust::Float => Kind::Float,
        Rust::Boolean => Kind::Boolean,
        Rust::Decimal => {
            let digits = needed(ident, arguments, "max_digits", "how many digits it has in all, `max_digits = 12`", errors);
            let places = needed(ident, arguments, "decimal_places", "how many of its digits stand behind the point, `decimal_places = 2`", errors);
            if places > digits {
                errors.push(ident, format!("`{ident}` has {places} decimal places but only {digits} digits; `max_digits` counts both sides of the point"));
            }
            Kind::Decimal { digits, places }
        }
        Rust::Date => Kind::Date,
        Rust::Time => Kind::Time,
        Rust::DateTime => Kind::DateTime,
        Rust::Duration => Kind::Duration,
        Rust::Uuid => Kind::Uuid,
        Rust::Ip(protocol) => Kind::Ip(*protocol),
        Rust::Json => Kind::Json,
        Rust::File => Kind::File,
        Rust::ForeignKey(to) => Kind::ForeignKey(relation(to, on_delete(ident, arguments, errors), arguments, errors)),
        Rust::OneToOne(to) => Kind::OneToOne(relation(to, on_delete(ident, arguments, errors), arguments, errors)),
        Rust::ManyToMany(to) => Kind::ManyToMany(relation(to, OnDelete::Cascade, arguments, errors)),
    })
}

fn relation(to: &Type, on_delete: OnDelete, arguments: &mut Arguments, errors: &mut Errors) -> Relation {
    Relation {
        to: Box::new(to.clone()),
        on_delete,
        related_name: related_name(arguments, errors),
        through: arguments.value("through", errors).and_then(|expr| match expr {
            Expr::Path(path) => Some(Type::Path(TypePath { qself: None, path: path.path })),
            other => {
                errors.push(&other, "expected the model that holds the pairs: `through = Membership`");
                None
            }
        }),
    }
}

/// The name of the rows from the other side: one that a path or a query can name.
fn related_name(arguments: &mut Arguments, errors: &mut Errors) -> Option<String> {
    let text = arguments.text("related_name", errors)?;
    let name = text.value();
    if name != "+"
        && !(name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.contains("__"))
    {
        errors.push(&text, "a related name is made of letters, digits and single `_`, and begins with a letter: `related_name = \"candidates\"`");
    }
    Some(name)
}

/// The kind of a String: one of the forms of text, plain text of a known length otherwise.
fn text(ident: &Ident, arguments: &mut Arguments, errors: &mut Errors) -> Kind {
    let regex = arguments.text("regex", errors);
    let mut forms = Vec::new();
    for (name, kind) in [("text", Kind::Text), ("email", Kind::Email), ("url", Kind::Url), ("slug", Kind::Slug)] {
        forms.extend(arguments.flag(name, errors).then_some(kind));
    }
    forms.extend(regex.map(|pattern| Kind::Regex(pattern.value())));
    if forms.len() > 1 {
        errors.push(ident, format!("`{ident}` is one form of text: `text`, `email`, `url`, `slug` or `regex`"));
    }
    let kind = forms.into_iter().next().unwrap_or(Kind::Char);
    if matches!(kind, Kind::Char | Kind::Regex(_)) && arguments.lacks("max_length") {
        errors
            .push(ident, format!("`{ident}` needs the length of its longest value, `#[field(max_length = 100)]`, or `#[field(text)]` for text of any length"));
    }
    kind
}

/// The length of a column whose kind has a usual one, as Django's.
pub fn usual_length(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::Email => Some(254),
        Kind::Url => Some(200),
        Kind::Slug => Some(50),
        Kind::Boolean | Kind::Char | Kind::Text | Kind::Regex(_) | Kind::Integer { .. } | Kind::Float | Kind::Decimal { .. } => None,
        Kind::File => Some(100),
        Kind::Date | Kind::Time | Kind::DateTime | Kind::Duration | Kind::Uuid | Kind::Ip(_) | Kind::Json | Kind::Choice(_) => None,
        Kind::ForeignKey(_) | Kind::OneToOne(_) | Kind::ManyToMany(_) => None,
    }
}

fn choices(rust: &Rust, arguments: &mut Arguments, errors: &mut Errors) -> Option<Vec<Choice>> {
    arguments.span("choices")?;
    let choices = arguments.lists("choices", Choice::parse, errors).concat();
    if let Some((value, span)) = repeated(&choices) {
        errors.at(span, format!("the choice {value} is there twice"));
    }
    for value in Choice::values(&choices) {
        if matches!(value, syn::Lit::Str(_)) != matches!(rust, Rust::Text) {
            errors.push(value, format!("this field is {}, and so must its choices be", rust.name()));
        }
    }
    Some(choices)
}

fn needed(ident: &Ident, arguments: &mut Arguments, name: &str, what: &str, errors: &mut Errors) -> u32 {
    if arguments.lacks(name) {
        errors.push(ident, format!("`{ident}` is a decimal number and needs {what}"));
    }
    arguments.count(name, errors).unwrap_or(0)
}

fn on_delete(ident: &Ident, arguments: &mut Arguments, errors: &mut Errors) -> OnDelete {
    const RULES: [(&str, OnDelete); 3] = [("cascade", OnDelete::Cascade), ("protect", OnDelete::Protect), ("set_null", OnDelete::SetNull)];
    let lacks = arguments.lacks("on_delete");
    let Some(Expr::Path(path)) = arguments.value("on_delete", errors) else {
        if lacks {
            errors.push(ident, format!("`{ident}` needs what happens to this row when the other is deleted: `on_delete = cascade`, `protect` or `set_null`"));
        }
        return OnDelete::Protect;
    };
    let name = path.path.get_ident().map(Ident::to_string).unwrap_or_default();
    if let Some((_, rule)) = RULES.iter().find(|(known, _)| *known == name) {
        return *rule;
    }
    let near = nearest(&name, RULES.map(|(known, _)| known)).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    errors.push(&path, format!("expected `cascade`, `protect` or `set_null`{near}"));
    OnDelete::Protect
}
