//! Emits what a serializer is to the rest of Koroc: its description, its values both ways, and its functions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Path;
use syn::ext::IdentExt;

use super::ir::{Field, Form, Serializer};
use super::ty::inside_option;

/// All code of a serializer. Where something was wrong (`sound` is false) only the signatures matter: the program does not compile anyway.
pub fn serializer(serializer: &Serializer, sound: bool) -> TokenStream {
    let (describe, from, into, functions) = if sound {
        (describe(serializer), from_values(serializer), into_values(serializer), functions(serializer))
    } else {
        let nothing = || quote!(::core::unreachable!());
        (
            nothing(),
            quote!({
                let _ = values;
                ::core::unreachable!()
            }),
            nothing(),
            nothing(),
        )
    };
    let name = &serializer.ident;
    quote! {
        const _: () = {
            use ::koroc::__private::{spec, DbError, FieldValue, Input, InputError, Value};
            #[automatically_derived]
            impl Input for #name {
                fn describe() -> spec::Serializer { #describe }
                fn from_values(mut values: spec::Map) -> ::core::result::Result<Self, InputError> { #from }
                fn into_values(self) -> spec::Map { #into }
            }
            #[automatically_derived]
            impl FieldValue for #name {
                fn from_value(value: Value) -> ::core::result::Result<Self, DbError> { ::koroc::__private::input_from_value(value) }
                fn into_value(self) -> Value { Value::Map(Input::into_values(self)) }
            }
            #[automatically_derived]
            impl ::koroc::SerializerStruct for #name {
                fn serializer() -> ::koroc::Serializer<Self> { #functions }
            }
        };
    }
}

fn describe(serializer: &Serializer) -> TokenStream {
    let (name, fields) = (&serializer.name, serializer.fields.iter().map(|this| field(serializer, this)));
    let validators = serializer.validators.iter().map(|path| function_name(&[&serializer.name], path));
    quote! {
        spec::Serializer {
            name: #name.to_owned(),
            fields: ::core::option::Option::Some(::std::vec![#(#fields),*]),
            validators: ::std::vec![#(#validators.to_owned()),*],
            ..::core::default::Default::default()
        }
    }
}

fn field(serializer: &Serializer, field: &Field) -> TokenStream {
    let wire = field.wire_name();
    let some = |value: TokenStream| quote!(::core::option::Option::Some(#value));
    let required = field.required.unwrap_or(!field.optional && field.default.is_none() && !field.read_only && !field.hidden);
    let mut members = quote!(required: ::core::option::Option::Some(#required),);
    let mut say = |member: &str, value: TokenStream| {
        let member = format_ident!("{member}");
        members.extend(quote!(#member: #value,));
    };
    if field.name.is_some() {
        let source = field.ident.unraw().to_string();
        say("source", some(quote!(#source.to_owned())));
    }
    for (member, set) in [("read_only", field.read_only), ("write_only", field.write_only || field.password)] {
        if set {
            say(member, some(quote!(true)));
        }
    }
    for (member, set) in [("hidden", field.hidden), ("password", field.password)] {
        if set {
            say(member, quote!(true));
        }
    }
    if let Some(default) = &field.default {
        say("default", some(default.clone()));
    }
    if let Some(label) = &field.label {
        say("label", some(quote!(#label.to_owned())));
    }
    if !field.help.is_empty() {
        let help = &field.help;
        say("help", some(quote!(#help.to_owned())));
    }
    let messages = field.messages.iter().map(|(code, text)| quote!((#code.to_owned(), #text.to_owned())));
    say("messages", quote!(::std::vec![#(#messages),*]));
    for (member, paths) in [("checks", &field.checks), ("validators", &field.validators)] {
        let names = paths.iter().map(|path| function_name(&[&serializer.name, &wire], path));
        say(member, quote!(::std::vec![#(#names.to_owned()),*]));
    }
    match &field.form {
        Form::Own(ty) => say("form", quote!(spec::FieldForm::Own(#ty))),
        Form::Nested { of, many, allow_empty, null, limits } => {
            say("null", some(quote!(#null)));
            say("limits", limits.clone());
            let nested = quote!(::std::boxed::Box::new(<#of as Input>::describe()));
            say("form", quote!(spec::FieldForm::Nested { serializer: #nested, many: #many, allow_empty: #allow_empty }));
        }
    }
    quote!(spec::SerializerField { #members ..spec::SerializerField::named(#wire) })
}

/// The name of a function in the description, `Advance.to.is_known`.
fn function_name(of: &[&str], path: &Path) -> String {
    let function = path.segments.last().map(|segment| segment.ident.unraw().to_string()).unwrap_or_default();
    format!("{}.{function}", of.join("."))
}

/// The struct from values: a field that is not there has its default, or nothing.
fn from_values(serializer: &Serializer) -> TokenStream {
    let fields = serializer.fields.iter().map(|field| {
        let (ident, name, wire) = (&field.ident, field.ident.unraw().to_string(), field.wire_name());
        let otherwise = match &field.default {
            Some(default) if field.read_only => quote!(match #default { spec::DefaultValue::Const(value) => value, _ => Value::Null }),
            _ => quote!(Value::Null),
        };
        // What is in a second `Option` may be null, which is another thing than not being there.
        match inside_option(&field.inner).filter(|_| field.optional) {
            Some(_) => quote!(#ident: ::koroc::__private::take_present(&mut values, #name, #wire)?),
            None => quote!(#ident: ::koroc::__private::take(&mut values, #name, #wire, || #otherwise)?),
        }
    });
    quote!(::core::result::Result::Ok(Self { #(#fields),* }))
}

fn into_values(serializer: &Serializer) -> TokenStream {
    let fields = serializer.fields.iter().map(|field| {
        let (ident, name) = (&field.ident, field.ident.unraw().to_string());
        if field.optional && field.required != Some(true) {
            quote!(if let ::core::option::Option::Some(value) = self.#ident { values.insert(#name.to_owned(), FieldValue::into_value(value)); })
        } else {
            quote!(values.insert(#name.to_owned(), FieldValue::into_value(self.#ident));)
        }
    });
    quote! {
        let mut values = spec::Map::new();
        #(#fields)*
        values
    }
}

/// The serializer with the functions that the description names, its own and those of nested ones.
fn functions(serializer: &Serializer) -> TokenStream {
    let mut calls = TokenStream::new();
    for field in &serializer.fields {
        let (wire, inner) = (field.wire_name(), &field.inner);
        for path in &field.checks {
            let name = function_name(&[&serializer.name, &wire], path);
            calls.extend(quote!(.with_check::<#inner, _, _, _>(#name, #path)));
        }
        for path in &field.validators {
            let name = function_name(&[&serializer.name, &wire], path);
            calls.extend(quote!(.with_validator(#name, ::koroc::__private::field_validator::<#inner, _, _, _>(#path), #path)));
        }
        if let Form::Nested { of, .. } = &field.form {
            calls.extend(quote!(.with_functions_of::<#of>()));
        }
    }
    for path in &serializer.validators {
        let name = function_name(&[&serializer.name], path);
        calls.extend(quote!(.with_validation(#name, #path)));
    }
    quote!(::koroc::Serializer::of_struct() #calls)
}
