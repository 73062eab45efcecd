//! The CloudFormation template of a resolved application.
