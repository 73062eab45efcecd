//! Emits the description: the code of a `koroc_spec::Model`, with what differs from the defaults of `new`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use super::kind::kind;
use crate::model::ir::{Auto, Condition, Default, Field, Model, Set};

/// The expression that describes a model.
pub fn model(model: &Model) -> TokenStream {
    let (app, name, help, ordering) = (&model.app, model.ident.unraw().to_string(), &model.help, &model.ordering);
    let texts = [("table", &model.table), ("verbose_name", &model.verbose_name), ("verbose_name_plural", &model.verbose_name_plural)];
    let mut members: TokenStream = texts.into_iter().filter_map(|(member, text)| text.as_ref().map(|text| text_member(member, text))).collect();
    if let (Some(singular), None) = (&model.verbose_name, &model.verbose_name_plural) {
        members.extend(text_member("verbose_name_plural", &format!("{singular}s")));
    }
    members.extend(optional_text("display", model.display.as_ref()));
    members.extend(optional_text("renamed_from", model.renamed_from.as_ref()));
    let fields = model.fields.iter().map(|this| field(model, this));
    let unique_together = model.unique_together.iter().map(unique);
    let indexes = model.indexes.iter().map(index);
    quote! {
        spec::Model {
            help: #help.to_owned(),
            fields: ::std::vec![#(#fields),*],
            unique_together: ::std::vec![#(#unique_together),*],
            indexes: ::std::vec![#(#indexes),*],
            ordering: ::std::vec![#(#ordering.to_owned()),*],
            #members
            ..spec::Model::new(#app, #name)
        }
    }
}

fn text_member(member: &str, text: &str) -> TokenStream {
    let member = syn::Ident::new(member, proc_macro2::Span::call_site());
    quote!(#member: #text.to_owned(),)
}

fn optional_text(member: &str, text: Option<&String>) -> Option<TokenStream> {
    let member = syn::Ident::new(member, proc_macro2::Span::call_site());
    text.map(|text| quote!(#member: ::core::option::Option::Some(#text.to_owned()),))
}

fn index(set: &Set) -> TokenStream {
    let (fields, name) = (&set.fields, option_text(set.name.as_ref()));
    quote!(spec::Index { fields: ::std::vec![#(#fields.to_owned()),*], name: #name })
}

fn unique(set: &Set) -> TokenStream {
    let (fields, name) = (&set.fields, option_text(set.name.as_ref()));
    let (message, code) = (option_text(set.message.as_ref()), option_text(set.code.as_ref()));
    let condition =
        set.condition.iter().map(|Condition { field, value, negated }| quote!(spec::Condition { field: #field.to_owned(), value: #value, negated: #negated }));
    quote! {
        spec::UniqueTogether {
            fields: ::std::vec![#(#fields.to_owned()),*],
            name: #name,
            message: #message,
            code: #code,
            condition: ::std::vec![#(#condition),*],
        }
    }
}

pub fn option_text(text: Option<&String>) -> TokenStream {
    option(text.map(|text| quote!(#text.to_owned())))
}

pub fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

fn field(model: &Model, field: &Field) -> TokenStream {
    let name = field.ident.unraw().to_string();
    let (kind, ty, mut members) = (kind(&field.kind), value_type(field), TokenStream::new());
    for (member, set) in [("primary_key", field.primary_key), ("unique", field.unique), ("index", field.index)] {
        let member = syn::Ident::new(member, proc_macro2::Span::call_site());
        members.extend(set.then(|| quote!(#member: true,)));
    }
    if !field.editable {
        members.extend(quote!(editable: false,));
    }
    members.extend(field.column.as_ref().map(|text| text_member("column", text)));
    members.extend(field.verbose_name.as_ref().map(|text| text_member("verbose_name", text)));
    members.extend(optional_text("renamed_from", field.renamed_from.as_ref()));
    let (help, auto) = (&field.help, option(field.auto.map(auto)));
    let default = option(field.default.as_ref().map(|value| default(value, field, &super::functions::default_name(model, field))));
    if let Some(folder) = &field.upload_to {
        members.extend(text_member("upload_to", folder));
    }
    let unique_for = field.unique_for.iter().map(|(part, date)| {
        let (part, date) = (syn::Ident::new(part, date.span()), date.unraw().to_string());
        quote!(spec::UniqueFor { part: spec::DatePart::#part, date: #date.to_owned() })
    });
    let validators = field.validators.iter().map(|path| super::functions::validator_name(model, field, path));
    quote! {
        {
            let field = spec::Field::new(#name, #kind);
            spec::Field {
                ty: #ty,
                #members
                default: #default,
                auto: #auto,
                help: #help.to_owned(),
                validators: ::std::vec![#(#validators.to_owned()),*],
                unique_for: ::std::vec![#(#unique_for),*],
                ..field
            }
        }
    }
}

fn value_type(field: &Field) -> TokenStream {
    let (null, blank) = (field.null, field.blank);
    let (min_length, max_length) = (option(field.min_length), option(field.max_length));
    let (min, max) = (option(field.min.as_ref()), option(field.max.as_ref()));
    let (extensions, max_size) = (&field.extensions, option(field.max_size));
    quote! {
        spec::ValueType {
            null: #null,
            blank: #blank,
            limits: spec::Limits {
                min_length: #min_length,
                max_length: #max_length,
                min: #min,
                max: #max,
                extensions: ::std::vec![#(#extensions.to_owned()),*],
                max_size: #max_size,
            },
            ..field.ty
        }
    }
}

fn auto(auto: Auto) -> TokenStream {
    match auto {
        Auto::Increment => quote!(spec::Auto::Increment),
        Auto::OnCreate => quote!(spec::Auto::OnCreate),
        Auto::OnSave => quote!(spec::Auto::OnSave),
    }
}

fn default(default: &Default, field: &Field, name: &str) -> TokenStream {
    let inner = &field.inner;
    let default = match default {
        Default::Literal(value) => quote!(Const(#value)),
        Default::Constant(expr) => quote!(Const(FieldValue::into_value(<#inner as ::core::convert::From<_>>::from(#expr)))),
        Default::Now => quote!(Now),
        Default::Today => quote!(Today),
        Default::Uuid4 => quote!(Uuid4),
        Default::Function(_) => quote!(Named(#name.to_owned())),
    };
    quote!(spec::DefaultValue::#default)
}
