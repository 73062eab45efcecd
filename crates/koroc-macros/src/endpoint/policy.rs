//! The arguments that say how a view or an action treats requests before it acts.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Expr, LitStr};

use crate::arguments::{Arguments, Known, known};
use crate::errors::Errors;

/// The arguments, which views and actions have beside their own.
pub const KNOWN: &[Known] = &[
    known("authentication", "authentication(Token, Basic)"),
    known("renderers", "renderers(Json, Xml)"),
    known("parsers", "parsers(Json, Form)"),
    known("throttles", "throttles(Throttle::user())"),
    known("versioning", "versioning = Versioning::query()"),
    known("cache", "cache = 60"),
    known("vary", "vary(\"Cookie\")"),
    known("negotiation", "negotiation = \"first\""),
    known("metadata", "metadata = Metadata::Off"),
    known("serializer", "serializer = Advance"),
];

/// The calls that say it. A name alone is one of Koroc's own, anything else an expression.
pub fn calls(arguments: &mut Arguments, errors: &mut Errors) -> TokenStream {
    let authentication = list("authentication", "Authenticator", arguments, errors);
    let renderers = list("renderers", "Renderer", arguments, errors);
    let parsers = list("parsers", "Parser", arguments, errors);
    let throttles = list("throttles", "Throttle", arguments, errors);
    let versioning = arguments.value("versioning", errors).map(|versioning| quote!(.versioning(#versioning)));
    let cache = arguments.count::<u32>("cache", errors).map(|seconds| quote!(.cache(#seconds)));
    let vary = arguments.lists("vary", |input: ParseStream<'_>| input.parse::<LitStr>(), errors).concat();
    let vary = (!vary.is_empty()).then(|| quote!(.vary([#(#vary),*])));
    let negotiation = arguments.text("negotiation", errors).map(|name| quote!(.negotiation(#name)));
    let metadata = arguments.value("metadata", errors).map(|metadata| quote!(.metadata(#metadata)));
    let serializer = serializer(arguments, errors);
    quote!(#authentication #renderers #parsers #throttles #versioning #cache #vary #negotiation #metadata #serializer)
}

fn list(name: &str, of: &str, arguments: &mut Arguments, errors: &mut Errors) -> Option<TokenStream> {
    arguments.span(name)?;
    let (call, of) = (quote::format_ident!("{name}"), quote::format_ident!("{of}"));
    let items = arguments.lists(name, |input: ParseStream<'_>| input.parse::<Expr>(), errors).concat();
    let items = items.iter().map(|item| match item {
        Expr::Path(path) if path.path.get_ident().is_some_and(is_variant) => quote!(::koroc::spec::#of::#item),
        expression => quote!(#expression),
    });
    Some(quote!(.#call([#(#items),*])))
}

/// `serializer = Advance`, a struct's, or a function that makes one.
fn serializer(arguments: &mut Arguments, errors: &mut Errors) -> Option<TokenStream> {
    let serializer = arguments.value("serializer", errors)?;
    let serializer = serializer_of(&serializer);
    Some(quote!(.serializer(#serializer)))
}

/// A struct's serializer where a struct is named; anything else as it is written.
pub fn serializer_of(serializer: &Expr) -> TokenStream {
    let is_struct = matches!(serializer, Expr::Path(path) if path.path.segments.last().is_some_and(|last| is_variant(&last.ident)));
    if is_struct { quote!(<#serializer as ::koroc::SerializerStruct>::serializer()) } else { quote!(#serializer) }
}

/// Whether a name begins with a capital, as types and variants do.
fn is_variant(name: &syn::Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}
