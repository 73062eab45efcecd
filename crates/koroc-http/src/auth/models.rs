//! The tables behind authentication: Django's, column for column, and one of our own for sessions.

use koroc_spec::{Auto, DefaultValue, Field, FieldKind, IntegerWidth, Limits, Model, OnDelete, Relation, UniqueTogether, Value};

/// Users, groups, permissions, content types and tokens as Django and DRF lay them out, and `koroc_session`.
///
/// The facade adds them to every application before it is resolved, so that they migrate like all others and models may point at
/// `auth.User`. Many-to-many tables are plain models with two foreign keys that are unique together; names of constraints are
/// Django's, so that a Django database can be adopted.
pub fn models() -> Vec<Model> {
    vec![content_type(), permission(), group(), group_permissions(), user(), user_groups(), user_permissions(), token(), session()]
}

/// Places of the fields of `auth.User`.
pub(super) mod user {
    pub const ID: usize = 0;
    pub const PASSWORD: usize = 1;
    pub const LAST_LOGIN: usize = 2;
    pub const IS_SUPERUSER: usize = 3;
    pub const USERNAME: usize = 4;
    pub const FIRST_NAME: usize = 5;
    pub const LAST_NAME: usize = 6;
    pub const EMAIL: usize = 7;
    pub const IS_STAFF: usize = 8;
    pub const IS_ACTIVE: usize = 9;
}

/// Places of the fields of `authtoken.Token`.
pub(super) mod token {
    pub const KEY: usize = 0;
    pub const USER: usize = 2;
}

/// Places of the fields of `koroc.Session`.
pub(super) mod session {
    pub const KEY_HASH: usize = 0;
    pub const USER: usize = 1;
    pub const AUTH_HASH: usize = 2;
    pub const EXPIRES: usize = 3;
}

/// Places of the fields of `contenttypes.ContentType`.
pub(super) mod content_type {
    pub const ID: usize = 0;
    pub const APP_LABEL: usize = 1;
}

/// Places of the fields of `auth.Permission`.
pub(super) mod permission {
    pub const ID: usize = 0;
    pub const CONTENT_TYPE: usize = 2;
    pub const CODENAME: usize = 3;
}

fn content_type() -> Model {
    let fields = vec![key(), text("app_label", 100), Field { verbose_name: "python model class name".to_owned(), ..text("model", 100) }];
    let together = together(&["app_label", "model"], "django_content_type_app_label_model_76bd3d3b_uniq");
    Model { table: "django_content_type".to_owned(), fields, unique_together: vec![together], ..Model::new("contenttypes", "ContentType") }
}

fn permission() -> Model {
    let fields = vec![key(), text("name", 255), link("content_type", "contenttypes.ContentType"), text("codename", 100)];
    let together = together(&["content_type", "codename"], "auth_permission_content_type_id_codename_01ab375a_uniq");
    Model { fields, unique_together: vec![together], ..Model::new("auth", "Permission") }
}

fn group() -> Model {
    Model { fields: vec![key(), Field { unique: true, ..text("name", 150) }], display: Some("name".to_owned()), ..Model::new("auth", "Group") }
}

fn group_permissions() -> Model {
    let fields = vec![key(), link("group", "auth.Group"), link("permission", "auth.Permission")];
    let together = together(&["group", "permission"], "auth_group_permissions_group_id_permission_id_0cd325b0_uniq");
    Model { fields, unique_together: vec![together], ..Model::new("auth", "Group_permissions") }
}

fn user() -> Model {
    let username = Field { unique: true, help: "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.".to_owned(), ..text("username", 150) };
    let email = FieldKind::Email;
    let fields = vec![
        key(),
        text("password", 128),
        nullable(Field::new("last_login", FieldKind::DateTime)),
        Field { verbose_name: "superuser status".to_owned(), ..flag("is_superuser", false) },
        username,
        optional(text("first_name", 150)),
        optional(text("last_name", 150)),
        optional(Field { verbose_name: "email address".to_owned(), ..limited(Field::new("email", email), 254) }),
        Field { verbose_name: "staff status".to_owned(), ..flag("is_staff", false) },
        Field { verbose_name: "active".to_owned(), ..flag("is_active", true) },
        Field { default: Some(DefaultValue::Now), ..Field::new("date_joined", FieldKind::DateTime) },
        several("groups", "auth.Group"),
    ];
    Model { fields, display: Some("username".to_owned()), ..Model::new("auth", "User") }
}

fn user_groups() -> Model {
    let fields = vec![key(), side("user", "auth.User"), side("group", "auth.Group")];
    let together = together(&["user", "group"], "auth_user_groups_user_id_group_id_94350c0c_uniq");
    Model { fields, unique_together: vec![together], ..Model::new("auth", "User_groups") }
}

fn user_permissions() -> Model {
    let fields = vec![key(), side("user", "auth.User"), side("permission", "auth.Permission")];
    let together = together(&["user", "permission"], "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq");
    Model { fields, unique_together: vec![together], ..Model::new("auth", "User_user_permissions") }
}

/// One token a user: the foreign key is unique, which is all that a one-to-one column is.
fn token() -> Model {
    let fields = vec![
        Field { primary_key: true, ..text("key", 40) },
        Field { auto: Some(Auto::OnCreate), ..Field::new("created", FieldKind::DateTime) },
        Field { unique: true, index: false, ..link("user", "auth.User") },
    ];
    let (verbose_name, verbose_name_plural) = ("Token".to_owned(), "Tokens".to_owned());
    Model { fields, verbose_name, verbose_name_plural, ..Model::new("authtoken", "Token") }
}

/// A login: the cookie's hash (a stolen database opens no session), whose it is, and the password's fingerprint at the time.
fn session() -> Model {
    let fields = vec![
        Field { primary_key: true, ..text("key_hash", 64) },
        link("user", "auth.User"),
        text("auth_hash", 64),
        Field { index: true, ..Field::new("expires", FieldKind::DateTime) },
    ];
    Model { fields, ..Model::new("koroc", "Session") }
}

fn key() -> Field {
    let kind = FieldKind::Integer { width: IntegerWidth::Normal, positive: false };
    Field { primary_key: true, auto: Some(Auto::Increment), editable: false, verbose_name: "ID".to_owned(), ..Field::new("id", kind) }
}

fn text(name: &str, max: u64) -> Field {
    limited(Field::new(name, FieldKind::Char { trim: true }), max)
}

fn limited(mut field: Field, max: u64) -> Field {
    field.ty.limits = Limits { max_length: Some(max), ..Limits::default() };
    field
}

fn flag(name: &str, default: bool) -> Field {
    Field { default: Some(DefaultValue::Const(Value::Bool(default))), ..Field::new(name, FieldKind::Boolean) }
}

fn optional(mut field: Field) -> Field {
    field.ty.blank = true;
    Field { default: Some(DefaultValue::Const(Value::from(""))), ..field }
}

fn nullable(mut field: Field) -> Field {
    (field.ty.null, field.ty.blank) = (true, true);
    field
}

fn link(name: &str, to: &str) -> Field {
    Field::new(name, FieldKind::ForeignKey(Relation::to(to, OnDelete::Cascade)))
}

/// A side of a pair, of which nobody asks from the other side.
fn side(name: &str, to: &str) -> Field {
    Field::new(name, FieldKind::ForeignKey(Relation { related_name: Some(String::new()), ..Relation::to(to, OnDelete::Cascade) }))
}

/// Rows of another model, named from their side as Django does.
fn several(name: &str, to: &str) -> Field {
    let relation = Relation { related_name: Some("user_set".to_owned()), ..Relation::to(to, OnDelete::Cascade) };
    let mut field = Field::new(name, FieldKind::ManyToMany(relation));
    field.ty.blank = true;
    field
}

fn together(fields: &[&str], name: &str) -> UniqueTogether {
    UniqueTogether { name: Some(name.to_owned()), ..UniqueTogether::of(fields.iter().copied()) }
}

#[cfg(test)]
mod tests {
    use koroc_spec::{App, Settings, resolve};

    use super::*;

    /// Table, columns and lengths as `sqlite_master` of a migrated Django 5.2 shows them.
    #[test]
    fn tables_and_columns_are_djangos() {
        let django = [
            ("django_content_type", "id app_label:100 model:100"),
            ("auth_permission", "id name:255 content_type_id codename:100"),
            ("auth_group", "id name:150!"),
            ("auth_group_permissions", "id group_id permission_id"),
            ("auth_user", "id password:128 last_login? is_superuser username:150! first_name:150 last_name:150 email:254 is_staff is_active date_joined"),
            ("auth_user_groups", "id user_id group_id"),
            ("auth_user_user_permissions", "id user_id permission_id"),
            ("authtoken_token", "key:40 created user_id!"),
            ("koroc_session", "key_hash:64 user_id auth_hash:64 expires"),
        ];
        let ours: Vec<(String, String)> = models().iter().map(|model| (model.table.clone(), columns(model))).collect();
        assert_eq!(ours, django.map(|(table, columns)| (table.to_owned(), columns.to_owned())));
    }

    fn columns(model: &Model) -> String {
        let column = |field: &Field| {
            let length = field.ty.limits.max_length.map_or_else(String::new, |max| format!(":{max}"));
            format!("{}{length}{}{}", field.column, if field.unique { "!" } else { "" }, if field.ty.null { "?" } else { "" })
        };
        let columns = model.fields.iter().filter(|field| !matches!(field.ty.kind, FieldKind::ManyToMany(_)));
        columns.map(column).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn places_are_those_of_the_fields() {
        let models = models();
        let cases = [
            ("auth.User", user::ID, "id"),
            ("auth.User", user::PASSWORD, "password"),
            ("auth.User", user::LAST_LOGIN, "last_login"),
            ("auth.User", user::IS_SUPERUSER, "is_superuser"),
            ("auth.User", user::USERNAME, "username"),
            ("auth.User", user::FIRST_NAME, "first_name"),
            ("auth.User", user::LAST_NAME, "last_name"),
            ("auth.User", user::EMAIL, "email"),
            ("auth.User", user::IS_STAFF, "is_staff"),
            ("auth.User", user::IS_ACTIVE, "is_active"),
            ("authtoken.Token", token::KEY, "key"),
            ("authtoken.Token", token::USER, "user"),
            ("koroc.Session", session::KEY_HASH, "key_hash"),
            ("koroc.Session", session::USER, "user"),
            ("koroc.Session", session::AUTH_HASH, "auth_hash"),
            ("koroc.Session", session::EXPIRES, "expires"),
            ("contenttypes.ContentType", content_type::ID, "id"),
            ("contenttypes.ContentType", content_type::APP_LABEL, "app_label"),
            ("auth.Permission", permission::ID, "id"),
            ("auth.Permission", permission::CONTENT_TYPE, "content_type"),
            ("auth.Permission", permission::CODENAME, "codename"),
        ];
        for (label, place, name) in cases {
            let model = models.iter().find(|model| model.label() == label).unwrap();
            assert_eq!(model.field(name), Some(place), "{label}.{name}");
        }
    }

    #[test]
    fn they_resolve() {
        let app = App { name: "x".to_owned(), models: models(), ..App::default() };
        assert_eq!(resolve(&app, &Settings::default()).map(|resolved| resolved.models.len()), Ok(9));
    }
}
