//! What a deployment of the whole application has beside its functions.

/// What an application asks of the cloud it is deployed to; nothing that it does not ask for is made.
///
/// ```
/// use koroc_spec::{Authorizer, Cloud};
///
/// let cloud = Cloud::new().aurora(0.5, 4.0).uploads().access_logs().authorizer(Authorizer::jwt("https://login.example.com", ["api"]));
/// assert!(cloud.uploads);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cloud {
    /// The database.
    pub database: CloudDatabase,
    /// Whether there is a bucket for uploaded files.
    pub uploads: bool,
    /// Whether the gateway writes a line for each request.
    pub access_logs: bool,
    /// How many requests the gateway lets through.
    pub throttling: Option<GatewayThrottling>,
    /// Who looks at tokens before a request reaches a function.
    pub authorizer: Option<Authorizer>,
    /// Whether the functions run inside a private network, whose subnets and security groups are said at deployment.
    pub vpc: bool,
    /// Whether somebody is told of errors, throttled calls and slow answers; whom is said at deployment.
    pub alarms: bool,
}

/// Where the rows of a deployed application are.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CloudDatabase {
    /// It has none.
    #[default]
    None,
    /// A PostgreSQL that is there already; the secret with its address and password is named at deployment.
    Existing,
    /// A serverless Aurora PostgreSQL of its own, reached by the Data API.
    Aurora {
        /// The least capacity, in Aurora capacity units; 0: it pauses when nobody asks.
        min_capacity: f64,
        /// The greatest.
        max_capacity: f64,
    },
}

/// How many requests a gateway lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GatewayThrottling {
    /// At once.
    pub burst: u32,
    /// A second, in the long run.
    pub rate: f64,
}

/// Who looks at tokens before a request reaches a function. Where a view lets everyone in, nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorizer {
    /// The gateway itself: JSON Web Tokens (RFC 7519) of one issuer.
    Jwt {
        /// The issuer, `https://login.example.com`.
        issuer: String,
        /// For whom a token must be.
        audience: Vec<String>,
    },
    /// A function, whose ARN is said at deployment.
    Function {
        /// For how many seconds its answer holds for the same token.
        ttl: u32,
    },
}

impl Authorizer {
    /// Takes JSON Web Tokens of an issuer that are for one of `audience`.
    pub fn jwt<'a>(issuer: &str, audience: impl IntoIterator<Item = &'a str>) -> Authorizer {
        Authorizer::Jwt { issuer: issuer.to_owned(), audience: audience.into_iter().map(str::to_owned).collect() }
    }

    /// Asks a function, whose answer holds for `ttl` seconds for the same token.
    pub fn function(ttl: u32) -> Authorizer {
        Authorizer::Function { ttl }
    }
}

impl Cloud {
    /// Asks for nothing.
    pub fn new() -> Cloud {
        Cloud::default()
    }

    /// A serverless Aurora PostgreSQL of its own, with a capacity between these (in Aurora capacity units, steps of 0.5; 0: it pauses when nobody asks),
    /// and a step that migrates it before new code is called.
    #[must_use]
    pub fn aurora(self, min_capacity: f64, max_capacity: f64) -> Cloud {
        Cloud { database: CloudDatabase::Aurora { min_capacity, max_capacity }, ..self }
    }

    /// A PostgreSQL that is there already, and a step that migrates it before new code is called.
    #[must_use]
    pub fn existing_database(self) -> Cloud {
        Cloud { database: CloudDatabase::Existing, ..self }
    }

    /// A bucket for uploaded files.
    #[must_use]
    pub fn uploads(self) -> Cloud {
        Cloud { uploads: true, ..self }
    }

    /// A line for each request, written by the gateway.
    #[must_use]
    pub fn access_logs(self) -> Cloud {
        Cloud { access_logs: true, ..self }
    }

    /// How many requests the gateway lets through: at once, and a second in the long run.
    #[must_use]
    pub fn throttling(self, burst: u32, rate: f64) -> Cloud {
        Cloud { throttling: Some(GatewayThrottling { burst, rate }), ..self }
    }

    /// Who looks at tokens before a request reaches a function.
    #[must_use]
    pub fn authorizer(self, authorizer: Authorizer) -> Cloud {
        Cloud { authorizer: Some(authorizer), ..self }
    }

    /// The functions run inside a private network.
    #[must_use]
    pub fn vpc(self) -> Cloud {
        Cloud { vpc: true, ..self }
    }

    /// Somebody is told of errors, throttled calls and slow answers.
    #[must_use]
    pub fn alarms(self) -> Cloud {
        Cloud { alarms: true, ..self }
    }
}
