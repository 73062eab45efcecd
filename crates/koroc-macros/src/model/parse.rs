//! Reads the struct with its `#[model(…)]`.

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Expr, Fields};

use super::field;
use super::ir::{Column, Field, Kind, Model};
use super::sets::{check_name, sets};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

const KNOWN: &[Known] = &[
    known("app", "app = \"api\""),
    known("table", "table = \"api_fund\""),
    known("verbose_name", "verbose_name = \"fund\""),
    known("verbose_name_plural", "verbose_name_plural = \"funds\""),
    known("ordering", "ordering(symbol, -name)"),
    Known { name: "unique_together", form: "unique_together(symbol, exchange)", repeats: true },
    Known { name: "index", form: "index(symbol, -name)", repeats: true },
    known("display", "display = full_name"),
    known("renamed_from", "renamed_from = \"old_table\""),
];

const HINTS: &[(&str, &str)] = &[
    ("db_table", "write `table = \"…\"`"),
    ("indexes", "write `index(…)` once for each"),
    ("constraints", "write `unique_together(…)`"),
    ("default_related_name", "write `related_name = \"…\"` at the relation"),
];

/// The model that a struct describes, as far as it can be understood; `None` for what is no struct with named fields.
pub fn model(input: &DeriveInput, errors: &mut Errors) -> Option<Model> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => return refuse(input, errors),
        },
        Data::Enum(_) | Data::Union(_) => return refuse(input, errors),
    };
    if !input.generics.params.is_empty() {
        errors.push(&input.generics, "a model is one table and has no generic parameters");
        return None;
    }
    let mut arguments = Arguments::above(&input.attrs, "model", KNOWN, HINTS, errors);
    let names: Vec<String> = fields.iter().filter_map(|field| Some(field.ident.as_ref()?.unraw().to_string())).collect();
    let mut model = Model {
        ident: input.ident.clone(),
        columns: fields.iter().filter_map(|field| Some(Column { ident: field.ident.clone()?, vis: field.vis.clone(), ty: field.ty.clone() })).collect(),
        app: app(input, &mut arguments, errors),
        table: text(&mut arguments, "table", errors),
        verbose_name: text(&mut arguments, "verbose_name", errors),
        verbose_name_plural: text(&mut arguments, "verbose_name_plural", errors),
        help: docs::text(&input.attrs),
        unique_together: sets(&mut arguments, "unique_together", &names, errors),
        indexes: sets(&mut arguments, "index", &names, errors),
        ordering: sets(&mut arguments, "ordering", &names, errors).pop().map(|set| set.fields).unwrap_or_default(),
        display: display(&mut arguments, &names, errors),
        renamed_from: text(&mut arguments, "renamed_from", errors),
        fields: Vec::new(),
    };
    let read: Vec<Option<Field>> = fields.iter().map(|field| field::read(field, errors)).collect();
    let whole = read.iter().all(Option::is_some);
    model.fields = read.into_iter().flatten().collect();
    check_keys(&model, whole, errors);
    check_dates(&model, &names, errors);
    Some(model)
}

fn refuse(input: &DeriveInput, errors: &mut Errors) -> Option<Model> {
    errors.push(&input.ident, format!("a model is a struct with named fields: `struct {} {{ … }}`", input.ident));
    None
}

/// The app label: letters, digits and underscores, since table names and permissions begin with it.
fn app(input: &DeriveInput, arguments: &mut Arguments, errors: &mut Errors) -> String {
    let missing = arguments.lacks("app");
    let Some(app) = arguments.text("app", errors) else {
        if missing {
            errors.push(&input.ident, "a model belongs to an app, the first part of its table's name: `#[model(app = \"api\")]`");
        }
        return String::new();
    };
    let label = app.value();
    let plain = label.starts_with(|c: char| c.is_ascii_lowercase()) && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain {
        errors.push(&app, "an app label is made of a-z, 0-9 and `_`, and begins with a letter");
    }
    label
}

fn text(arguments: &mut Arguments, name: &str, errors: &mut Errors) -> Option<String> {
    arguments.text(name, errors).map(|text| text.value())
}

/// Exactly one field is the primary key. A field that could not be understood may be the one that is missing.
fn check_keys(model: &Model, whole: bool, errors: &mut Errors) {
    let keys: Vec<&Field> = model.fields.iter().filter(|field| field.primary_key).collect();
    if keys.is_empty() && whole {
        errors.push(
            &model.ident,
            "a model has a primary key: `#[field(primary_key)] pub id: i64`, or `#[field(primary_key, default = Uuid::new_v4)] pub id: Uuid`",
        );
    }
    for second in keys.iter().skip(1) {
        errors.push(&second.ident, format!("`{}` is the primary key already; a model has one", keys[0].ident));
    }
}

/// The field that a row reads as.
fn display(arguments: &mut Arguments, fields: &[String], errors: &mut Errors) -> Option<String> {
    match arguments.value("display", errors)? {
        Expr::Path(path) if path.path.get_ident().is_some() => {
            let name = path.path.get_ident()?;
            check_name(&name.unraw().to_string(), name.span(), fields, errors);
            Some(name.unraw().to_string())
        }
        other => {
            errors.push(&other, "expected the name of the field that stands for a row: `display = full_name`");
            None
        }
    }
}

/// What a value is unique for is a field that holds a date. (One that could not be understood may be.)
fn check_dates(model: &Model, names: &[String], errors: &mut Errors) {
    for (_, name) in model.fields.iter().flat_map(|field| &field.unique_for) {
        let field = name.unraw().to_string();
        check_name(&field, name.span(), names, errors);
        let kind = model.fields.iter().find(|known| known.ident.unraw() == field).map(|field| &field.kind);
        if !matches!(kind, None | Some(Kind::Date | Kind::DateTime)) {
            errors.push(name, format!("`{field}` holds no date; a value is unique for a NaiveDate or a DateTime<Utc>"));
        }
    }
}
