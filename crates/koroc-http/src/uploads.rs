//! Keeps the files that a request brought, before their row is written: a row never names a file that is not there.

use koroc_db::{DbError, DbErrorKind};
use koroc_files::{Saved, Storage};
use koroc_spec::{Model, Value};

use crate::ApiError;

/// The files that were kept for rows. Dropped before the rows are written, they go again.
#[must_use = "files that are not kept during the write of their rows are removed"]
#[derive(Default)]
pub(crate) struct Uploads(Vec<Saved>);

impl Uploads {
    /// Keeps each uploaded file among a row's values, and puts its name in the storage in its place.
    ///
    /// # Errors
    /// 400 for a name that no file can have; a fault of the storage.
    pub(crate) async fn keep(&mut self, storage: &Storage, model: &Model, values: &mut [(usize, Value)]) -> Result<(), ApiError> {
        for (field, value) in values {
            let Value::File(file) = value else { continue };
            let field = &model.fields[*field];
            let max_length = field.ty.limits.max_length.and_then(|max| usize::try_from(max).ok());
            let saved = storage.save(file, &field.upload_to, max_length).await?;
            *value = Value::from(saved.name());
            self.0.push(saved);
        }
        Ok(())
    }

    /// Writes the rows. If they were not written, their files go; if nobody can tell (the client left in between, the connection broke during the commit), they stay:
    /// rather a file without a row than a row without its file.
    ///
    /// # Errors
    /// Those of the write.
    pub(crate) async fn during<T>(self, storage: &Storage, write: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
        let names: Vec<String> = self.0.into_iter().map(Saved::keep).collect();
        let outcome = write.await;
        if outcome.as_ref().is_err_and(|error| *error.kind() != DbErrorKind::Lost) {
            for name in &names {
                if let Err(error) = storage.remove(name).await {
                    tracing::warn!(%error, name, "the file of a row that was not written stays behind");
                }
            }
        }
        outcome
    }
}
