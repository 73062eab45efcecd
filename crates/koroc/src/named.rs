//! Functions of a program under the names that the description has for them.

use std::any::{TypeId, type_name};
use std::collections::HashMap;
use std::sync::Arc;

use koroc_http::Behaviours;
use koroc_spec::Problem;

/// Adds a function under a name to behaviours.
type Bind = Arc<dyn Fn(Behaviours, &str) -> Behaviours + Send + Sync>;

/// A function under its name; two of one name must be the same function.
#[derive(Clone)]
pub(crate) struct Named {
    name: String,
    function: TypeId,
    /// Whether it holds values, so that two of its type may do different things.
    captures: bool,
    bind: Bind,
}

impl Named {
    /// A function of the type `F`, added to behaviours by `bind`.
    pub fn new<F: 'static>(name: String, bind: impl Fn(Behaviours, &str) -> Behaviours + Send + Sync + 'static) -> Self {
        Named { name, function: TypeId::of::<F>(), captures: size_of::<F>() > 0, bind: Arc::new(bind) }
    }

    /// The behaviours with this one.
    pub fn add(&self, behaviours: Behaviours) -> Behaviours {
        (self.bind)(behaviours, &self.name)
    }

    /// Names that two different functions have.
    pub fn clashes(named: &[Named]) -> Vec<Problem> {
        let mut seen: HashMap<&str, &Named> = HashMap::new();
        let mut problems = Vec::new();
        for this in named {
            let Some(earlier) = seen.insert(&this.name, this) else { continue };
            if earlier.function != this.function || (this.captures && !Arc::ptr_eq(&earlier.bind, &this.bind)) {
                let message = "is the name of two different functions of serializers; give one of the serializers a name, or make one a function of its own";
                problems.push(Problem::new(format!("function `{}`", this.name), message));
            }
        }
        problems
    }
}

/// The last part of a function's path; of a closure, that of the function that it stands in.
pub(crate) fn short_name<F>() -> String {
    let path = type_name::<F>();
    let path = path.split_once('<').map_or(path, |(path, _)| path);
    path.split("::").filter(|part| !part.starts_with('{')).last().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of<F>(_: F) -> String {
        short_name::<F>()
    }

    #[test]
    fn a_closure_is_named_by_its_function() {
        assert_eq!(name_of(String::len), "len");
        assert_eq!(name_of(|| 1), "a_closure_is_named_by_its_function");
    }
}
