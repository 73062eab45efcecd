//! What OPTIONS says of a view.

/// What OPTIONS answers (DRF's metadata classes).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Metadata {
    /// The view's name, its forms, and the fields that it takes.
    #[default]
    Described,
    /// What the program's function of this name makes of it.
    Own(String),
    /// Nothing: OPTIONS is answered 405.
    Off,
}

impl Metadata {
    /// What a function of the program's makes of the usual description, found by its name.
    pub fn own(name: &str) -> Self {
        Metadata::Own(name.to_owned())
    }
}
