//! A file that was kept, until its row is written.

use crate::Storage;

/// A kept file that goes again when this is dropped, unless [`keep`](Self::keep) was called: a request that fails leaves no file behind.
#[derive(Debug)]
pub struct Saved {
    storage: Option<Storage>,
    name: String,
}

impl Saved {
    pub(crate) fn new(storage: &Storage, name: String) -> Self {
        Saved { storage: Some(storage.clone()), name }
    }

    /// Its name in the storage, which the row holds.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Leaves it where it is, whatever happens: its row is written, or may be. Answers its name.
    pub fn keep(mut self) -> String {
        self.storage = None;
        std::mem::take(&mut self.name)
    }
}

impl Drop for Saved {
    fn drop(&mut self) {
        let (Some(storage), Ok(runtime)) = (self.storage.take(), tokio::runtime::Handle::try_current()) else { return };
        let name = std::mem::take(&mut self.name);
        runtime.spawn(async move {
            if let Err(error) = storage.remove(&name).await {
                tracing::warn!(%error, name, "the file of a request that failed stays behind");
            }
        });
    }
}
