//! An in-process client and temporary databases for testing Koroc applications.
