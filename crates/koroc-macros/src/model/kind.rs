//! Which kind of column a Rust type and its attributes make.

use syn::{Expr, Ident};

use super::choices::{Choice, repeated};
use super::ir::{Kind, OnDelete};
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
        Rust::DateTime => Kind::DateTime,
        Rust::Uuid => Kind::Uuid,
        Rust::ForeignKey(to) => Kind::ForeignKey { to: to.clone(), on_delete: on_delete(ident, arguments, errors) },
    })
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
        Kind::Date | Kind::DateTime | Kind::Uuid | Kind::Choice(_) | Kind::ForeignKey { .. } => None,
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
