//! A JSON default, read when the program is compiled: `default = "{}"`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::errors::Errors;

/// The code of the `Value` that the text says in JSON.
pub fn read(text: &LitStr, errors: &mut Errors) -> Option<TokenStream> {
    match serde_json::from_str(&text.value()) {
        Ok(value) => Some(emit(&value)),
        Err(error) => {
            errors.push(text, format!("this is no JSON: {error}; text is written with quotes of its own, `\"\\\"text\\\"\"`"));
            None
        }
    }
}

fn emit(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::Null => quote!(Value::Null),
        serde_json::Value::Bool(truth) => quote!(Value::Bool(#truth)),
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            quote!(Value::Number(#text.to_owned()))
        }
        serde_json::Value::String(text) => quote!(Value::Str(#text.to_owned())),
        serde_json::Value::Array(items) => {
            let items = items.iter().map(emit);
            quote!(Value::List(::std::vec![#(#items),*]))
        }
        serde_json::Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = emit(value);
                quote!((#key.to_owned(), #value))
            });
            quote!(Value::Map(spec::Map::from_iter([#(#members),*])))
        }
    }
}
