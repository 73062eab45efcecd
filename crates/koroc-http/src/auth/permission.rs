//! Permissions: which a user was granted, and where one is found by its name.

use std::collections::HashSet;

use koroc_db::{Cond, Db, DbError, Select};

use super::{
    models::{content_type, permission},
    tables::Tables,
};

/// `app.codename` of all permissions of a user, its own and its groups'.
const GRANTED: &str = "SELECT c.app_label || '.' || p.codename FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id \
    WHERE p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = $1 \
    UNION SELECT g.permission_id FROM auth_user_groups u JOIN auth_group_permissions g ON g.group_id = u.group_id WHERE u.user_id = $2)";

/// The names of all permissions that a user was granted.
pub(super) async fn granted(db: &Db, user: i64) -> Result<HashSet<String>, DbError> {
    let rows = db.raw(GRANTED, &[user.into(), user.into()]).await?;
    Ok(rows.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect())
}

/// The key of a permission, `api.add_exchangetradedfund`; `None` if there is none. (Migrating makes those of every model.)
///
/// # Errors
/// If the database cannot be asked, or the application lacks [`models`](super::models).
pub async fn find_permission(db: &Db, name: &str) -> Result<Option<i64>, DbError> {
    let tables = Tables::of_db(db)?;
    let Some((app, codename)) = name.split_once('.') else { return Ok(None) };
    let select = |model, column, cond| Select { model, columns: vec![column], cond, order: Vec::new(), limit: None, offset: None };
    let types = db.rows(&select(tables.content_type, content_type::ID, Cond::eq(content_type::APP_LABEL, app))).await?;
    let of_app = Cond::In { field: permission::CONTENT_TYPE, values: types.into_iter().flatten().collect() };
    let named = Cond::And(vec![Cond::eq(permission::CODENAME, codename), of_app]);
    let found = db.rows(&select(tables.permission, permission::ID, named)).await?.pop();
    Ok(found.and_then(|row| row[0].as_int()))
}
