//! Emits what a model is to the rest of Koroc: its description, its rows, its columns and its functions.

mod describe;
mod functions;
mod kind;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;

use super::ir::{Column, Model};

/// All code of a model. Where something was wrong (`sound` is false) only the signatures matter: the program does not
/// compile, and everything that uses the model should still find what it names.
pub fn model(model: &Model, sound: bool) -> TokenStream {
    let key_field = model.fields.iter().find(|field| field.primary_key);
    let key_type = key_field.map_or_else(|| quote!(i64), |field| field.inner.to_token_stream());
    let (description, rows, functions) = match key_field {
        Some(key) if sound => (describe::model(model), rows(model, &key.ident), functions::members(model)),
        _ => (quote!(::core::unreachable!()), no_rows(), TokenStream::new()),
    };
    let (name, columns) = (&model.ident, columns(model));
    let label = format!("{}.{}", model.app, name.unraw());
    quote! {
        #columns
        const _: () = {
            use ::koroc::__private::{spec, DbError, FieldValue, Value};
            #[automatically_derived]
            impl ::koroc::__private::Model for #name {
                type Key = #key_type;
                const LABEL: &'static str = #label;
                fn describe() -> spec::Model { #description }
                #rows
            }
            #[automatically_derived]
            impl ::koroc::__private::ModelFunctions for #name { #functions }
        };
    }
}

/// A typed constant for each column, `Fund::SYMBOL`; one whose type cannot be stored stands in as text, so that naming it is no second error.
fn columns(model: &Model) -> TokenStream {
    let name = &model.ident;
    let constants = model.columns.iter().map(|Column { ident, vis, ty }| {
        let understood = model.fields.iter().any(|field| field.ident == *ident);
        let ty = if understood { ty.to_token_stream() } else { quote!(::std::string::String) };
        let field = ident.unraw().to_string();
        let constant = format_ident!("{}", field.to_uppercase(), span = ident.span());
        let doc = format!("The column of `{field}`, for queries, filters and orders.");
        quote! {
            #[doc = #doc]
            #vis const #constant: ::koroc::__private::Column<#name, #ty> = ::koroc::__private::Column::new(#field);
        }
    });
    quote!(#[automatically_derived] impl #name { #(#constants)* })
}

/// The members that turn a struct into a row and back.
fn rows(model: &Model, key: &syn::Ident) -> TokenStream {
    let fields: Vec<_> = model.columns.iter().map(|column| &column.ident).collect();
    quote! {
        fn from_row(row: ::std::vec::Vec<Value>) -> ::core::result::Result<Self, DbError> {
            let mut row = row.into_iter();
            ::core::result::Result::Ok(Self { #(#fields: FieldValue::from_value(row.next().unwrap_or(Value::Null))?),* })
        }
        fn to_row(&self) -> ::std::vec::Vec<Value> {
            ::std::vec![#(FieldValue::into_value(::core::clone::Clone::clone(&self.#fields))),*]
        }
        fn key(&self) -> Self::Key {
            ::core::clone::Clone::clone(&self.#key)
        }
    }
}

/// The same members of a model that does not compile anyway.
fn no_rows() -> TokenStream {
    quote! {
        fn from_row(_: ::std::vec::Vec<Value>) -> ::core::result::Result<Self, DbError> { ::core::unreachable!() }
        fn to_row(&self) -> ::std::vec::Vec<Value> { ::core::unreachable!() }
    }
}
