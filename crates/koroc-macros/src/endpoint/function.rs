//! `#[function(path = "/alive", methods(GET), permission = AllowAny)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Ident, ItemFn, LitStr, Token};

use super::{emit, path, schema};
use crate::arguments::{Arguments, Known, known};
use crate::docs;
use crate::errors::Errors;

pub(super) const SCOPES: &str = "scopes(\"albums\")";
pub(super) const MEMORY_SIZE: &str = "memory_size = 128";
pub(super) const TIMEOUT: &str = "timeout = 30";
pub(super) const ENVIRONMENT: &str = "environment(LOG_LEVEL = \"debug\")";

const KNOWN: &[Known] = &[
    known("path", "path = \"/alive\""),
    known("methods", "methods(GET)"),
    known("permission", "permission = IsAuthenticated"),
    schema::ANSWERS,
    schema::TAKES,
    schema::EXCLUDE,
    known("scopes", SCOPES),
    known("schedule", "schedule = \"rate(1 day)\""),
    known("queue", "queue = \"likes\""),
    known("batch_size", "batch_size = 10"),
    known("bucket", "bucket = \"covers\""),
    known("events", "events(\"s3:ObjectCreated:*\")"),
    known("prefix", "prefix = \"raw/\""),
    known("memory_size", MEMORY_SIZE),
    known("timeout", TIMEOUT),
    known("environment", ENVIRONMENT),
];

const HINTS: &[(&str, &str)] = &[
    ("method", "write `methods(GET)`"),
    ("get", "write `methods(GET)`"),
    ("memory", "write `memory_size = 128`, in MB"),
    ("cron", "write `schedule = \"cron(0 12 * * ? *)\"`"),
    ("rate", "write `schedule = \"rate(1 day)\"`"),
];

/// How many messages of a queue one call takes, where nothing is said.
const BATCH_SIZE: u32 = 10;

/// The function as one that makes what `App::function` takes: with a path it answers requests, without one events call it.
pub fn function(arguments: TokenStream, item: ItemFn) -> TokenStream {
    let mut errors = Errors::default();
    super::check("function", &item, &mut errors);
    let mut arguments = Arguments::parse("function", arguments, &[KNOWN], HINTS, &mut errors);
    let triggers = triggers(&mut arguments, &mut errors);
    let (name, ident, description) = (super::name(&item), &item.sig.ident, docs::text(&item.attrs));
    let is_called = !triggers.is_empty() || (arguments.lacks("methods") && item.sig.inputs.len() == 1);
    let made = if arguments.lacks("path") && is_called {
        for word in ["methods", "permission", "scopes", "answers", "takes", "exclude_from_schema"] {
            if let Some(span) = arguments.span(word) {
                errors.at(span, format!("`{word}` is about requests, and this function has no `path` where any would arrive"));
            }
        }
        quote!(::koroc::Function::called(#name, #ident))
    } else {
        let path = path_of("function", &item.sig.ident, &mut arguments, &mut errors);
        let methods = super::methods("function", &item.sig.ident, &mut arguments, &mut errors);
        let permission = super::stated_permission(&item, &mut arguments, &mut errors);
        let scopes = scopes(&mut arguments, &mut errors);
        let schema = schema::calls(&mut arguments, &mut errors);
        if !triggers.is_empty() {
            errors.push(&item.sig.ident, "a function answers requests at a `path`, or events call it; write two functions that share what they do");
        }
        quote!(::koroc::Function::view(#name).endpoint(#name, #path, ::std::vec![#(#methods),*], #permission, &[#(#scopes),*], #ident)#schema)
    };
    let deploy = deploy(&mut arguments, &mut errors);
    let value = quote!(#made.description(#description)#(#triggers)*#deploy);
    emit::declaration(&item, &quote!(::koroc::Function), &value, errors)
}

/// The calls that say which events call it.
fn triggers(arguments: &mut Arguments, errors: &mut Errors) -> Vec<TokenStream> {
    let trigger = quote!(::koroc::__private::spec::Trigger);
    let schedule = arguments.text("schedule", errors).map(|text| quote!(.trigger(#trigger::Schedule(#text.into()))));
    let alone = |word: &str, of: &str, arguments: &Arguments, errors: &mut Errors| {
        if let (true, Some(span)) = (arguments.lacks(of), arguments.span(word)) {
            errors.at(span, format!("`{word}` is about a {of}; name it: `{of} = \"…\"`"));
        }
    };
    alone("batch_size", "queue", arguments, errors);
    alone("events", "bucket", arguments, errors);
    alone("prefix", "bucket", arguments, errors);
    let batch_size = arguments.count::<u32>("batch_size", errors).unwrap_or(BATCH_SIZE);
    let queue = arguments.text("queue", errors).map(|name| quote!(.trigger(#trigger::Queue { name: #name.into(), batch_size: #batch_size })));
    let events = arguments.lists("events", |input: ParseStream<'_>| input.parse::<LitStr>(), errors).concat();
    let events = if events.is_empty() { quote!("s3:ObjectCreated:*".into()) } else { quote!(#(#events.into()),*) };
    let prefix = arguments.text("prefix", errors).map_or_else(String::new, |text| text.value());
    let bucket = arguments.text("bucket", errors);
    let bucket = bucket.map(|name| quote!(.trigger(#trigger::Bucket { name: #name.into(), events: ::std::vec![#events], prefix: #prefix.into() })));
    [schedule, queue, bucket].into_iter().flatten().collect()
}

/// Takes `scopes("albums")`.
pub(super) fn scopes(arguments: &mut Arguments, errors: &mut Errors) -> Vec<LitStr> {
    arguments.lists("scopes", |input: ParseStream<'_>| input.parse::<LitStr>(), errors).concat()
}

/// Takes `path = "/alive"`.
pub(super) fn path_of(attribute: &str, item: &impl Spanned, arguments: &mut Arguments, errors: &mut Errors) -> String {
    let missing = arguments.lacks("path");
    match arguments.text("path", errors) {
        Some(text) => {
            path::whole(&text, errors);
            text.value()
        }
        None if missing => {
            errors.push(item, format!("`#[{attribute}]` needs a path: `path = \"/alive\"`"));
            String::new()
        }
        None => String::new(),
    }
}

/// The calls that say how the function is deployed.
pub(super) fn deploy(arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let memory_size = arguments.count::<u32>("memory_size", errors).map(|size| quote!(.memory_size(#size)));
    let timeout = arguments.count::<u32>("timeout", errors).map(|seconds| quote!(.timeout(#seconds)));
    let environment = arguments.lists("environment", variable, errors).concat();
    let environment = environment.iter().map(|(name, value)| {
        let name = name.to_string();
        quote!(.environment(#name, #value))
    });
    let words = quote!(#memory_size #timeout #(#environment)*);
    if words.is_empty() { words } else { quote!(.deploy(::koroc::__private::spec::Deploy::new()#words)) }
}

fn variable(input: ParseStream<'_>) -> syn::Result<(Ident, LitStr)> {
    let name = input.parse()?;
    input.parse::<Token![=]>()?;
    Ok((name, input.parse()?))
}
