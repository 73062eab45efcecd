//! The rows that Django has for every model: its content type and its four permissions.

use koroc_spec::{Model, Resolved};

use super::connection::Connection;

/// Adds what is missing; nothing where the tables are not there.
pub(super) async fn rows(connection: &mut Connection, resolved: &Resolved) -> Result<(), String> {
    if !connection.has_table("django_content_type").await? || !connection.has_table("auth_permission").await? {
        return Ok(());
    }
    for model in resolved.models.iter().filter(|model| !is_link(resolved, model)) {
        let name = model.name.to_lowercase();
        connection.execute(CONTENT_TYPE, &[&model.app, &name]).await?;
        for action in ["add", "change", "delete", "view"] {
            let (title, codename) = (format!("Can {action} {}", model.verbose_name), format!("{action}_{name}"));
            connection.execute(PERMISSION, &[&title, &codename, &model.app, &name]).await?;
        }
    }
    Ok(())
}

/// The numbers first appear in their order, which is how SQLite counts them.
const CONTENT_TYPE: &str = "INSERT INTO django_content_type (app_label, model) SELECT CAST($1 AS varchar(100)), CAST($2 AS varchar(100)) \
                            WHERE NOT EXISTS (SELECT 1 FROM django_content_type WHERE app_label = $1 AND model = $2)";

const PERMISSION: &str = "INSERT INTO auth_permission (name, codename, content_type_id) \
                          SELECT CAST($1 AS varchar(255)), CAST($2 AS varchar(100)), kind.id FROM django_content_type AS kind \
                          WHERE kind.app_label = $3 AND kind.model = $4 \
                          AND NOT EXISTS (SELECT 1 FROM auth_permission AS known WHERE known.content_type_id = kind.id AND known.codename = $2)";

/// Whether a model is the hidden table of a many-to-many field, which Django calls `Model_field` and gives no content type.
fn is_link(resolved: &Resolved, model: &Model) -> bool {
    let owner = model.name.split_once('_').map(|(owner, _)| owner);
    owner.is_some_and(|owner| resolved.models.iter().any(|other| other.app == model.app && other.name == owner))
}
