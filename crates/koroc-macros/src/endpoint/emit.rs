//! Emits a function as a unit struct of the same name, with the function itself inside the conversion that uses it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

use crate::errors::Errors;

/// `struct alive;` and `impl IntoFunction for alive`. Where something was wrong the conversion has no body, so that the
/// places that use the function find it and only the mistake itself is reported.
pub fn value(item: &ItemFn, conversion: &TokenStream, method: &TokenStream, output: &TokenStream, value: &TokenStream, errors: Errors) -> TokenStream {
    let (vis, ident) = (&item.vis, &item.sig.ident);
    let docs = item.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let mut inner = item.clone();
    inner.vis = syn::Visibility::Inherited;
    let (function, value) =
        if errors.is_empty() { (quote!(#inner), value.clone()) } else { (quote!(#[expect(dead_code)] #inner), quote!(::core::unreachable!())) };
    let errors = errors.emit();
    quote! {
        #(#docs)*
        #[allow(non_camel_case_types)]
        #[derive(Debug, Clone, Copy)]
        #vis struct #ident;
        const _: () = {
            #function
            #[automatically_derived]
            impl ::koroc::__private::#conversion for #ident {
                fn #method(self) -> #output { #value }
            }
        };
        #errors
    }
}
