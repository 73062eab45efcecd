//! Reads one field of the struct with its `#[field(…)]`.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Expr, Ident, Path};

use super::choices::{Choice, repeated};
use super::default;
use super::ir::{Auto, Field, Kind, OnDelete};
use super::kind::Rust;
use super::number::Number;
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::{Errors, nearest};

const KNOWN: &[Known] = &[
    known("primary_key", "primary_key"),
    known("default", "default = 0"),
    known("unique", "unique"),
    known("index", "index"),
    known("max_length", "max_length = 10"),
    known("min_length", "min_length = 2"),
    known("min", "min = 0"),
    known("max", "max = 100"),
    known("max_digits", "max_digits = 20"),
    known("decimal_places", "decimal_places = 2"),
    known("blank", "blank"),
    known("verbose_name", "verbose_name = \"country code\""),
    known("help", "help = \"Two letters\""),
    known("choices", "choices(\"open\" = \"Open\", \"closed\" = \"Closed\")"),
    known("email", "email"),
    known("url", "url"),
    known("slug", "slug"),
    known("regex", "regex = \"^[A-Z]{2}$\""),
    known("text", "text"),
    known("column", "column = \"name\""),
    known("editable", "editable = false"),
    known("auto_now", "auto_now"),
    known("auto_now_add", "auto_now_add"),
    known("on_delete", "on_delete = cascade` or `protect` or `set_null"),
    known("renamed_from", "renamed_from = \"old_name\""),
    known("validators", "validators(is_upper_case)"),
];

/// What Django's names for these are called here.
const HINTS: &[(&str, &str)] = &[
    ("null", "a field that may be null is an `Option<…>`"),
    ("help_text", "a documentation comment `/// …` is the help text, or `help = \"…\"`"),
    ("db_index", "write `index`"),
    ("db_column", "write `column = \"…\"`"),
    ("max_value", "write `max = …`"),
    ("min_value", "write `min = …`"),
    ("required", "a field without default that is no `Option` and not `blank` is required"),
    ("read_only", "say it where the resource is declared, `.read_only((Model::FIELD,))`, or write `editable = false`"),
];

/// A field with what its attribute says, as far as it can be understood.
pub fn read(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let ident = field.ident.clone()?;
    let mut arguments = Arguments::parse("field", tokens(field, errors), KNOWN, HINTS, errors);
    let (rust, inner, null) = Rust::read(&field.ty, errors)?;
    rust.check(&arguments, errors);
    let mut kind = kind(&ident, &rust, &mut arguments, errors)?;
    let default = arguments.value("default", errors).and_then(|expr| default::read(&expr, &rust, &kind, errors));
    let primary_key = arguments.span("primary_key");
    let help = arguments.text("help", errors).map_or_else(|| docs::text(&field.attrs), |text| text.value());
    let mut read = Field {
        max_length: arguments.count("max_length", errors).or(usual_length(&kind)),
        min_length: arguments.count("min_length", errors),
        min: bound("min", &rust, &mut kind, &mut arguments, errors),
        max: bound("max", &rust, &mut kind, &mut arguments, errors),
        blank: arguments.flag("blank", errors),
        column: arguments.text("column", errors).map(|text| text.value()),
        primary_key: arguments.flag("primary_key", errors),
        unique: arguments.flag("unique", errors),
        index: arguments.flag("index", errors),
        auto: auto(&mut arguments, errors),
        editable: arguments.truth("editable", errors).unwrap_or(true),
        verbose_name: arguments.text("verbose_name", errors).map(|text| text.value()),
        renamed_from: arguments.text("renamed_from", errors).map(|text| text.value()),
        validators: arguments.lists("validators", |input| input.call(Path::parse_mod_style), errors).concat(),
        ident,
        inner,
        null,
        kind,
        default,
        help,
    };
    if let Some(span) = primary_key {
        check_key(&mut read, span, errors);
    }
    if let (Kind::ForeignKey { on_delete: OnDelete::SetNull, .. }, false) = (&read.kind, null) {
        errors.push(&field.ty, "a foreign key that is set to null must be able to be null: `Option<ForeignKey<…>>`");
    }
    Some(read)
}

fn tokens(field: &syn::Field, errors: &mut Errors) -> TokenStream {
    let mut tokens = TokenStream::new();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
        if let Some(list) = errors.keep(attribute.meta.require_list()) {
            tokens.extend(list.tokens.clone());
            tokens.extend(quote::quote!(,));
        }
    }
    tokens
}

/// The kind that a Rust type and its attributes make.
fn kind(ident: &Ident, rust: &Rust, arguments: &mut Arguments, errors: &mut Errors) -> Option<Kind> {
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
fn usual_length(kind: &Kind) -> Option<u64> {
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

/// The code of the `Value` of `min` or `max`; a whole number with `min = 0` is of the positive kind.
fn bound(name: &str, rust: &Rust, kind: &mut Kind, arguments: &mut Arguments, errors: &mut Errors) -> Option<TokenStream> {
    let expr = arguments.value(name, errors)?;
    let Some(number) = Number::read(&expr) else {
        errors.push(&expr, format!("expected a number: `{name} = 1`"));
        return None;
    };
    let places = if let Kind::Decimal { places, .. } = kind { *places } else { 0 };
    if let Kind::Integer { positive, .. } = kind {
        *positive |= name == "min" && number.is_zero();
    }
    number.value(rust, places, errors)
}

fn auto(arguments: &mut Arguments, errors: &mut Errors) -> Option<Auto> {
    let both = arguments.span("auto_now").and(arguments.span("auto_now_add"));
    if let Some(span) = both {
        errors.at(span, "`auto_now` is set at every save, `auto_now_add` at the first only; choose one");
    }
    let on_create = arguments.flag("auto_now_add", errors).then_some(Auto::OnCreate);
    arguments.flag("auto_now", errors).then_some(Auto::OnSave).or(on_create)
}

/// A primary key is never null, can be compared exactly, and counts up by itself where it is an integer called `id`.
fn check_key(field: &mut Field, span: Span, errors: &mut Errors) {
    if field.null {
        errors.push(&field.inner, "a primary key always has a value; leave the `Option` out");
    }
    match field.kind {
        Kind::Integer { .. } if field.default.is_none() && field.ident.unraw() == "id" => {
            field.auto = Some(Auto::Increment);
            // As Django's own `id`, which is called so in labels.
            field.verbose_name.get_or_insert_with(|| "ID".to_owned());
        }
        Kind::Integer { .. } | Kind::Uuid | Kind::Char | Kind::Slug | Kind::Regex(_) | Kind::Email | Kind::Url => {}
        Kind::Boolean | Kind::Text | Kind::Float | Kind::Decimal { .. } | Kind::Date | Kind::DateTime | Kind::Choice(_) | Kind::ForeignKey { .. } => {
            errors.at(span, "a primary key is a Uuid, an i32, an i64, or a String with `max_length`");
        }
    }
}
