//! Derives and attributes that read Rust declarations into a Koroc description.
