//! Who may use something: Koroc's rules, the program's own permissions, and both composed.

use std::any::TypeId;
use std::ops::{BitAnd, BitOr, Not};

use koroc_http::{ApiError, Context};
use koroc_spec::Rule;

/// A rule with the functions that it names.
///
/// Whatever asks for a permission takes a [`Rule`] such as [`IsAuthenticated`](Rule::IsAuthenticated) or one of these;
/// both are composed with `&`, `|` and `!`, as DRF's are with `&`, `|` and `~`.
///
/// ```
/// # use koroc::doc::*;
/// fn first_hundred() -> Permission {
///     Permission::object("first_hundred", async |context: Context| Ok(context.object::<Fund>()?.id <= 100)).message("This fund is closed.")
/// }
/// # let _ =
/// ModelViewSet::<Fund>::new().permission(IsAdminUser | (IsAuthenticated & first_hundred()))
/// # ;
/// ```
#[derive(Clone)]
#[must_use]
pub struct Permission {
    pub(crate) rule: Rule,
    pub(crate) named: Vec<NamedPermission>,
}

/// A permission written in Rust, under the name that the description has for it.
#[derive(Clone)]
pub(crate) struct NamedPermission {
    pub(crate) name: String,
    pub(crate) check: koroc_http::Permission,
    /// The types of its functions: two permissions of one name are the same if these are.
    pub(crate) functions: Vec<TypeId>,
}

impl Permission {
    /// A permission that looks at the request alone, before anything is read.
    pub fn request<F, R>(name: &str, check: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<bool, ApiError>> + Send + 'static,
    {
        Permission::named::<F>(name, koroc_http::Permission::request(check))
    }

    /// A permission that looks at the row that a request is about ([`Context::object`]). Requests about no row, lists among them, it lets pass.
    pub fn object<F, R>(name: &str, check: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<bool, ApiError>> + Send + 'static,
    {
        Permission::named::<F>(name, koroc_http::Permission::object(check))
    }

    fn named<F: 'static>(name: &str, check: koroc_http::Permission) -> Self {
        let named = NamedPermission { name: name.to_owned(), check, functions: vec![TypeId::of::<F>()] };
        Permission { rule: Rule::Named(name.to_owned()), named: vec![named] }
    }

    /// What whoever is refused is told, in place of DRF's sentence; it belongs to the permissions of the program that this one is made of.
    pub fn message(mut self, message: &'static str) -> Self {
        for named in &mut self.named {
            named.check = named.check.clone().message(message);
        }
        self
    }

    fn with(mut self, other: impl Into<Permission>, compose: fn(Rule, Rule) -> Rule) -> Permission {
        let other = other.into();
        self.named.extend(other.named);
        Permission { rule: compose(self.rule, other.rule), named: self.named }
    }
}

impl From<Rule> for Permission {
    fn from(rule: Rule) -> Self {
        Permission { rule, named: Vec::new() }
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
        Permission { rule: !self.rule, named: self.named }
    }
}
