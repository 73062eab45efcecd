//! Emits the kind of a field.

use proc_macro2::TokenStream;
use quote::quote;

use super::describe::{option, option_text};
use crate::model::choices::Choice;
use crate::model::ir::{Kind, OnDelete, Protocol, Relation, Width};

/// The expression of a `koroc_spec::FieldKind`.
pub fn kind(kind: &Kind) -> TokenStream {
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
        Kind::Time => quote!(Time),
        Kind::DateTime => quote!(DateTime),
        Kind::Duration => quote!(Duration),
        Kind::Uuid => quote!(Uuid),
        Kind::Ip(protocol) => {
            let protocol = match protocol {
                Protocol::Both => quote!(Both),
                Protocol::V4 => quote!(V4),
                Protocol::V6 => quote!(V6),
            };
            quote!(Ip { protocol: spec::IpProtocol::#protocol })
        }
        Kind::Json => quote!(Json),
        Kind::File => quote!(File),
        Kind::Choice(choices) => {
            let choices = choices.iter().map(Choice::emit);
            quote!(Choice { choices: ::std::vec![#(#choices),*] })
        }
        Kind::ForeignKey(this) => relation(&quote!(ForeignKey), this),
        Kind::OneToOne(this) => relation(&quote!(OneToOne), this),
        Kind::ManyToMany(this) => relation(&quote!(ManyToMany), this),
    };
    quote!(spec::FieldKind::#kind)
}

fn relation(kind: &TokenStream, relation: &Relation) -> TokenStream {
    let on_delete = match relation.on_delete {
        OnDelete::Cascade => quote!(Cascade),
        OnDelete::Protect => quote!(Protect),
        OnDelete::SetNull => quote!(SetNull),
    };
    let (to, related_name) = (&relation.to, option_text(relation.related_name.as_ref()));
    let through = option(relation.through.as_ref().map(|through| quote!(<#through as ::koroc::__private::Model>::LABEL.to_owned())));
    quote! {
        #kind(spec::Relation {
            related_name: #related_name,
            through: #through,
            ..spec::Relation::to(<#to as ::koroc::__private::Model>::LABEL, spec::OnDelete::#on_delete)
        })
    }
}
