//! Who may do what.

/// A permission: who may use an operation. Composable with [`Rule::And`], [`Rule::Or`] and [`Rule::Not`], as DRF's `&`, `|` and `~`.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Everyone.
    AllowAny,
    /// Whoever is logged in.
    IsAuthenticated,
    /// Staff.
    IsAdminUser,
    /// Everyone reads, whoever is logged in writes.
    IsAuthenticatedOrReadOnly,
    /// Whoever is logged in reads; writing needs the model's `add`, `change` or `delete` permission.
    ModelPermissions,
    /// As [`Rule::ModelPermissions`], and everyone reads.
    ModelPermissionsOrAnonReadOnly,
    /// What the settings say (`IsAuthenticated` unless they say otherwise).
    FromSettings,
    /// The program's own, by name.
    Named(String),
    /// All of them.
    And(Vec<Rule>),
    /// At least one of them.
    Or(Vec<Rule>),
    /// Not this one.
    Not(Box<Rule>),
}

impl std::ops::BitAnd for Rule {
    type Output = Rule;
    fn bitand(self, other: Rule) -> Rule {
        Rule::And(vec![self, other])
    }
}

impl std::ops::BitOr for Rule {
    type Output = Rule;
    fn bitor(self, other: Rule) -> Rule {
        Rule::Or(vec![self, other])
    }
}

impl std::ops::Not for Rule {
    type Output = Rule;
    fn not(self) -> Rule {
        Rule::Not(Box::new(self))
    }
}
