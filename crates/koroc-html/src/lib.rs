//! The browsable pages of a resolved application.
