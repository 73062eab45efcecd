//! Side-by-side measurements against hand-written programs.
