//! ETFFinder, the tutorial's application.
