//! The host that serves an application inside AWS Lambda.
