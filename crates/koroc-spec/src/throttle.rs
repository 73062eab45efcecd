//! Throttles: how often somebody may ask.

/// A limit on how often one client may use a view (DRF's throttle classes).
///
/// Every throttle of a view counts every request that gets as far as the throttles, OPTIONS and HEAD included; whoever is over one of them is
/// answered 429 with the longest wait among them.
///
/// ```
/// use koroc_spec::Throttle;
/// assert_eq!(Throttle::scoped("uploads").rate("6/day").scope, "uploads");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// Whom it counts.
    pub by: ThrottleBy,
    /// What it counts under: throttles of one scope share their counts.
    pub scope: String,
    /// How much is allowed, `5/day`; `None`: the settings' rate for the scope.
    pub rate: Option<String>,
}

/// Whom a throttle counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThrottleBy {
    /// Addresses of clients that are not logged in; users are let through.
    Anon,
    /// Users, and addresses of clients that are not logged in.
    User,
    /// What a function of the program makes of the request, by its name; what it makes nothing of is let through.
    Custom(String),
}

impl Throttle {
    /// Anonymous clients by address, under the scope `anon` (DRF's `AnonRateThrottle`).
    pub fn anon() -> Self {
        Throttle { by: ThrottleBy::Anon, scope: "anon".to_owned(), rate: None }
    }

    /// Users, and others by address, under the scope `user` (DRF's `UserRateThrottle`).
    pub fn user() -> Self {
        Throttle::scoped("user")
    }

    /// As [`Throttle::user`] under a scope of its own (DRF's `ScopedRateThrottle`).
    pub fn scoped(scope: &str) -> Self {
        Throttle { by: ThrottleBy::User, scope: scope.to_owned(), rate: None }
    }

    /// By what the program's function of this name makes of the request, under a scope of the same name.
    pub fn custom(name: &str) -> Self {
        Throttle { by: ThrottleBy::Custom(name.to_owned()), scope: name.to_owned(), rate: None }
    }

    /// With a rate of its own, `3/min`, in place of the settings'.
    pub fn rate(mut self, rate: &str) -> Self {
        self.rate = Some(rate.to_owned());
        self
    }
}

/// How many requests in how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// So many requests.
    pub requests: u32,
    /// In so many seconds.
    pub seconds: u32,
}

impl Rate {
    /// Reads `3/min`: a number, and a period of which the first letter counts, as in DRF (`s`, `m`, `h`, `d`).
    ///
    /// ```
    /// use koroc_spec::Rate;
    /// assert_eq!(Rate::parse("3/min"), Some(Rate { requests: 3, seconds: 60 }));
    /// assert_eq!(Rate::parse("3/fortnight"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Rate> {
        let (requests, period) = text.split_once('/')?;
        let seconds = match period.bytes().next()? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86_400,
            _ => return None,
        };
        Some(Rate { requests: requests.trim().parse().ok()?, seconds })
    }
}

/// A throttle as resolved: its rate is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Whom it counts.
    pub by: ThrottleBy,
    /// What it counts under.
    pub scope: String,
    /// How much is allowed.
    pub rate: Rate,
}

/// Where throttles count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ThrottleStore {
    /// In this process: exact for one process, and forgotten when it ends.
    #[default]
    Memory,
    /// In the application's database: several processes on one database count together.
    Database,
    /// In Redis, by its URL, `redis://127.0.0.1:6379/0`: several processes count together without burdening the database.
    Redis(String),
}
