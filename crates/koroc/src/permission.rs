//! Who may use something: Koroc's rules, the program's own permissions, and both composed.

use std::ops::{BitAnd, BitOr, Not};

use koroc_spec::Rule;

/// A rule with the functions that it names.
///
/// Whatever asks for a permission takes a [`Rule`] such as [`IsAuthenticated`](Rule::IsAuthenticated) or one of these;
/// both are composed with `&`, `|` and `!`.
#[derive(Clone)]
pub struct Permission {
    pub(crate) rule: Rule,
}

impl From<Rule> for Permission {
    fn from(rule: Rule) -> Self {
        Permission { rule }
    }
}

impl Permission {
    fn with(self, other: impl Into<Permission>, compose: fn(Rule, Rule) -> Rule) -> Permission {
        Permission { rule: compose(self.rule, other.into().rule) }
    }
}

impl<P: Into<Permission>> BitAnd<P> for Permission {
    type Output = Permission;

    fn bitand(self, other: P) -> Permission {
        self.with(other, |one, other| one & other)
    }
}

impl<P: Into<Permission>> BitOr<P> for Permission {
    type Output = Permission;

    fn bitor(self, other: P) -> Permission {
        self.with(other, |one, other| one | other)
    }
}

impl BitAnd<Permission> for Rule {
    type Output = Permission;

    fn bitand(self, other: Permission) -> Permission {
        Permission::from(self) & other
    }
}

impl BitOr<Permission> for Rule {
    type Output = Permission;

    fn bitor(self, other: Permission) -> Permission {
        Permission::from(self) | other
    }
}

impl Not for Permission {
    type Output = Permission;

    fn not(self) -> Permission {
        Permission { rule: !self.rule }
    }
}
