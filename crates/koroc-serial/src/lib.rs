//! Validation and representation of values by a shape: DRF's fields, messages and formats.
