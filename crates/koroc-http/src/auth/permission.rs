//! Permissions: which a user was granted, and the rows that each model needs for them.

use std::collections::HashSet;

use koroc_db::{Cond, Db, DbError, DbErrorKind, Select, Tx};
use koroc_spec::{Model, Value};

use super::{
    auth::Tables,
    models::{content_type, permission},
};

/// What may be done with rows, in Django's order.
const ACTIONS: [&str; 4] = ["add", "change", "delete", "view"];

/// Models without permissions of their own: tables of pairs, and what is nobody's to edit.
const WITHOUT: [&str; 4] = ["auth.User_groups", "auth.User_user_permissions", "auth.Group_permissions", "koroc.Session"];

/// `app.codename` of all permissions of a user, its own and its groups'.
const GRANTED: &str = "SELECT c.app_label || '.' || p.codename FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id \
    WHERE p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = $1 \
    UNION SELECT g.permission_id FROM auth_user_groups u JOIN auth_group_permissions g ON g.group_id = u.group_id WHERE u.user_id = $2)";

pub(super) async fn granted(db: &Db, user: i64) -> Result<HashSet<String>, DbError> {
    let rows = db.raw(GRANTED, &[user.into(), user.into()]).await?;
    Ok(rows.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect())
}

/// Makes the content type and the four permissions of every model that lacks them, as Django does after each migration; answers how many
/// permissions were made.
///
/// # Errors
/// If the database cannot be asked, or the application lacks [`models`](super::models).
pub async fn make_permissions(db: &Db) -> Result<usize, DbError> {
    let tables = Tables::of_db(db)?;
    db.transaction(move |tx| {
        let resolved = tx.db().resolved().clone();
        let models = resolved.models.iter().filter(|model| !WITHOUT.contains(&model.label().as_str()));
        models.map(|model| make_for(tx, tables, model)).sum()
    })
    .await
}

/// The key of a permission, `api.add_exchangetradedfund`; `None` if there is none.
///
/// # Errors
/// If the database cannot be asked, or the application lacks [`models`](super::models).
pub async fn find_permission(db: &Db, name: &str) -> Result<Option<i64>, DbError> {
    let tables = Tables::of_db(db)?;
    let Some((app, codename)) = name.split_once('.') else { return Ok(None) };
    let types = db.rows(&select(tables.content_type, vec![content_type::ID], Cond::eq(content_type::APP_LABEL, app))).await?;
    let of_app = Cond::In { field: permission::CONTENT_TYPE, values: types.into_iter().flatten().collect() };
    let named = Cond::And(vec![Cond::eq(permission::CODENAME, codename), of_app]);
    let found = db.rows(&select(tables.permission, vec![permission::ID], named)).await?.pop();
    Ok(found.and_then(|row| row[0].as_int()))
}

fn make_for(tx: &mut Tx<'_>, tables: Tables, model: &Model) -> Result<usize, DbError> {
    let content_type = content_type_of(tx, tables, model)?;
    let of_type = Cond::eq(permission::CONTENT_TYPE, content_type.clone());
    let known = tx.rows(&select(tables.permission, vec![permission::CODENAME], of_type))?;
    let mut made = 0;
    for action in ACTIONS {
        let codename = Value::Str(format!("{action}_{}", model.name.to_lowercase()));
        if !known.iter().any(|row| row[0] == codename) {
            let name = Value::Str(format!("Can {action} {}", model.verbose_name));
            let values = vec![(permission::NAME, name), (permission::CONTENT_TYPE, content_type.clone()), (permission::CODENAME, codename)];
            tx.insert(tables.permission, values, &[])?;
            made += 1;
        }
    }
    Ok(made)
}

fn content_type_of(tx: &mut Tx<'_>, tables: Tables, model: &Model) -> Result<Value, DbError> {
    let (app, name) = (Value::from(model.app.as_str()), Value::Str(model.name.to_lowercase()));
    let this = Cond::And(vec![Cond::eq(content_type::APP_LABEL, app.clone()), Cond::eq(content_type::MODEL, name.clone())]);
    let found = tx.rows(&select(tables.content_type, vec![content_type::ID], this))?.pop();
    let row = match found {
        Some(row) => row,
        None => tx.insert(tables.content_type, vec![(content_type::APP_LABEL, app), (content_type::MODEL, name)], &[content_type::ID])?,
    };
    row.into_iter().next().ok_or_else(|| DbError::new(DbErrorKind::Corrupt, "an insert that returns nothing"))
}

fn select(model: usize, columns: Vec<usize>, cond: Cond) -> Select {
    Select { model, columns, cond, order: Vec::new(), limit: None, offset: None }
}
