//! Emits what a model has beside its description: functions for defaults and validators by name, and the models it points at.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;
use syn::ext::IdentExt;

use crate::model::ir::{Default, Field, Model};

/// The name of a field's default function in the description, `api.Fund.symbol`.
pub fn default_name(model: &Model, field: &Field) -> String {
    format!("{}.{}.{}", model.app, model.ident.unraw(), field.ident.unraw())
}

/// The name of one of a field's validators in the description, `api.Fund.symbol.upper_case`.
pub fn validator_name(model: &Model, field: &Field, function: &Path) -> String {
    let function = function.segments.last().map(|segment| segment.ident.unraw().to_string()).unwrap_or_default();
    format!("{}.{function}", default_name(model, field))
}

/// The members of `impl ModelFunctions`, those that have something to tell.
pub fn members(model: &Model) -> TokenStream {
    let (defaults, validators, related) = (defaults(model), validators(model), related(model));
    quote!(#defaults #validators #related)
}

fn defaults(model: &Model) -> Option<TokenStream> {
    let entries: Vec<TokenStream> = model
        .fields
        .iter()
        .filter_map(|field| {
            let Some(Default::Function(function)) = &field.default else { return None };
            let (name, inner) = (default_name(model, field), &field.inner);
            Some(quote!((#name, ::koroc::__private::default_function::<#inner, _>(#function))))
        })
        .collect();
    (!entries.is_empty()).then(|| {
        quote!(
            fn defaults() -> ::std::vec::Vec<(&'static str, ::koroc::__private::DefaultFn)> {
                ::std::vec![#(#entries),*]
            }
        )
    })
}

fn validators(model: &Model) -> Option<TokenStream> {
    let of_field = |field: &Field| -> Vec<TokenStream> {
        let inner = &field.inner;
        let entry = |path: &Path| {
            let name = validator_name(model, field, path);
            quote!((#name, ::koroc::__private::field_validator::<#inner, _, _, _>(#path)))
        };
        field.validators.iter().map(entry).collect()
    };
    let entries: Vec<TokenStream> = model.fields.iter().flat_map(of_field).collect();
    (!entries.is_empty()).then(|| {
        quote!(
            fn validators() -> ::std::vec::Vec<(&'static str, ::koroc::__private::FieldValidator)> {
                ::std::vec![#(#entries),*]
            }
        )
    })
}

fn related(model: &Model) -> Option<TokenStream> {
    let targets: Vec<_> =
        model.fields.iter().filter_map(|field| field.kind.relation()).flat_map(|relation| std::iter::once(&*relation.to).chain(&relation.through)).collect();
    (!targets.is_empty()).then(|| quote!(fn related(models: &mut ::koroc::__private::Models) { #(models.add::<#targets>();)* }))
}
