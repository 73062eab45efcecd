//! How a part of the application is deployed.

use indexmap::IndexMap;

/// Deployment metadata of a resource or function; what is `None` is inherited from the application, then from the readers' defaults.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Deploy {
    /// Memory, in MB.
    pub memory_size: Option<u32>,
    /// The longest a request may take, in seconds.
    pub timeout: Option<u32>,
    /// Environment variables.
    pub environment: IndexMap<String, String>,
}

impl Deploy {
    /// This one, with what it leaves open taken from `parent`.
    pub fn or(&self, parent: &Deploy) -> Deploy {
        let mut environment = parent.environment.clone();
        environment.extend(self.environment.clone());
        Deploy { memory_size: self.memory_size.or(parent.memory_size), timeout: self.timeout.or(parent.timeout), environment }
    }
}
