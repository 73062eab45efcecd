//! The list of settings: read, shown, refused, documented.

use koroc_spec::Settings;

use super::{Given, KEYS};

#[test]
fn every_setting_reads_what_it_shows() {
    for key in KEYS {
        let mut settings = Settings::default();
        Given::text("here".to_owned(), key, &(key.show)(&Settings::default())).apply(&mut settings).unwrap();
        assert_eq!(settings, Settings::default(), "{}", key.name);
    }
}

#[test]
fn every_setting_changes_what_it_names() {
    let changed = [
        ("database_url", "postgres://x/y"),
        ("pagination", "cursor"),
        ("page_size", "7"),
        ("search_param", "q"),
        ("ordering_param", "sort"),
        ("authentication", "token"),
        ("permission", "AllowAny"),
        ("date_input_formats", "%d.%m.%Y,iso-8601"),
        ("time_input_formats", "%H.%M"),
        ("datetime_input_formats", "iso-8601,%d.%m.%Y %H:%M"),
        ("date_format", "%d.%m.%Y"),
        ("time_format", "%H:%M"),
        ("datetime_format", "%Y-%m-%dT%H:%M:%S"),
        ("duration_format", "iso-8601"),
        ("coerce_decimal_to_string", "false"),
        ("coerce_bigint_to_string", "true"),
        ("uploaded_files_use_url", "false"),
        ("unicode_json", "false"),
        ("compact_json", "false"),
        ("non_field_errors_key", "errors"),
        ("url_field_name", "href"),
        ("url_format_override", "form"),
        ("renderers", "json"),
        ("parsers", "form,json"),
        ("throttles", "anon,user,uploads"),
        ("throttle_rates", "anon=5/day,burst=3/min"),
        ("throttle_store", "database"),
        ("num_proxies", "any"),
        ("versioning", "query,1.0,2.0"),
        ("etags", "true"),
        ("allowed_hosts", ".example.com"),
        ("body_limit", "1"),
        ("media_root", "s3://files/app"),
        ("media_url", "https://files.example.com/"),
        ("upload_limit", "9000000000"),
        ("upload_memory", "0"),
        ("login_redirect", "/accounts/profile/"),
        ("secure_cookies", "true"),
        ("trusted_proxies", "10.0.0.1,::1"),
        ("secret_key_file", "key"),
        ("password_cost", "cheap"),
    ];
    assert_eq!(changed.map(|(name, _)| name).to_vec(), KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
    let mut settings = Settings::default();
    for (key, (_, text)) in KEYS.iter().zip(changed) {
        Given::text("here".to_owned(), key, text).apply(&mut settings).unwrap();
        assert_eq!((key.show)(&settings), text);
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_what_could() {
    for (name, text, message) in [
        ("page_size", "0", "a whole number from 1"),
        ("page_size", "ten", "a whole number from 1"),
        ("page_size", "", "a whole number from 1"),
        ("body_limit", "-1", "a whole number from 0"),
        ("database_url", "mysql://x", "begins with `sqlite:`"),
        ("throttle_rates", "anon", "is not of the form `anon=5/day`"),
        ("throttle_rates", "anon=5/fortnight", "`5/fortnight` is no rate"),
        ("versioning", "cookie,1", "one of path, accept"),
        ("num_proxies", "some", "a whole number from 0"),
        ("media_root", "", "names a folder or a bucket"),
        ("media_url", "media/", "begins with `/`"),
        ("media_url", "/media", "ends with `/`"),
        ("permission", "isauthenticated", "one of AllowAny, IsAuthenticated"),
        ("authentication", "session,kerberos", "one of session, basic, token"),
        ("renderers", "", "at least one"),
        ("login_redirect", "http://x/", "begins with `/`"),
        ("secure_cookies", "yes", "`true` or `false`"),
        ("trusted_proxies", "10.0.0.0/8", "`10.0.0.0/8` is no IP address"),
        ("password_cost", "low", "one of safe, cheap"),
    ] {
        let key = KEYS.iter().find(|key| key.name == name).unwrap();
        let problem = Given::text("KOROC".to_owned(), key, text).apply(&mut Settings::default()).unwrap_err().to_string();
        assert!(problem.starts_with(&format!("{name} in KOROC: cannot be `")) && problem.contains(message), "{problem}");
    }
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    for (name, nearest) in [("page_sise", "page_size"), ("database", "database_url"), ("alowed_host", "allowed_hosts")] {
        let given = Given { place: "koroc.toml".to_owned(), name: name.to_owned(), values: Vec::new() };
        let problem = given.apply(&mut Settings::default()).unwrap_err().to_string();
        assert!(problem.contains(&format!("is no setting; the nearest is `{nearest}`")), "{problem}");
    }
}

/// `docs/settings.md` holds this very table.
#[test]
fn the_documented_table_is_this_list() {
    let rows = KEYS.iter().map(|key| {
        let default = (key.show)(&Settings::default());
        let default = if default.is_empty() { "none".to_owned() } else { format!("`{default}`") };
        format!("| `{}` | {} | {} | {default} |\n", key.name, key.help, key.form)
    });
    let table = format!("| setting | what it decides | what it takes | default |\n|---|---|---|---|\n{}", rows.collect::<String>());
    let documented = include_str!("../../../../../docs/settings.md");
    assert!(documented.contains(&table), "docs/settings.md should hold:\n{table}");
}
