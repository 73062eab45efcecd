//! How a part of the application is deployed.

use indexmap::IndexMap;

/// Deployment metadata of a resource, view or function; what is left open is inherited from the application, then from the readers' defaults.
///
/// ```
/// use koroc_spec::Deploy;
///
/// let small = Deploy::new().memory_size(128).timeout(5).environment("LOG_LEVEL", "debug");
/// let inherited = small.or(&Deploy::new().memory_size(512).tracing(true));
/// assert_eq!((inherited.memory_size, inherited.tracing), (Some(128), Some(true)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deploy {
    /// Memory, in MB.
    pub memory_size: Option<u32>,
    /// The longest a call may take, in seconds.
    pub timeout: Option<u32>,
    /// Environment variables.
    pub environment: IndexMap<String, String>,
    /// Whether calls are traced.
    pub tracing: Option<bool>,
    /// How long log lines are kept, in days.
    pub log_retention: Option<u32>,
    /// Layers beneath the program, by their ARNs; those of the application come first.
    pub layers: Vec<String>,
    /// How many calls may run at once.
    pub reserved_concurrency: Option<u32>,
    /// How many instances wait, started, for calls.
    pub provisioned_concurrency: Option<ProvisionedConcurrency>,
}

/// How many instances wait for calls, as many as are busy asking for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionedConcurrency {
    /// At least.
    pub min: u32,
    /// At most; the same as `min`: there are always so many.
    pub max: u32,
}

impl Deploy {
    /// Leaves everything open.
    pub fn new() -> Deploy {
        Deploy::default()
    }

    /// Memory, in MB, 128 to 10240; processor time comes in proportion.
    #[must_use]
    pub fn memory_size(self, megabytes: u32) -> Deploy {
        Deploy { memory_size: Some(megabytes), ..self }
    }

    /// The longest a call may take, in seconds, at most 900.
    #[must_use]
    pub fn timeout(self, seconds: u32) -> Deploy {
        Deploy { timeout: Some(seconds), ..self }
    }

    /// An environment variable. No place for secrets: whoever may read the deployment reads it.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Deploy {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Whether calls are traced.
    #[must_use]
    pub fn tracing(self, tracing: bool) -> Deploy {
        Deploy { tracing: Some(tracing), ..self }
    }

    /// How long log lines are kept, in days.
    #[must_use]
    pub fn log_retention(self, days: u32) -> Deploy {
        Deploy { log_retention: Some(days), ..self }
    }

    /// A layer beneath the program, by its ARN.
    #[must_use]
    pub fn layer(mut self, arn: &str) -> Deploy {
        self.layers.push(arn.to_owned());
        self
    }

    /// How many calls may run at once, kept free for this part alone.
    #[must_use]
    pub fn reserved_concurrency(self, calls: u32) -> Deploy {
        Deploy { reserved_concurrency: Some(calls), ..self }
    }

    /// How many instances wait, started, for calls: at least `min`, and up to `max` while many are busy.
    #[must_use]
    pub fn provisioned_concurrency(self, min: u32, max: u32) -> Deploy {
        Deploy { provisioned_concurrency: Some(ProvisionedConcurrency { min, max }), ..self }
    }

    /// This one, with what it leaves open taken from `parent`.
    #[must_use]
    pub fn or(&self, parent: &Deploy) -> Deploy {
        let mut environment = parent.environment.clone();
        environment.extend(self.environment.clone());
        Deploy {
            memory_size: self.memory_size.or(parent.memory_size),
            timeout: self.timeout.or(parent.timeout),
            environment,
            tracing: self.tracing.or(parent.tracing),
            log_retention: self.log_retention.or(parent.log_retention),
            layers: [parent.layers.as_slice(), &self.layers].concat(),
            reserved_concurrency: self.reserved_concurrency.or(parent.reserved_concurrency),
            provisioned_concurrency: self.provisioned_concurrency.or(parent.provisioned_concurrency),
        }
    }
}
