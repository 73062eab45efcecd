//! The users' table as a model, for foreign keys and queries.

use std::any::TypeId;

use chrono::{DateTime, Utc};
use koroc_db::ManyToMany;

use crate::Model;

/// The structs here whose tables are described, with Django's every detail, among Django's others.
pub(crate) fn described_elsewhere(model: TypeId) -> bool {
    [TypeId::of::<User>(), TypeId::of::<Group>()].contains(&model)
}

/// A row of Django's `auth_user`.
///
/// A model points at it with `ForeignKey<User>`. Who makes a request is told by [`Context::user`](koroc_http::Context::user), whose
/// type knows the user's permissions besides.
///
/// ```
/// use koroc::auth::User;
/// use koroc::prelude::*;
///
/// #[derive(Model)]
/// #[model(app = "api")]
/// struct Watchlist {
///     #[field(primary_key)]
///     id: i64,
///     #[field(on_delete = cascade, editable = false)]
///     owner: ForeignKey<User>,
/// }
///
/// async fn owned(context: Context, mut changes: Changes) -> Result<Changes, ApiError> {
///     let user = context.authenticated()?;
///     changes.set(Watchlist::OWNER, ForeignKey(user.id))?;
///     Ok(changes)
/// }
/// # let _ = ModelViewSet::<Watchlist>::new().before_create(owned);
/// ```
#[derive(Debug, Clone, Model)]
#[model(app = "auth", display = username)]
pub struct User {
    /// The key, of the type that it has everywhere in a program; its column has 32 bits.
    #[field(primary_key)]
    pub id: i64,
    /// The password's hash in Django's form, `algorithm$…`.
    #[field(max_length = 128)]
    pub password: String,
    /// When the user last logged in on the login page.
    pub last_login: Option<DateTime<Utc>>,
    /// Whether the user has all permissions.
    #[field(default = false)]
    pub is_superuser: bool,
    /// The name to log in with.
    #[field(max_length = 150, unique)]
    pub username: String,
    /// First name, may be empty.
    #[field(max_length = 150, blank, default = "")]
    pub first_name: String,
    /// Last name, may be empty.
    #[field(max_length = 150, blank, default = "")]
    pub last_name: String,
    /// E-mail address, may be empty.
    #[field(email, blank, default = "")]
    pub email: String,
    /// Whether the user may use the admin.
    #[field(default = false)]
    pub is_staff: bool,
    /// Whether the user may log in at all.
    #[field(default = true)]
    pub is_active: bool,
    /// When the user was made.
    #[field(default = Utc::now)]
    pub date_joined: DateTime<Utc>,
    /// The groups, whose permissions the user has, too.
    #[field(related_name = "user_set", blank)]
    pub groups: ManyToMany<Group>,
}

/// A row of Django's `auth_group`.
#[derive(Debug, Clone, Model)]
#[model(app = "auth", display = name)]
pub struct Group {
    /// The key.
    #[field(primary_key)]
    pub id: i64,
    /// The name.
    #[field(max_length = 150, unique)]
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_struct_has_the_columns_of_the_table() {
        let columns = |model: &koroc_spec::Model| -> Vec<_> {
            assert_eq!(model.primary_key(), 0);
            model
                .fields
                .iter()
                .skip(1)
                .map(|field| (field.column.clone(), field.ty.kind.clone(), field.ty.null, field.ty.limits.clone(), field.default.clone()))
                .collect()
        };
        for own in [User::describe(), Group::describe()] {
            let builtin = koroc_http::auth::models().into_iter().find(|model| model.label() == own.label()).expect("it is built in");
            assert_eq!((&own.table, columns(&own)), (&builtin.table, columns(&builtin)));
        }
    }
}
