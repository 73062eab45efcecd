//! What `#[field(…)]` of a model takes.

use crate::arguments::{Known, known};

/// All of them.
pub const KNOWN: &[Known] = &[
    known("primary_key", "primary_key"),
    known("default", "default = 0"),
    known("unique", "unique"),
    known("index", "index"),
    known("max_length", "max_length = 10"),
    known("min_length", "min_length = 2"),
    known("min", "min = 0"),
    known("max", "max = 100"),
    known("max_digits", "max_digits = 20"),
    known("decimal_places", "decimal_places = 2"),
    known("blank", "blank"),
    known("verbose_name", "verbose_name = \"country code\""),
    known("help", "help = \"Two letters\""),
    known("choices", "choices(\"open\" = \"Open\", \"closed\" = \"Closed\")"),
    known("email", "email"),
    known("url", "url"),
    known("slug", "slug"),
    known("regex", "regex = \"^[A-Z]{2}$\""),
    known("text", "text"),
    known("column", "column = \"name\""),
    known("editable", "editable = false"),
    known("auto_now", "auto_now"),
    known("auto_now_add", "auto_now_add"),
    known("on_delete", "on_delete = cascade` or `protect` or `set_null"),
    known("related_name", "related_name = \"candidates\""),
    known("through", "through = Membership"),
    known("unique_for_date", "unique_for_date = day"),
    known("unique_for_month", "unique_for_month = day"),
    known("unique_for_year", "unique_for_year = day"),
    known("upload_to", "upload_to = \"documents/\""),
    known("extensions", "extensions(\"txt\", \"pdf\")"),
    known("max_size", "max_size = 1_000_000"),
    known("renamed_from", "renamed_from = \"old_name\""),
    known("validators", "validators(is_upper_case)"),
];

/// What Django's names for these are called here.
pub const HINTS: &[(&str, &str)] = &[
    ("null", "a field that may be null is an `Option<…>`"),
    ("help_text", "a documentation comment `/// …` is the help text, or `help = \"…\"`"),
    ("db_index", "write `index`"),
    ("db_column", "write `column = \"…\"`"),
    ("max_value", "write `max = …`"),
    ("min_value", "write `min = …`"),
    ("required", "a field without default that is no `Option` and not `blank` is required"),
    ("protocol", "the type says it: `IpAddr`, `Ipv4Addr` or `Ipv6Addr`"),
    ("to_field", "a relation holds the other row's primary key"),
    ("read_only", "say it where the resource is declared, `.read_only((Model::FIELD,))`, or write `editable = false`"),
];
