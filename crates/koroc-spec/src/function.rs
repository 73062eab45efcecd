//! Functions: what is deployed as one, the requests that it answers and the events that call it.

use crate::{Deploy, Method, Rule, ViewSchema};

/// A function with its endpoints (one for `#[function]`, several for `#[view]`, none where only events call it).
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name; the function that takes its events is found by it.
    pub name: String,
    /// What its documentation comment says.
    pub description: String,
    /// The requests that it answers.
    pub endpoints: Vec<Endpoint>,
    /// The events that call it; without any, and without endpoints, it is called by its name alone.
    pub triggers: Vec<Trigger>,
    /// How it is deployed.
    pub deploy: Deploy,
}

impl Function {
    /// A function with one endpoint of its own name.
    pub fn at(name: &str, path: &str, methods: Vec<Method>, permission: Rule) -> Function {
        let endpoint = Endpoint {
            name: name.to_owned(),
            path: path.to_owned(),
            methods,
            permission,
            description: String::new(),
            scopes: Vec::new(),
            schema: ViewSchema::default(),
        };
        Function { name: name.to_owned(), description: String::new(), endpoints: vec![endpoint], triggers: Vec::new(), deploy: Deploy::default() }
    }
}

/// A path and methods that a function answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// Its name; its behaviour is found by it.
    pub name: String,
    /// Its path, which may hold parameters. Endpoints of one function may share a path, not a method of it.
    pub path: String,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// Who may use it.
    pub permission: Rule,
    /// What its documentation comment says.
    pub description: String,
    /// What a token must allow, where a gateway's authorizer looks at tokens (OAuth 2.0's scopes); empty: any token.
    pub scopes: Vec<String>,
    /// What it says of itself in the OpenAPI document.
    pub schema: ViewSchema,
}

/// What calls a function beside requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// The time: `rate(5 minutes)`, or `cron(0 12 * * ? *)` with minutes, hours, day of month, month, day of week and year, in UTC.
    Schedule(String),
    /// Messages on a queue.
    Queue {
        /// The queue's name.
        name: String,
        /// How many messages one call takes at most, 1 to 10.
        batch_size: u32,
    },
    /// Objects that come or go in a bucket.
    Bucket {
        /// The bucket's name.
        name: String,
        /// What happens to them, `s3:ObjectCreated:*`.
        events: Vec<String>,
        /// What the keys of those that count begin with; empty: all.
        prefix: String,
    },
}
