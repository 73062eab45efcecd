//! Emits the description: the code of a `koroc_spec::Model`, with what differs from the defaults of `new`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use crate::model::choices::Choice;
use crate::model::ir::{Auto, Default, Field, Kind, Model, OnDelete, Set, Width};

/// The expression that describes a model.
pub fn model(model: &Model) -> TokenStream {
    let (app, name, help, ordering) = (&model.app, model.ident.unraw().to_string(), &model.help, &model.ordering);
    let texts = [("table", &model.table), ("verbose_name", &model.verbose_name), ("verbose_name_plural", &model.verbose_name_plural)];
    let mut members: TokenStream = texts.into_iter().filter_map(|(member, text)| text.as_ref().map(|text| text_member(member, text))).collect();
    if let (Some(singular), None) = (&model.verbose_name, &model.verbose_name_plural) {
        members.extend(text_member("verbose_name_plural", &format!("{singular}s")));
    }
    members.extend(optional_text("renamed_from", model.renamed_from.as_ref()));
    let fields = model.fields.iter().map(|this| field(model, this));
    let unique_together = model.unique_together.iter().map(|this| set(&quote!(UniqueTogether), this, &quote!(..spec::UniqueTogether::of([]))));
    let indexes = model.indexes.iter().map(|this| set(&quote!(Index), this, &TokenStream::new()));
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

fn set(ty: &TokenStream, set: &Set, rest: &TokenStream) -> TokenStream {
    let (fields, name) = (&set.fields, option(set.name.as_ref().map(|name| quote!(#name.to_owned()))));
    quote!(spec::#ty { fields: ::std::vec![#(#fields.to_owned()),*], name: #name, #rest })
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
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
                ..field
            }
        }
    }
}

fn value_type(field: &Field) -> TokenStream {
    let (null, blank) = (field.null, field.blank);
    let (min_length, max_length) = (option(field.min_length), option(field.max_length));
    let (min, max) = (option(field.min.as_ref()), option(field.max.as_ref()));
    quote! {
        spec::ValueType {
            null: #null,
            blank: #blank,
            limits: spec::Limits { min_length: #min_length, max_length: #max_length, min: #min, max: #max, ..spec::Limits::default() },
            ..field.ty
        }
    }
}

fn kind(kind: &Kind) -> TokenStream {
    let kind = match kind {
        Kind::Boolean => quote!(Boolean),
        Kind::Char => quote!(Char { trim: true }),
        Kind::Text => quote!(Text),
        Kind::Email => quote!(Email),
        Kind::Url => quote!(Url),
        Kind::Slug => quote!(Slug { allow_unicode: false }),
        Kind::Regex(pattern) => quote!(Regex { pattern: #pattern.to_owned() }),
        Kind::Integer { width, positive } => {
            let width = match width {
                Width::Small => quote!(Small),
                Width::Normal => quote!(Normal),
                Width::Big => quote!(Big),
            };
            quote!(Integer { width: spec::IntegerWidth::#width, positive: #positive })
        }
        Kind::Float => quote!(Float),
        Kind::Decimal { digits, places } => {
            quote!(Decimal { max_digits: ::core::option::Option::Some(#digits), decimal_places: ::core::option::Option::Some(#places) })
        }
        Kind::Date => quote!(Date),
        Kind::DateTime => quote!(DateTime),
        Kind::Uuid => quote!(Uuid),
        Kind::Choice(choices) => {
            let choices = choices.iter().map(Choice::emit);
            quote!(Choice { choices: ::std::vec![#(#choices),*] })
        }
        Kind::ForeignKey { to, on_delete } => {
            let on_delete = match on_delete {
                OnDelete::Cascade => quote!(Cascade),
                OnDelete::Protect => quote!(Protect),
                OnDelete::SetNull => quote!(SetNull),
            };
            quote!(ForeignKey(spec::Relation::to(<#to as ::koroc::__private::Model>::LABEL, spec::OnDelete::#on_delete)))
        }
    };
    quote!(spec::FieldKind::#kind)
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
