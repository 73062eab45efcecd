//! Emits what a model is to the rest of Koroc: its description, its rows, its columns and its functions.

mod describe;
mod functions;
mod kind;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;

use super::ir::{Column, Kind, Model};

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
    let many = model.columns.iter().filter_map(|column| many(model, column));
    quote!(#[automatically_derived] impl #name { #(#constants)* #(#many)* })
}

/// A method for the rows of a many-to-many field, `candidate.skills()`.
fn many(model: &Model, column: &Column) -> Option<TokenStream> {
    let field = model.fields.iter().find(|field| field.ident == column.ident)?;
    let Kind::ManyToMany(relation) = &field.kind else { return None };
    let (vis, ident, to, constant) = (&column.vis, &column.ident, &relation.to, format_ident!("{}", column.ident.unraw().to_string().to_uppercase()));
    let doc = format!("The rows of `{}`: to be read, added, removed and set.", ident.unraw());
    Some(quote! {
        #[doc = #doc]
        #[allow(dead_code, reason = "not every program changes every relation")]
        #vis fn #ident(&self) -> ::koroc::__private::Many<#to> { Self::#constant.many(self) }
    })
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
