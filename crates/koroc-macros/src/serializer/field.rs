//! Reads one field of the struct with its `#[field(…)]`.

use syn::parse::ParseStream;
use syn::{Ident, LitStr, Path, Token};

use super::default;
use super::fitting::fits;
use super::ir::Field;
use super::kind::{VALUE, form};
use super::ty::{Item, inside_option};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

/// What can be said about a field beside its values.
const OWN: &[Known] = &[
    known("name", "name = \"to\""),
    known("default", "default = 7"),
    known("required", "required"),
    known("null", "null"),
    known("read_only", "read_only"),
    known("write_only", "write_only"),
    known("hidden", "hidden"),
    known("password", "password"),
    known("label", "label = \"Short text\""),
    known("help", "help = \"Two letters\""),
    known("messages", "messages(required = \"Say it.\")"),
    known("check", "check(no_digits)"),
    known("validators", "validators(is_upper_case)"),
];

/// What DRF's names for these are called here.
pub const HINTS: &[(&str, &str)] = &[
    ("source", "the struct's field is the source: name it so, and write `name = \"…\"` for the key on the wire"),
    ("allow_null", "write `null`"),
    ("allow_blank", "write `blank`"),
    ("trim_whitespace", "write `trim = false`"),
    ("min_value", "write `min = …`"),
    ("max_value", "write `max = …`"),
    ("error_messages", "write `messages(required = \"…\")`"),
    ("help_text", "a documentation comment `/// …` is the help text, or `help = \"…\"`"),
    ("coerce_to_string", "write `as_string = false`"),
    ("allow_unicode", "write `slug, unicode`"),
    ("protocol", "the type says it: `IpAddr`, `Ipv4Addr` or `Ipv6Addr`"),
    ("many", "the type says it: `Vec<…>`"),
    ("queryset", "the type says it: `ForeignKey<Model>`"),
    ("slug_field", "write `by = Model::FIELD`"),
];

/// A field with what its attribute says, as far as it can be understood.
pub fn read(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let ident = field.ident.clone()?;
    let known: &'static [Known] = known_here();
    let mut arguments = Arguments::above(&field.attrs, "field", known, HINTS, errors);
    let optional = inside_option(&field.ty);
    let inner = optional.unwrap_or(&field.ty).clone();
    let mut item = Item::read(&inner, errors)?;
    item.null |= arguments.flag("null", errors);
    if item.null && optional.is_none() {
        errors
            .push(&field.ty, format!("`{ident}` may be null, which its type cannot hold; put it in an `Option<…>` (and write `required` if it must be sent)"));
    }
    fits(&item.ty, &arguments, errors);
    let default = arguments.value("default", errors).and_then(|expr| default::read(&expr, &inner, &item.ty, &arguments, errors));
    let help = arguments.text("help", errors).map_or_else(|| docs::text(&field.attrs), |text| text.value());
    let read = Field {
        name: text(&mut arguments, "name", errors),
        required: arguments.flag("required", errors).then_some(true),
        read_only: arguments.flag("read_only", errors),
        write_only: arguments.flag("write_only", errors),
        hidden: arguments.flag("hidden", errors),
        password: arguments.flag("password", errors),
        label: text(&mut arguments, "label", errors),
        messages: arguments.lists("messages", message, errors).concat(),
        checks: paths(&mut arguments, "check", errors),
        validators: paths(&mut arguments, "validators", errors),
        form: form(&ident, &item, &mut arguments, errors),
        optional: optional.is_some(),
        inner,
        default,
        help,
        ident,
    };
    check(&read, errors);
    Some(read)
}

/// What can be said about a field: about its values, and about itself.
fn known_here() -> &'static [Known] {
    static ALL: std::sync::OnceLock<Vec<Known>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| OWN.iter().chain(VALUE).copied().collect())
}

/// A field that says two things which exclude each other, or lacks a value that it needs.
fn check(field: &Field, errors: &mut Errors) {
    let has_value = field.optional || field.default.is_some();
    if field.read_only && !has_value {
        errors.push(&field.ident, format!("`{}` is only shown, so no input has it; give it a `default`, or make it an `Option<…>`", field.ident));
    }
    if field.hidden && field.default.is_none() {
        errors.push(&field.ident, format!("`{}` is hidden and needs the `default` that it always has", field.ident));
    }
    if field.read_only && field.write_only {
        errors.push(&field.ident, format!("`{}` is either only shown or only accepted", field.ident));
    }
    if field.required == Some(true) && (field.read_only || field.default.is_some()) {
        errors.push(&field.ident, format!("`{}` is required, and has a value without being sent", field.ident));
    }
}

fn text(arguments: &mut Arguments, name: &str, errors: &mut Errors) -> Option<String> {
    arguments.text(name, errors).map(|text| text.value())
}

fn paths(arguments: &mut Arguments, name: &str, errors: &mut Errors) -> Vec<Path> {
    arguments.lists(name, |input| input.call(Path::parse_mod_style), errors).concat()
}

/// `required = "Say it."`
fn message(input: ParseStream<'_>) -> syn::Result<(String, String)> {
    let code: Ident = input.parse()?;
    input.parse::<Token![=]>()?;
    Ok((code.to_string(), input.parse::<LitStr>()?.value()))
}
