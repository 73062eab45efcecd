//! Emits a function of the same name that makes the declaration, with the function that was written inside it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::errors::Errors;

/// `fn alive() -> Function`. Where something was wrong it has no body but a panic, so that the places that name the function find it and
/// only the mistake itself is reported.
pub fn declaration(item: &ItemFn, output: &TokenStream, value: &TokenStream, errors: Errors) -> TokenStream {
    let (vis, ident) = (&item.vis, &item.sig.ident);
    let docs = item.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let mut inner = item.clone();
    inner.vis = syn::Visibility::Inherited;
    let body = if errors.is_empty() { quote!(#inner #value) } else { quote!(#[expect(dead_code)] #inner ::core::unreachable!()) };
    let errors = errors.emit();
    quote! {
        #(#docs)*
        #vis fn #ident() -> #output { #body }
        #errors
    }
}
